// Loudness correction from ReplayGain tags,
// https://wiki.hydrogenaud.io/index.php?title=ReplayGain_2.0_specification
#pragma once

#include "engine/tags/tags.h"

#include <cstdint>

namespace stellatune {

enum class ReplayGainMode : uint8_t { Off, Track, Album };

struct ReplayGainSettings {
    ReplayGainMode mode = ReplayGainMode::Off;
    double preampDb = 0.0;         ///< added where a file has gain tags
    double preampUntaggedDb = 0.0; ///< used where it has none
    bool limitToPeak = true;       ///< lower the gain so that the tagged peak stays at or below full scale
    bool operator==(const ReplayGainSettings&) const = default;
};

/// The linear factor for one track; exactly 1 when off. Album mode falls back to the track's values and the
/// other way round.
float replayGainFactor(const ReplayGainTags& tags, const ReplayGainSettings& settings);

} // namespace stellatune
