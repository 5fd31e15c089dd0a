#include "decimator.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace stellatune::ffmpeg {

namespace {

/// Partial sums side by side, which the compiler puts into vector registers.
constexpr size_t kLanes = 8;
constexpr double kStopBandDb = 120.0;
/// Of the new rate: from 0.4 to 0.6.
constexpr double kTransition = 0.2;

double besselI0(double x)
{
    double sum = 1.0;
    double term = 1.0;
    for (int k = 1; term > 1e-12 * sum; ++k) {
        term *= (x / (2.0 * k)) * (x / (2.0 * k));
        sum += term;
    }
    return sum;
}

uint32_t reachFor(uint32_t factor)
{
    // Kaiser's estimate of the length for this attenuation and width.
    const double length = (kStopBandDb - 7.95) / (14.36 * kTransition / factor);
    return static_cast<uint32_t>(std::ceil(length / 2.0));
}

/// A sinc that passes the lower half of the new rate, under a Kaiser window; its sum is 1.
std::vector<float> designTaps(uint32_t factor, uint32_t reach)
{
    const double beta = 0.1102 * (kStopBandDb - 8.7);
    std::vector<double> taps;
    double sum = 0.0;
    for (int64_t i = -static_cast<int64_t>(reach); i <= static_cast<int64_t>(reach); ++i) {
        const double x = std::numbers::pi * static_cast<double>(i) / factor;
        const double r = static_cast<double>(i) / reach;
        taps.push_back((i == 0 ? 1.0 : std::sin(x) / x) * besselI0(beta * std::sqrt(1.0 - r * r)) /
                       besselI0(beta));
        sum += taps.back();
    }
    std::vector<float> scaled((taps.size() + kLanes - 1) / kLanes * kLanes, 0.0F);
    for (size_t i = 0; i < taps.size(); ++i)
        scaled[i] = static_cast<float>(taps[i] / sum);
    return scaled;
}

} // namespace

Decimator::Decimator(uint32_t channels, uint32_t factor)
    : m_channels(channels), m_factor(factor), m_reach(reachFor(factor)), m_taps(designTaps(factor, m_reach)),
      m_queues(channels)
{
    restart(0);
}

uint64_t Decimator::firstInput(uint64_t output) const
{
    const uint64_t centre = output * m_factor;
    return centre - std::min<uint64_t>(centre, m_reach);
}

void Decimator::restart(uint64_t output)
{
    m_start = 0;
    m_nextOutput = output;
    m_lastOutput = UINT64_MAX;
    m_pushed = firstInput(output);
    // Silence stands for what the first window wants from before the stream.
    const uint64_t before = m_reach - (output * m_factor - m_pushed);
    for (std::vector<float>& queue : m_queues)
        queue.assign(static_cast<size_t>(before), 0.0F);
}

void Decimator::push(std::span<const float> interleaved)
{
    const size_t frames = interleaved.size() / m_channels;
    const size_t used = std::min(m_start, m_queues[0].size());
    for (uint32_t channel = 0; channel < m_channels; ++channel) {
        std::vector<float>& queue = m_queues[channel];
        queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(used));
        const size_t old = queue.size();
        queue.resize(old + frames);
        for (size_t i = 0; i < frames; ++i)
            queue[old + i] = interleaved[i * m_channels + channel];
    }
    m_start -= used;
    m_pushed += frames;
}

void Decimator::finish()
{
    m_lastOutput = outputFrames(m_pushed);
    for (std::vector<float>& queue : m_queues)
        queue.resize(queue.size() + m_taps.size() + m_factor, 0.0F);
}

uint32_t Decimator::pull(std::span<float> interleaved)
{
    const auto room = static_cast<uint32_t>(interleaved.size() / m_channels);
    uint32_t done = 0;
    while (done < room && m_nextOutput < m_lastOutput && m_start + m_taps.size() <= m_queues[0].size()) {
        for (uint32_t channel = 0; channel < m_channels; ++channel)
            interleaved[done * m_channels + channel] = convolve(m_queues[channel].data() + m_start);
        m_start += m_factor;
        ++m_nextOutput;
        ++done;
    }
    return done;
}

float Decimator::convolve(const float* window) const
{
    float sums[kLanes] = {};
    for (size_t i = 0; i < m_taps.size(); i += kLanes) {
        for (size_t lane = 0; lane < kLanes; ++lane)
            sums[lane] += m_taps[i + lane] * window[i + lane];
    }
    float sum = 0.0F;
    for (const float part : sums)
        sum += part;
    return sum;
}

} // namespace stellatune::ffmpeg
