// The inner loops of the equalizer, for two channels at once. The results are the same, bit for bit, for
// every partition of the frames into calls.
#pragma once

#include "filter_design.h"
#include "lanes.h"

#include <cstdint>

namespace stellatune::equalizer {

/// The charges of one filter's two integrators, of two channels.
struct FilterState {
    Pair first{};
    Pair second{};
};

/// A state variable filter, multiplied out: y = c s + d x, then s = a s + b x. The states are those of
/// FilterParameters, so a filter may go from one form to the other at any frame. Its sums wait less for each
/// other than those of the other form, so the processor does more of them at once.
struct SteadyFilter {
    double a11 = 0.0, a12 = 0.0, a21 = 0.0, a22 = 0.0;
    double b1 = 0.0, b2 = 0.0;
    double c1 = 0.0, c2 = 0.0;
    double d = 1.0;

    static SteadyFilter from(const FilterParameters& parameters);
};

/// Where a glide is.
struct GlidePosition {
    uint32_t framesLeft = 0;
    uint32_t length = 1; ///< frames

    /// How much of the start is left: from 1 to 0, level at both ends, as a corner would be heard as a click.
    double shareOfStart() const
    {
        const double left = static_cast<double>(framesLeft) / length;
        return left * left * (3.0 - 2.0 * left);
    }
};

struct GlidingFilter {
    FilterParameters start;
    FilterParameters end;

    /// Frequencies move by octaves, the others in straight lines.
    FilterParameters at(const GlidePosition& position) const;
};

/// Sends frames through `filterCount` filters, one after the other.
void runSteadyFilters(const SteadyFilter* filters, FilterState* const* states, int filterCount, Pair* frames,
                      int frameCount);

/// Sends frames through one filter, whose parameters are given for each frame.
void runGlidingFilter(const FilterParameters* parameters, FilterState& state, Pair* frames, int frameCount);

} // namespace stellatune::equalizer
