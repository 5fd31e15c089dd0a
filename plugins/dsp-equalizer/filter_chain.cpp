#include "filter_chain.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace stellatune::equalizer {

namespace {

/// -600 dB: far below what a float can show, far above what slows a processor down.
constexpr double kFaded = 1e-30;

FilterParameters mixedOut(FilterParameters filter)
{
    filter.direct = 1.0;
    filter.bandMix = 0.0;
    filter.lowMix = 0.0;
    return filter;
}

double finiteOrSilent(float sample)
{
    return std::abs(sample) <= std::numeric_limits<float>::max() ? static_cast<double>(sample) : 0.0;
}

void clearFaded(Pair& state)
{
    for (int lane = 0; lane < 2; ++lane)
        state[lane] = std::abs(state[lane]) < kFaded ? 0.0 : state[lane];
}

} // namespace

FilterChain::FilterChain(uint32_t channels) : m_channels(std::min(channels, kMaxChannels)) {}

void FilterChain::set(const ChainParameters& parameters)
{
    for (uint32_t band = 0; band < kMaxBands; ++band)
        m_filters[band].target = parameters.filters[band];
    m_targetGain = parameters.gain;
    reset();
}

void FilterChain::reset()
{
    m_states = States{};
    m_framesLeft = 0;
    m_chunkPosition = 0;
    collectActive();
}

void FilterChain::glideTo(const ChainParameters& parameters, uint32_t frames)
{
    const double length = std::max<uint32_t>(frames, 1);
    for (uint32_t band = 0; band < kMaxBands; ++band) {
        GlidingFilter& filter = m_filters[band];
        const bool begins = !isActive(band);
        FilterParameters to = parameters.filters[band];
        const FilterParameters from = begins ? mixedOut(to) : filter.at(m_framesLeft);
        if (to.isIdentity())
            to = mixedOut(from);
        filter.target = to;
        filter.step = {(to.g - from.g) / length, (to.k - from.k) / length, (to.direct - from.direct) / length,
                       (to.bandMix - from.bandMix) / length, (to.lowMix - from.lowMix) / length};
        for (auto& states : m_states)
            states[band] = begins ? FilterState{} : states[band];
    }
    m_gainStep = (parameters.gain - (m_targetGain - m_gainStep * m_framesLeft)) / length;
    m_targetGain = parameters.gain;
    m_framesLeft = static_cast<uint32_t>(length);
    collectActive();
}

bool FilterChain::isActive(uint32_t band) const
{
    const GlidingFilter& filter = m_filters[band];
    return !filter.target.isIdentity() || !filter.at(m_framesLeft).isIdentity();
}

void FilterChain::collectActive()
{
    m_activeCount = 0;
    for (uint32_t band = 0; band < kMaxBands; ++band) {
        if (!isActive(band))
            continue;
        m_steady[m_activeCount] = SteadyFilter::from(m_filters[band].target);
        m_activeBands[m_activeCount++] = static_cast<uint8_t>(band);
    }
}

void FilterChain::process(float* interleaved, uint32_t frames)
{
    while (frames > 0) {
        uint32_t count = std::min(frames, kChunk - m_chunkPosition);
        if (m_framesLeft > 0)
            count = std::min(count, m_framesLeft);
        if (m_framesLeft > 0 || m_activeCount > 0 || m_targetGain != 1.0)
            run(interleaved, count);

        if (m_framesLeft > 0) {
            m_framesLeft -= count;
            if (m_framesLeft == 0)
                collectActive();
        }
        m_chunkPosition += count;
        if (m_chunkPosition == kChunk) {
            m_chunkPosition = 0;
            clearFadedStates();
        }
        interleaved += static_cast<size_t>(count) * m_channels;
        frames -= count;
    }
}

void FilterChain::run(float* interleaved, uint32_t frames)
{
    std::array<Pair, kChunk> work;
    const int count = static_cast<int>(frames);
    for (uint32_t channel = 0; channel < m_channels; channel += 2) {
        const bool hasSecond = channel + 1 < m_channels;
        float* sample = interleaved + channel;
        double framesLeft = m_framesLeft;
        for (uint32_t i = 0; i < frames; ++i, sample += m_channels) {
            const double gain = m_framesLeft > 0 ? m_targetGain - m_gainStep * framesLeft-- : m_targetGain;
            work[i] =
                Pair{finiteOrSilent(sample[0]) * gain, hasSecond ? finiteOrSilent(sample[1]) * gain : 0.0};
        }

        auto& states = m_states[channel / 2];
        if (m_framesLeft > 0) {
            for (uint32_t i = 0; i < m_activeCount; ++i)
                runGlidingFilter(m_filters[m_activeBands[i]], states[m_activeBands[i]], m_framesLeft,
                                 work.data(), count);
        } else {
            std::array<FilterState*, kMaxBands> active{};
            for (uint32_t i = 0; i < m_activeCount; ++i)
                active[i] = &states[m_activeBands[i]];
            runSteadyFilters(m_steady.data(), active.data(), static_cast<int>(m_activeCount), work.data(),
                             count);
        }

        sample = interleaved + channel;
        for (uint32_t i = 0; i < frames; ++i, sample += m_channels) {
            sample[0] = static_cast<float>(work[i][0]);
            if (hasSecond)
                sample[1] = static_cast<float>(work[i][1]);
        }
    }
}

void FilterChain::clearFadedStates()
{
    for (uint32_t pair = 0; pair < (m_channels + 1) / 2; ++pair) {
        for (uint32_t i = 0; i < m_activeCount; ++i) {
            FilterState& state = m_states[pair][m_activeBands[i]];
            clearFaded(state.first);
            clearFaded(state.second);
        }
    }
}

} // namespace stellatune::equalizer
