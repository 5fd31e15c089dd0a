#include "settings.h"

#include "graphic.h"
#include "response.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace stellatune::equalizer {

namespace {

constexpr double kLowestPreGain = -24.0; // dB
constexpr double kHighestPreGain = 12.0;
constexpr double kBandRange = 24.0; // dB, up and down
constexpr double kLowestFrequency = 10.0;
constexpr double kHighestFrequency = 24000.0;
constexpr double kLowestQ = 0.1;
constexpr double kHighestQ = 30.0;

using Preset = std::optional<SliderGains>; ///< none: the sliders

// Rounded shapes of few dB: a preset changes the balance, and leaves the voices in their places.
Preset presetIn(const sdk::Config& config)
{
    return config.choice<Preset>(
        "preset", Preset(),
        {{"custom", Preset()},
         {"flat", SliderGains{}},
         {"bass", SliderGains{6.0, 5.0, 3.5, 1.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0}},
         {"treble", SliderGains{0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.5, 4.5, 6.0}},
         {"loudness", SliderGains{6.0, 4.5, 2.5, 0.5, 0.0, 0.0, 0.0, 0.5, 2.5, 4.0}},
         {"vocal", SliderGains{-3.0, -2.0, -1.0, 0.0, 1.5, 3.0, 3.0, 2.0, 0.5, -1.0}},
         {"acoustic", SliderGains{2.0, 2.0, 1.5, 0.5, 0.5, 1.0, 1.5, 2.0, 2.0, 1.5}},
         {"classical", SliderGains{1.5, 1.0, 0.5, 0.0, 0.0, 0.0, -0.5, 0.0, 1.5, 2.5}},
         {"jazz", SliderGains{2.5, 2.0, 1.0, 1.0, -0.5, -0.5, 0.0, 1.0, 2.0, 2.5}},
         {"rock", SliderGains{4.0, 3.0, 1.5, 0.0, -1.0, -0.5, 1.0, 2.5, 3.5, 4.0}},
         {"electronic", SliderGains{5.0, 4.0, 1.5, 0.0, -1.5, 0.0, 0.5, 1.5, 3.5, 4.5}},
         {"small-speakers", SliderGains{-9.0, -4.0, 3.0, 4.0, 2.0, 0.0, 0.0, 1.0, 2.0, 2.0}},
         {"night", SliderGains{-6.0, -5.0, -3.0, -1.0, 0.0, 1.0, 2.0, 1.5, 0.0, -2.0}}});
}

SliderGains slidersIn(const sdk::Config& config)
{
    const std::vector<double> values =
        config.numbers("gains", std::vector<double>(kSliders, 0.0), -kSliderRange, kSliderRange);
    if (values.size() != kSliders)
        throw sdk::Error(ST_ERR_CONFIG, "\"gains\" must have " + std::to_string(kSliders) + " numbers, not " +
                                            std::to_string(values.size()) + ".");
    SliderGains gains{};
    std::copy(values.begin(), values.end(), gains.begin());
    return gains;
}

Band bandIn(const sdk::Config& row)
{
    Band band;
    band.type = row.choice<BandType>("type", BandType::Peak,
                                     {{"peak", BandType::Peak},
                                      {"low-shelf", BandType::LowShelf},
                                      {"high-shelf", BandType::HighShelf},
                                      {"low-pass", BandType::LowPass},
                                      {"high-pass", BandType::HighPass},
                                      {"band-pass", BandType::BandPass},
                                      {"notch", BandType::Notch}});
    band.frequency = row.number("frequency", band.frequency, kLowestFrequency, kHighestFrequency);
    band.gain = row.number("gain", band.gain, -kBandRange, kBandRange);
    band.q = row.number("q", band.q, kLowestQ, kHighestQ);
    band.enabled = row.boolean("enabled", true);
    return band;
}

Settings readShared(const sdk::Config& config)
{
    Settings settings;
    for (Band& band : settings.bands)
        band.enabled = false;
    settings.preGain = config.number("pre_gain", 0.0, kLowestPreGain, kHighestPreGain);
    settings.headroom = config.boolean("headroom", true);
    return settings;
}

} // namespace

Settings readGraphicSettings(const sdk::Config& config, double sampleRate)
{
    Settings settings = readShared(config);
    const SliderGains sliders = slidersIn(config);
    const auto bands = bandsForSliders(presetIn(config).value_or(sliders), sampleRate);
    std::copy(bands.begin(), bands.end(), settings.bands.begin());
    return settings;
}

Settings readParametricSettings(const sdk::Config& config)
{
    Settings settings = readShared(config);
    const std::vector<sdk::Config> rows = config.sections("bands");
    if (rows.size() > kMaxBands)
        throw sdk::Error(ST_ERR_CONFIG, "\"bands\" must have at most " + std::to_string(kMaxBands) +
                                            " entries, not " + std::to_string(rows.size()) + ".");
    std::transform(rows.begin(), rows.end(), settings.bands.begin(), bandIn);
    return settings;
}

ChainParameters chainFor(const Settings& settings, double sampleRate)
{
    ChainParameters parameters;
    for (uint32_t i = 0; i < kMaxBands; ++i)
        parameters.filters[i] = designFilter(settings.bands[i], sampleRate);
    double gain = settings.preGain;
    if (settings.headroom)
        gain = std::min(gain, -highestResponse(parameters, sampleRate));
    parameters.gain = std::pow(10.0, gain / 20.0);
    return parameters;
}

uint64_t tailOf(const ChainParameters& parameters)
{
    constexpr double kDecay = 16.1; // ln of 140 dB
    double longest = 0.0;
    for (const FilterParameters& filter : parameters.filters) {
        if (filter.isIdentity())
            continue;
        // The slower pole before the bilinear transform, which takes s to (1 + s) / (1 - s).
        const double damping = filter.k / 2.0;
        const double real =
            filter.g * (damping < 1.0 ? damping : 1.0 / (damping + std::sqrt(damping * damping - 1.0)));
        const double imaginary = damping < 1.0 ? filter.g * std::sqrt(1.0 - damping * damping) : 0.0;
        const double decayPerFrame = 0.5 * std::log((std::pow(1.0 + real, 2) + imaginary * imaginary) /
                                                    (std::pow(1.0 - real, 2) + imaginary * imaginary));
        longest = std::max(longest, kDecay / decayPerFrame);
    }
    return static_cast<uint64_t>(std::ceil(longest));
}

} // namespace stellatune::equalizer
