// From a band to the numbers of a digital filter, and to its response.
//
// The filters are those of R. Bristow-Johnson's "Audio EQ Cookbook" in their analogue form, but the bilinear
// transform, which squeezes everything near half the sample rate, is not used. As in M. Vicanek's "Matched
// Second Order Digital Filters" (2016) the poles are those of the analogue filter (impulse invariance), and
// the zeros are such that the magnitude is the analogue one at 0 Hz and at the band's frequency, and there of
// the same slope, or, with shelves, the analogue one at half the sample rate too.
#pragma once

#include "band.h"

namespace stellatune::equalizer {

/// A state variable filter with trapezoidal integrators (V. Zavalishin, "The Art of VA Filter Design"), which
/// can be any filter of second order:
///   high = (x - (g + k) s1 - s2) / (1 + g (g + k)),  band = s1 + g high,  low = s2 + g band,
///   y = direct x + bandMix band + lowMix low.
/// Its states are the charges of two integrators, so they mean the same with any g and k: parameters may move
/// while it runs, and it stays stable with any positive g and k.
struct FilterParameters {
    double g = 1.0; ///< how far an integrator goes in half a sample; > 0
    double k = 1.0; ///< damping, 1 / Q; > 0
    double direct = 1.0;
    double bandMix = 0.0;
    double lowMix = 0.0;

    /// Whether the output is the input.
    bool isIdentity() const { return direct == 1.0 && bandMix == 0.0 && lowMix == 0.0; }
};

/// Shelves that overshoot more than with this q are not made.
constexpr double kSteepestShelf = 1.41421356;

/// Bands keep this far below half the sample rate, as a share of the sample rate.
constexpr double kHighestShare = 0.49;

/// The identity for a band that is off, has no gain, or shapes nothing below half the sample rate.
FilterParameters designFilter(const Band& band, double sampleRate);

/// The square of the gain at a frequency in Hz.
double powerAt(const FilterParameters& filter, double frequency, double sampleRate);

/// The square of the gain of the analogue filter that the digital one follows.
double analoguePowerAt(const Band& band, double frequency);

} // namespace stellatune::equalizer
