#include "settings.h"

#include <pluginapi/sdk/error.h>

namespace stellatune::openmpt {

Settings Settings::read(const sdk::Config& config)
{
    Settings settings;
    settings.sampleRate = static_cast<uint32_t>(config.integer("sample_rate", 48'000, 44'100, 192'000));
    switch (settings.sampleRate) {
    case 44'100:
    case 48'000:
    case 88'200:
    case 96'000:
    case 192'000:
        break;
    default:
        throw sdk::Error(ST_ERR_CONFIG, "\"sample_rate\" must be 44100, 48000, 88200, 96000 or 192000.");
    }
    settings.interpolation =
        config.choice<int32_t>("interpolation", 8, {{"none", 1}, {"linear", 2}, {"cubic", 4}, {"sinc", 8}});
    settings.stereoSeparation = static_cast<int32_t>(config.integer("stereo_separation", 100, 0, 200));
    settings.repeats = static_cast<int32_t>(config.integer("repeats", 0, 0, 100));
    return settings;
}

bool Settings::sharesFormatWith(const Settings& other) const
{
    return sampleRate == other.sampleRate && repeats == other.repeats;
}

} // namespace stellatune::openmpt
