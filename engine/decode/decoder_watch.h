// What a listener is to know of a decoder that does its work badly.
#pragma once

#include "engine/audio/lag_detector.h"
#include "engine/control/player.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace stellatune {

/// What one read of a decoder showed.
struct DecoderRead {
    EntryId entry = 0;
    std::string_view plugin; ///< that decodes; empty: built in
    const std::filesystem::path& path;
    LagDetector::Duration spent{0};
    LagDetector::Duration lasts{0}; ///< the music that was read
    uint64_t faults = 0;            ///< of the decoder, as it counts them
};

/// Pure. Counts every fault, and tells each kind once for a track and its decoder.
class DecoderWatch {
  public:
    struct Finding {
        bool isTooSlow = false; ///< for music to go on without gaps
        Error error;            ///< names who is at fault
    };

    std::optional<Finding> check(const DecoderRead& read);
    /// What was read has nothing to do with what follows.
    void forgetLag() { m_lag.forget(); }
    /// Of all decoders: reads that were no sound, and tracks that came too slowly.
    uint64_t faults() const { return m_faults; }

  private:
    Error slowness(const DecoderRead& read) const;

    EntryId m_entry = 0;
    std::string m_plugin;
    LagDetector m_lag;
    bool m_toldOfSlowness = false;
    bool m_toldOfFaults = false;
    uint64_t m_decoderFaults = 0; ///< of the decoder, counted already
    uint64_t m_faults = 0;
};

} // namespace stellatune
