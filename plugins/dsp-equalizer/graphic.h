// The ten sliders of the graphic equalizer.
#pragma once

#include "band.h"

#include <array>

namespace stellatune::equalizer {

constexpr int kSliders = 10;
constexpr double kSliderRange = 12.0; ///< dB, up and down

/// Hz, octaves.
constexpr std::array<double, kSliders> kSliderFrequencies{31.25,  62.5,   125.0,  250.0,  500.0,
                                                          1000.0, 2000.0, 4000.0, 8000.0, 16000.0};

using SliderGains = std::array<double, kSliders>; ///< dB

/// Peaks that together have the sliders' gains at the sliders' frequencies. One peak reaches over to its
/// neighbours, so side by side they add up to more than the sliders say; hence their gains are solved for, an
/// idea of V. Välimäki and J. Liski, "Accurate Cascade Graphic Equalizer" (2017). With all sliders at 0 all
/// gains are 0, exactly.
std::array<Band, kSliders> bandsForSliders(const SliderGains& sliders, double sampleRate);

} // namespace stellatune::equalizer
