#include "crossfeed.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>

namespace stellatune::crossfeed {

namespace {

/// -120 dB, a power of two, so that it costs no digit.
constexpr double kBelowClipping = 1.0 / (1 << 20);
/// Far below what a float can show, far above what slows a processor down.
constexpr double kFaded = 1e-30;

uint32_t levelOf(const Settings& settings)
{
    return static_cast<uint32_t>(settings.cut) | static_cast<uint32_t>(settings.feed) << 16;
}

double finiteOrSilent(float sample)
{
    return std::abs(sample) <= std::numeric_limits<float>::max() ? static_cast<double>(sample) : 0.0;
}

} // namespace

Crossfeed::Crossfeed(uint32_t sampleRate, const Settings& settings)
    : m_fadeFrames(sampleRate * 3 / 100), m_wanted(settings)
{
    for (Filter& filter : m_filters) {
        filter.reset(bs2b_open());
        if (!filter)
            throw std::bad_alloc();
        bs2b_set_srate(filter.get(), sampleRate);
        bs2b_set_level(filter.get(), levelOf(settings));
    }
}

void Crossfeed::apply(const Settings& settings)
{
    m_wanted = settings;
    m_isBehind = true;
    if (m_fadeLeft == 0)
        beginFade();
}

void Crossfeed::beginFade()
{
    m_isBehind = false;
    m_current = 1 - m_current;
    m_fadeLeft = m_fadeFrames;
    bs2b_set_level(m_filters[m_current].get(), levelOf(m_wanted));
    bs2b_clear(m_filters[m_current].get());
}

void Crossfeed::reset()
{
    m_isBehind = false;
    m_fadeLeft = 0;
    m_chunkPosition = 0;
    m_isSilent = true;
    bs2b_set_level(m_filters[m_current].get(), levelOf(m_wanted));
    for (const Filter& filter : m_filters)
        bs2b_clear(filter.get());
}

void Crossfeed::process(float* stereo, uint32_t frames)
{
    while (frames > 0) {
        uint32_t count = std::min(frames, kChunk - m_chunkPosition);
        if (m_fadeLeft > 0)
            count = std::min(count, m_fadeLeft);
        processChunk(stereo, count);

        m_chunkPosition += count;
        if (m_chunkPosition == kChunk) {
            if (m_isSilent)
                bs2b_clear(m_filters[m_current].get());
            m_chunkPosition = 0;
            m_isSilent = true;
        }
        stereo += static_cast<size_t>(count) * 2;
        frames -= count;
    }
}

void Crossfeed::processChunk(float* stereo, uint32_t frames)
{
    std::array<double, 2 * kChunk> current;
    const uint32_t samples = frames * 2;
    for (uint32_t i = 0; i < samples; ++i)
        current[i] = finiteOrSilent(stereo[i]) * kBelowClipping;
    m_isSilent = m_isSilent && std::all_of(current.begin(), current.begin() + samples,
                                           [](double sample) { return sample == 0.0; });

    std::array<double, 2 * kChunk> former;
    if (m_fadeLeft > 0) {
        std::copy_n(current.begin(), samples, former.begin());
        bs2b_cross_feed_d(m_filters[1 - m_current].get(), former.data(), static_cast<int>(frames));
    }
    bs2b_cross_feed_d(m_filters[m_current].get(), current.data(), static_cast<int>(frames));
    for (uint32_t i = 0; m_fadeLeft > 0 && i < samples; i += 2) {
        const double share = static_cast<double>(m_fadeLeft--) / m_fadeFrames;
        current[i] += (former[i] - current[i]) * share;
        current[i + 1] += (former[i + 1] - current[i + 1]) * share;
    }
    if (m_isBehind && m_fadeLeft == 0)
        beginFade();

    for (uint32_t i = 0; i < samples; ++i) {
        m_isSilent = m_isSilent && std::abs(current[i]) < kFaded;
        stereo[i] = static_cast<float>(current[i] / kBelowClipping);
    }
}

} // namespace stellatune::crossfeed
