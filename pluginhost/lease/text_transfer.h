// Text across the plugin interface: views in, writers out.
#pragma once

#include "pluginapi/abi/string.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace stellatune {

inline StString toStString(std::string_view text)
{
    return {text.data(), text.size()};
}

inline std::string_view toStringView(StString text)
{
    return text.size == 0 ? std::string_view() : std::string_view(text.data, text.size);
}

/// Collects what a plugin writes, up to a limit that no honest plugin reaches; then it answers
/// ST_ERR_NO_MEMORY. The writer is valid as long as the collector stays where it is.
class TextCollector {
  public:
    TextCollector() = default;
    TextCollector(const TextCollector&) = delete;
    TextCollector& operator=(const TextCollector&) = delete;

    const StWriter* writer() const { return &m_writer; }
    std::string take() { return std::move(m_text); }
    const std::string& text() const { return m_text; }

  private:
    static int32_t write(void* context, const void* data, uint64_t size);

    static constexpr uint64_t kLimit = 64 << 20; ///< bytes
    std::string m_text;
    StWriter m_writer{this, &TextCollector::write};
};

} // namespace stellatune
