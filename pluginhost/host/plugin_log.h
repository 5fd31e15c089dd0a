// What plugins said, for the log view and the command line.
#pragma once

#include "pluginhost/base/log.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

/// The newest lines of all plugins together; older ones are forgotten. Any thread.
class PluginLog {
  public:
    static constexpr size_t kCapacity = 2000;

    struct Line {
        uint64_t number = 0; ///< grows by one a line
        int64_t timeMs = 0;  ///< since 1970, UTC
        LogLevel level = LogLevel::Info;
        std::string pluginId;
        std::string text;
    };

    /// Never waits, since plugins log in real time too: a line that comes while somebody reads is dropped and
    /// counted.
    void add(const std::string& pluginId, LogLevel level, std::string_view text);

    /// Oldest first, of one plugin or of all, with numbers above `after`.
    std::vector<Line> lines(std::optional<std::string_view> pluginId = std::nullopt,
                            uint64_t after = 0) const;

    /// Writes what was added since the last time to the program's own log; takes as long as that does.
    void writeNew();
    uint64_t dropped() const { return m_dropped.load(std::memory_order_relaxed); }

  private:
    mutable std::mutex m_mutex;
    std::atomic<uint64_t> m_dropped = 0;
    uint64_t m_written = 0; ///< the last line's number; of writeNew() alone
    std::deque<Line> m_lines;
    uint64_t m_last = 0;
};

} // namespace stellatune
