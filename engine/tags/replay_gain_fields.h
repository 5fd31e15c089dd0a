// ReplayGain values from the texts that stand in tags.
#pragma once

#include "engine/tags/tags.h"

#include <optional>
#include <string_view>

namespace stellatune {

/// Takes one field when its name (any case) is one of ReplayGain's or Opus's and its value makes sense; what
/// was taken first stays. Other fields, malformed numbers, gains beyond +-60 dB and peaks that are not
/// positive are left alone.
void takeReplayGainField(ReplayGainTags& gains, std::string_view name, std::string_view value);

/// "-6.52 dB", "+1.5", " 3 DB": decibels, within +-60.
std::optional<double> parseGain(std::string_view text);
/// A positive linear peak.
std::optional<double> parsePeak(std::string_view text);
/// Opus's R128_*_GAIN, a Q7.8 integer relative to -23 LUFS, as a gain to ReplayGain's -18 LUFS.
std::optional<double> parseR128Gain(std::string_view text);

} // namespace stellatune
