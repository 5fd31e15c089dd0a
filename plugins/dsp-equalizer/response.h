// What a set of filters does to the loudness of each frequency.
#pragma once

#include "filter_chain.h"

namespace stellatune::equalizer {

/// dB, of all filters and the gain.
double responseAt(const ChainParameters& parameters, double frequency, double sampleRate);

/// dB, the loudest frequency from 0 Hz to half the sample rate, within a hundredth of a dB: the maximum of a
/// fine grid, refined.
double highestResponse(const ChainParameters& parameters, double sampleRate);

} // namespace stellatune::equalizer
