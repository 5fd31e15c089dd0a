// Configurations of both equalizers, and what the filters make of them.
#pragma once

#include "band.h"
#include "filter_chain.h"

#include <pluginapi/sdk/config.h>

#include <array>
#include <cstdint>

namespace stellatune::equalizer {

struct Settings {
    std::array<Band, kMaxBands> bands; ///< those beyond the last are off
    double preGain = 0.0;              ///< dB
    bool headroom = true;              ///< keep the loudest frequency at 0 dB or below
};

/// Throw sdk::Error with ST_ERR_CONFIG and the name of the key.
Settings readGraphicSettings(const sdk::Config& config, double sampleRate);
Settings readParametricSettings(const sdk::Config& config);

ChainParameters chainFor(const Settings& settings, double sampleRate);

/// Frames until what the filters hold has decayed by 140 dB.
uint64_t tailOf(const ChainParameters& parameters);

} // namespace stellatune::equalizer
