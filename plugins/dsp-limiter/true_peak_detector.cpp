#include "true_peak_detector.h"

#include <algorithm>
#include <cmath>

namespace stellatune::limiter {

namespace {

constexpr double kPi = 3.14159265358979323846;

/// Kaiser's window; 0 at -1 and 1.
double window(double position)
{
    constexpr double kShape =
        2.5; // steep rather than quiet: what is missed near the edge matters more than ripple
    const auto bessel = [](double x) {
        double sum = 1.0;
        double term = 1.0;
        for (int i = 1; i < 32; ++i) {
            term *= x / (2.0 * i) * x / (2.0 * i);
            sum += term;
        }
        return sum;
    };
    return bessel(kShape * std::sqrt(std::max(0.0, 1.0 - position * position))) / bessel(kShape);
}

/// The top of a parabola through three values at equal distances, of which the middle one is the largest.
float topOf(float before, float middle, float after)
{
    const float slope = (after - before) / 2.0f;
    const float curve = before - 2.0f * middle + after;
    return curve == 0.0f ? middle : middle - slope * slope / (2.0f * curve);
}

/// More than this no parabola rises above its middle value.
constexpr float kHighestTop = 1.25f;

} // namespace

TruePeakDetector::TruePeakDetector(uint32_t channels) : m_channels(channels)
{
    for (uint32_t phase = 1; phase < kPhases; ++phase) {
        double sum = 0.0;
        std::array<double, kTaps> taps{};
        for (uint32_t i = 0; i < kTaps; ++i) {
            const double distance = i - (kLatency - 1.0) - phase / static_cast<double>(kPhases);
            taps[i] = std::sin(kPi * distance) / (kPi * distance) * window(distance / kLatency);
            sum += taps[i];
        }
        double gain = 0.0;
        for (uint32_t i = 0; i < kTaps; ++i) {
            m_filter[i * kPhases + phase] = static_cast<float>(taps[i] / sum);
            gain += std::abs(taps[i] / sum);
        }
        m_worstGain = std::max(m_worstGain, static_cast<float>(gain) * kHighestTop);
    }
}

void TruePeakDetector::setInterest(float lowest)
{
    m_quiet = lowest / m_worstGain;
    m_sinceLoud = 0; // measured against the former interest
}

void TruePeakDetector::reset()
{
    std::fill(m_channels.begin(), m_channels.end(), Channel{});
    m_position = 0;
    m_sinceLoud = kTaps;
    m_lastInterval = 0.0f;
}

float TruePeakDetector::push(const float* frame)
{
    float loudest = 0.0f;
    for (Channel& channel : m_channels) {
        const float sample = *frame++;
        channel.history[m_position] = sample;
        channel.history[m_position + kTaps] = sample;
        loudest = std::max(loudest, std::abs(sample));
    }
    m_position = (m_position + 1) % kTaps;
    m_sinceLoud = loudest > m_quiet ? 0 : std::min(m_sinceLoud + 1, kTaps);

    float interval = 0.0f;
    for (Channel& channel : m_channels) {
        if (m_sinceLoud < kTaps)
            interval = std::max(interval, peakOfInterval(channel));
        else
            channel.lastQuarter = 0.0f;
    }
    const float peak = std::max(interval, m_lastInterval);
    m_lastInterval = interval;
    return peak;
}

// From the frame kLatency before the newest to the next.
float TruePeakDetector::peakOfInterval(Channel& channel) const
{
    const float* history = channel.history.data() + m_position; // oldest first
    std::array<float, kPhases> even{};
    std::array<float, kPhases> odd{};
    for (uint32_t i = 0; i < kTaps; i += 2) {
        for (uint32_t phase = 0; phase < kPhases; ++phase) {
            even[phase] += history[i] * m_filter[i * kPhases + phase];
            odd[phase] += history[i + 1] * m_filter[(i + 1) * kPhases + phase];
        }
    }

    const std::array<float, kPhases + 2> points{channel.lastQuarter, history[kLatency - 1],
                                                even[1] + odd[1],    even[2] + odd[2],
                                                even[3] + odd[3],    history[kLatency]};
    channel.lastQuarter = points[kPhases];
    float peak = std::abs(points[kPhases + 1]);
    for (uint32_t i = 1; i <= kPhases; ++i) {
        const float before = points[i] < 0.0f ? -points[i - 1] : points[i - 1];
        const float after = points[i] < 0.0f ? -points[i + 1] : points[i + 1];
        const float middle = std::abs(points[i]);
        peak = std::max(peak, middle >= before && middle >= after ? topOf(before, middle, after) : middle);
    }
    return peak;
}

} // namespace stellatune::limiter
