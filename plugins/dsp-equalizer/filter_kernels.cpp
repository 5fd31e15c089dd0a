#include "filter_kernels.h"

#include <algorithm>
#include <cmath>

namespace stellatune::equalizer {

namespace {

struct Coefficients {
    Pair a11, a12, a21, a22, b1, b2, c1, c2, d;

    void set(const SteadyFilter& filter)
    {
        a11 = pairOf(filter.a11);
        a12 = pairOf(filter.a12);
        a21 = pairOf(filter.a21);
        a22 = pairOf(filter.a22);
        b1 = pairOf(filter.b1);
        b2 = pairOf(filter.b2);
        c1 = pairOf(filter.c1);
        c2 = pairOf(filter.c2);
        d = pairOf(filter.d);
    }
};

inline void step(const Coefficients& filter, Pair& first, Pair& second, Pair& sample)
{
    const Pair input = sample;
    sample = filter.d * input + (filter.c1 * first + filter.c2 * second);
    const Pair next = filter.a11 * first + (filter.a12 * second + filter.b1 * input);
    second = filter.a22 * second + (filter.a21 * first + filter.b2 * input);
    first = next;
}

/// A filter waits for the output of the one before it, so in one frame they would all work one after the
/// other. Here filter j works on frame i - j while the first works on frame i, and none waits. At both ends,
/// where not all have something to do, they go one by one.
template <int Count>
void runSkewed(const SteadyFilter* filters, FilterState* const* states, Pair* frames, int frameCount)
{
    Coefficients coefficients[Count];
    Pair first[Count];
    Pair second[Count];
    for (int j = 0; j < Count; ++j) {
        coefficients[j].set(filters[j]);
        first[j] = states[j]->first;
        second[j] = states[j]->second;
    }
    const auto runOne = [&](int j, int from, int to) {
        for (int i = from; i < to; ++i)
            step(coefficients[j], first[j], second[j], frames[i]);
    };

    constexpr int kSkew = Count - 1;
    if (frameCount <= kSkew) {
        for (int j = 0; j < Count; ++j)
            runOne(j, 0, frameCount);
    } else {
        for (int j = 0; j < kSkew; ++j)
            runOne(j, 0, kSkew - j);
        Pair outputs[Count]; // of filter j, for the next
        for (int j = 0; j < kSkew; ++j)
            outputs[j] = frames[kSkew - 1 - j];
        for (int i = kSkew; i < frameCount; ++i) {
            for (int j = kSkew; j > 0; --j) {
                outputs[j] = outputs[j - 1];
                step(coefficients[j], first[j], second[j], outputs[j]);
            }
            outputs[0] = frames[i];
            step(coefficients[0], first[0], second[0], outputs[0]);
            frames[i - kSkew] = outputs[kSkew];
        }
        for (int j = 0; j < Count; ++j)
            frames[frameCount - 1 - j] = outputs[j];
        for (int j = 1; j < Count; ++j)
            runOne(j, frameCount - j, frameCount);
    }

    for (int j = 0; j < Count; ++j) {
        states[j]->first = first[j];
        states[j]->second = second[j];
    }
}

} // namespace

SteadyFilter SteadyFilter::from(const FilterParameters& parameters)
{
    const double g = parameters.g;
    const double sum = g + parameters.k;
    const double h = g / (1.0 + g * sum);
    const double kept = 1.0 - h * sum;
    const double mix = parameters.bandMix + parameters.lowMix * g;
    SteadyFilter filter;
    filter.a11 = 1.0 - 2.0 * h * sum;
    filter.a12 = -2.0 * h;
    filter.a21 = 2.0 * g * kept;
    filter.a22 = 1.0 - 2.0 * g * h;
    filter.b1 = 2.0 * h;
    filter.b2 = 2.0 * g * h;
    filter.c1 = mix * kept;
    filter.c2 = parameters.lowMix - mix * h;
    filter.d = parameters.direct + mix * h;
    return filter;
}

FilterParameters GlidingFilter::at(const GlidePosition& position) const
{
    const double share = position.shareOfStart();
    return {end.g * std::pow(start.g / end.g, share), end.k + (start.k - end.k) * share,
            end.direct + (start.direct - end.direct) * share,
            end.bandMix + (start.bandMix - end.bandMix) * share,
            end.lowMix + (start.lowMix - end.lowMix) * share};
}

void runSteadyFilters(const SteadyFilter* filters, FilterState* const* states, int filterCount, Pair* frames,
                      int frameCount)
{
    constexpr int kMost = 5; // of which the states and outputs just fit into the registers
    while (filterCount > 0) {
        const int count = std::min(filterCount, kMost);
        switch (count) {
        case 1:
            runSkewed<1>(filters, states, frames, frameCount);
            break;
        case 2:
            runSkewed<2>(filters, states, frames, frameCount);
            break;
        case 3:
            runSkewed<3>(filters, states, frames, frameCount);
            break;
        case 4:
            runSkewed<4>(filters, states, frames, frameCount);
            break;
        default:
            runSkewed<kMost>(filters, states, frames, frameCount);
            break;
        }
        filters += count;
        states += count;
        filterCount -= count;
    }
}

void runGlidingFilter(const FilterParameters* parameters, FilterState& state, Pair* frames, int frameCount)
{
    Pair first = state.first;
    Pair second = state.second;
    for (int i = 0; i < frameCount; ++i) {
        const FilterParameters& now = parameters[i];
        const double sum = now.g + now.k;
        const Pair input = frames[i];
        const Pair high = (input - pairOf(sum) * first - second) * pairOf(1.0 / (1.0 + now.g * sum));
        const Pair intoFirst = pairOf(now.g) * high;
        const Pair band = first + intoFirst;
        first = band + intoFirst;
        const Pair intoSecond = pairOf(now.g) * band;
        const Pair low = second + intoSecond;
        second = low + intoSecond;
        frames[i] = pairOf(now.direct) * input + pairOf(now.bandMix) * band + pairOf(now.lowMix) * low;
    }
    state.first = first;
    state.second = second;
}

} // namespace stellatune::equalizer
