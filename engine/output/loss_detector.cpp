#include "engine/output/loss_detector.h"

#include <algorithm>

#include <fmt/format.h>

namespace stellatune {

namespace {

constexpr const char* kDomain = "output";
constexpr std::chrono::milliseconds kShortestSilenceLimit{1500};
constexpr uint64_t kSilentBuffers = 8;

std::chrono::nanoseconds silenceLimitOf(const OpenedOutput& output)
{
    const uint64_t frames = kSilentBuffers * output.bufferFrames;
    const std::chrono::nanoseconds buffers(frames * 1'000'000'000 / std::max(output.format.sampleRate, 1U));
    return std::max<std::chrono::nanoseconds>(kShortestSilenceLimit, buffers);
}

} // namespace

LossDetector::LossDetector(const OpenedOutput& output, const DeviceTraits& traits)
    : m_description(output.description), m_realTime(traits.realTime), m_silenceLimit(silenceLimitOf(output))
{}

void LossDetector::started(std::chrono::steady_clock::time_point now, uint64_t callbacks)
{
    m_lastCheck = now;
    m_lastCallback = now;
    m_callbacks = callbacks;
}

std::optional<Error> LossDetector::check(const DeviceObservation& observation)
{
    if (observation.failure)
        return observation.failure;
    if (!m_realTime)
        return std::nullopt;
    if (observation.ranAway)
        return Error{ErrorCode::DeviceLost, kDomain,
                     fmt::format("{} went away: it takes sound without playing it", m_description)};

    // Whoever looks this rarely was asleep itself (a suspended machine, a stopped process), and so was the
    // device.
    const bool observerSlept = observation.now - m_lastCheck > m_silenceLimit / 2;
    m_lastCheck = observation.now;
    if (observation.callbacks != m_callbacks || observerSlept) {
        m_callbacks = observation.callbacks;
        m_lastCallback = observation.now;
        return std::nullopt;
    }
    if (observation.now - m_lastCallback <= m_silenceLimit)
        return std::nullopt;
    return Error{ErrorCode::DeviceLost, kDomain,
                 fmt::format("{} went away: it no longer asks for sound", m_description)};
}

} // namespace stellatune
