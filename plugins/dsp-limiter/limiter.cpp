#include "limiter.h"

#include <algorithm>
#include <cmath>

namespace stellatune::limiter {

namespace {

uint32_t halfLookAheadOf(const Settings& settings, uint32_t sampleRate)
{
    return static_cast<uint32_t>(std::max(1L, std::lround(settings.lookAhead * sampleRate / 2.0)));
}

float sane(double sample)
{
    constexpr double kLoudest = 1e9;
    return std::abs(sample) <= kLoudest ? static_cast<float>(sample) : 0.0f;
}

} // namespace

Limiter::Limiter(uint32_t sampleRate, uint32_t channels, const Settings& settings)
    : m_sampleRate(sampleRate), m_channels(channels), m_detector(channels),
      m_curve(halfLookAheadOf(settings, sampleRate)),
      m_latency(TruePeakDetector::kLatency + m_curve.latency()),
      m_delayed(static_cast<size_t>(m_latency) * channels)
{
    m_gain = settings.gain;
    take(settings);
}

void Limiter::take(const Settings& settings)
{
    // What the detector may miss, and what the gain's own movement may add: 0.1 dB.
    constexpr double kMargin = 0.98855;
    m_ceiling = settings.ceiling * kMargin;
    m_detector.setInterest(static_cast<float>(m_ceiling));
    m_curve.setRelease(-std::expm1(-1.0 / (settings.release * m_sampleRate)));
}

void Limiter::apply(const Settings& settings)
{
    constexpr uint32_t kGlidesPerSecond = 33; // 30 ms
    const double current = m_gain - m_gainStep * m_glideLeft;
    m_glideLeft = m_sampleRate / kGlidesPerSecond;
    m_gain = settings.gain;
    m_gainStep = (m_gain - current) / m_glideLeft;
    take(settings);
}

void Limiter::reset()
{
    m_detector.reset();
    m_curve.reset();
    m_glideLeft = 0;
    std::fill(m_delayed.begin(), m_delayed.end(), 0.0f);
    m_oldest = 0;
}

void Limiter::process(float* interleaved, uint32_t frames)
{
    for (uint32_t i = 0; i < frames; ++i, interleaved += m_channels) {
        double gain = m_gain;
        if (m_glideLeft > 0)
            gain -= m_gainStep * m_glideLeft--;
        for (uint32_t channel = 0; channel < m_channels; ++channel)
            interleaved[channel] = sane(interleaved[channel] * gain);

        const double peak = m_detector.push(interleaved);
        const double reduction = m_curve.push(peak > m_ceiling ? m_ceiling / peak : 1.0);
        float* delayed = m_delayed.data() + m_oldest;
        for (uint32_t channel = 0; channel < m_channels; ++channel) {
            const float late = delayed[channel];
            delayed[channel] = interleaved[channel];
            interleaved[channel] = static_cast<float>(late * reduction);
        }
        m_oldest = m_oldest + m_channels == m_delayed.size() ? 0 : m_oldest + m_channels;
    }
}

} // namespace stellatune::limiter
