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

FilterChain::FilterChain(uint32_t channels)
    : m_channels(std::min(channels, kMaxChannels)), m_pairs((m_channels + 1) / 2)
{}

void FilterChain::set(const ChainParameters& parameters)
{
    for (uint32_t band = 0; band < kMaxBands; ++band)
        m_filters[band].end = parameters.filters[band];
    m_gain = parameters.gain;
    reset();
}

void FilterChain::reset()
{
    m_states = States{};
    m_glide.framesLeft = 0;
    m_chunkPosition = 0;
    collectActive();
}

void FilterChain::glideTo(const ChainParameters& parameters, uint32_t frames)
{
    for (uint32_t band = 0; band < kMaxBands; ++band) {
        GlidingFilter& filter = m_filters[band];
        FilterParameters end = parameters.filters[band];
        FilterParameters start = filter.at(m_glide);
        if (!isActive(band)) {
            start = mixedOut(end);
            for (auto& states : m_states)
                states[band] = FilterState{};
        }
        if (end.isIdentity())
            end = mixedOut(start);
        filter = {start, end};
    }
    m_startGain = gainAt(m_glide);
    m_gain = parameters.gain;
    m_glide.length = std::max<uint32_t>(frames, 1);
    m_glide.framesLeft = m_glide.length;
    collectActive();
}

double FilterChain::gainAt(const GlidePosition& position) const
{
    return m_gain + (m_startGain - m_gain) * position.shareOfStart();
}

bool FilterChain::isActive(uint32_t band) const
{
    const GlidingFilter& filter = m_filters[band];
    return !filter.end.isIdentity() || (m_glide.framesLeft > 0 && !filter.start.isIdentity());
}

void FilterChain::collectActive()
{
    m_activeCount = 0;
    for (uint32_t band = 0; band < kMaxBands; ++band) {
        if (!isActive(band))
            continue;
        m_steady[m_activeCount] = SteadyFilter::from(m_filters[band].end);
        m_activeBands[m_activeCount++] = static_cast<uint8_t>(band);
    }
}

void FilterChain::process(float* interleaved, uint32_t frames)
{
    while (frames > 0) {
        uint32_t count = std::min(frames, kChunk - m_chunkPosition);
        if (m_glide.framesLeft > 0)
            count = std::min(count, m_glide.framesLeft);
        if (m_glide.framesLeft > 0 || m_activeCount > 0 || m_gain != 1.0) {
            load(interleaved, count);
            if (m_glide.framesLeft > 0)
                filterGliding(count);
            else
                filter(count);
            store(interleaved, count);
        }

        if (m_glide.framesLeft > 0) {
            m_glide.framesLeft -= count;
            if (m_glide.framesLeft == 0)
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

void FilterChain::load(const float* interleaved, uint32_t frames)
{
    GlidePosition position = m_glide;
    for (uint32_t i = 0; i < frames; ++i, interleaved += m_channels) {
        double gain = m_gain;
        if (m_glide.framesLeft > 0) {
            gain = gainAt(position);
            --position.framesLeft;
        }
        for (uint32_t pair = 0; pair < m_pairs; ++pair) {
            const float* sample = interleaved + 2 * pair;
            const double second = 2 * pair + 1 < m_channels ? finiteOrSilent(sample[1]) : 0.0;
            m_work[pair][i] = Pair{finiteOrSilent(sample[0]) * gain, second * gain};
        }
    }
}

void FilterChain::filter(uint32_t frames)
{
    std::array<FilterState*, kMaxBands> states{};
    for (uint32_t pair = 0; pair < m_pairs; ++pair) {
        for (uint32_t i = 0; i < m_activeCount; ++i)
            states[i] = &m_states[pair][m_activeBands[i]];
        runSteadyFilters(m_steady.data(), states.data(), static_cast<int>(m_activeCount), m_work[pair].data(),
                         static_cast<int>(frames));
    }
}

void FilterChain::filterGliding(uint32_t frames)
{
    std::array<FilterParameters, kChunk> moving;
    for (uint32_t i = 0; i < m_activeCount; ++i) {
        const uint32_t band = m_activeBands[i];
        GlidePosition position = m_glide;
        for (uint32_t frame = 0; frame < frames; ++frame, --position.framesLeft)
            moving[frame] = m_filters[band].at(position);
        for (uint32_t pair = 0; pair < m_pairs; ++pair)
            runGlidingFilter(moving.data(), m_states[pair][band], m_work[pair].data(),
                             static_cast<int>(frames));
    }
}

void FilterChain::store(float* interleaved, uint32_t frames) const
{
    for (uint32_t i = 0; i < frames; ++i, interleaved += m_channels) {
        for (uint32_t channel = 0; channel < m_channels; ++channel)
            interleaved[channel] = static_cast<float>(m_work[channel / 2][i][channel % 2]);
    }
}

void FilterChain::clearFadedStates()
{
    for (uint32_t pair = 0; pair < m_pairs; ++pair) {
        for (uint32_t i = 0; i < m_activeCount; ++i) {
            FilterState& state = m_states[pair][m_activeBands[i]];
            clearFaded(state.first);
            clearFaded(state.second);
        }
    }
}

} // namespace stellatune::equalizer
