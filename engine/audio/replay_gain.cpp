#include "engine/audio/replay_gain.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace stellatune {

namespace {

/// No honest analysis yields more; a damaged tag must not ruin a loudspeaker.
constexpr double kPlausibleGainDb = 60.0;

std::optional<double> plausibleGain(const std::optional<double>& gainDb)
{
    return gainDb && std::abs(*gainDb) <= kPlausibleGainDb ? gainDb : std::nullopt;
}

std::optional<double> plausiblePeak(const std::optional<double>& peak)
{
    return peak && std::isfinite(*peak) && *peak > 0.0 ? peak : std::nullopt;
}

std::optional<double> firstOf(const std::optional<double>& preferred, const std::optional<double>& other)
{
    return preferred ? preferred : other;
}

} // namespace

float replayGainFactor(const ReplayGainTags& tags, const ReplayGainSettings& settings)
{
    if (settings.mode == ReplayGainMode::Off)
        return 1.0F;

    std::optional<double> gainDb = plausibleGain(tags.trackGainDb);
    std::optional<double> peak = plausiblePeak(tags.trackPeak);
    if (settings.mode == ReplayGainMode::Album) {
        gainDb = firstOf(plausibleGain(tags.albumGainDb), gainDb);
        peak = firstOf(plausiblePeak(tags.albumPeak), peak);
    } else {
        gainDb = firstOf(gainDb, plausibleGain(tags.albumGainDb));
        peak = firstOf(peak, plausiblePeak(tags.albumPeak));
    }

    const double totalDb = gainDb ? *gainDb + settings.preampDb : settings.preampUntaggedDb;
    double factor = std::pow(10.0, totalDb / 20.0);
    if (settings.limitToPeak && peak)
        factor = std::min(factor, 1.0 / *peak);
    return static_cast<float>(factor);
}

} // namespace stellatune
