// One piece of tracker music.
#pragma once

#include "settings.h"

#include <pluginapi/sdk/json.h>
#include <pluginapi/sdk/stream.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include <libopenmpt/libopenmpt.h>

namespace stellatune::openmpt {

/// Owned by one thread. Failures are sdk::Error. Always stereo.
class TrackerModule {
  public:
    static constexpr uint32_t kChannels = 2;

    /// Reads the whole stream, which is not used afterwards. `path` is for messages.
    TrackerModule(sdk::Stream stream, std::string_view path, uint32_t subsong, const Settings& settings);

    /// Those that need no new start: interpolation and stereo separation. From the next block on.
    void apply(const Settings& settings);

    uint32_t subsongs() const;
    /// None when the music repeats, because only playing shows where its loop begins.
    std::optional<uint64_t> frames() const { return m_frames; }
    /// Fewer frames than fit mean the end.
    uint32_t read(std::span<float> interleaved);
    /// To the start of a row of the pattern, at or before `frame`; says where. Notes that sounded there begin
    /// anew.
    uint64_t seek(uint64_t frame);
    sdk::Json metadata() const;

  private:
    struct Destroy {
        void operator()(openmpt_module* module) const { openmpt_module_destroy(module); }
    };

    const uint32_t m_sampleRate;
    std::unique_ptr<openmpt_module, Destroy> m_module;
    std::optional<uint64_t> m_frames;
    uint64_t m_position = 0;
};

} // namespace stellatune::openmpt
