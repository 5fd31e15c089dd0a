// What the listener asks of one band of the equalizer.
#pragma once

#include <cstdint>

namespace stellatune::equalizer {

enum class BandType : uint8_t { Peak, LowShelf, HighShelf, LowPass, HighPass, BandPass, Notch };

struct Band {
    BandType type = BandType::Peak;
    double frequency = 1000.0; ///< Hz
    double gain = 0.0;         ///< dB; peak and shelves only
    /// Peak: the frequency over the bandwidth between the points of half the gain in dB. Shelves: 0.707 is
    /// the steepest without overshoot. The others: as usual in filters, 0.707 is Butterworth's.
    double q = 0.707;
    bool enabled = true;
};

} // namespace stellatune::equalizer
