// When the next buffer of a stream is due, counted in frames so that nothing drifts.
#pragma once

#include <chrono>
#include <cstdint>

namespace stellatune {

/// Pure arithmetic on times that the caller reads; one thread.
class PeriodClock {
  public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// Later than this (a suspended machine, a stopped process), the time that passed is given up instead of
    /// being made good by a burst. Shorter than what the renderer tolerates before it calls a device runaway.
    static constexpr std::chrono::milliseconds kLongestDelay{200};

    PeriodClock(uint32_t sampleRate, TimePoint start) : m_sampleRate(sampleRate), m_start(start) {}

    /// When the frames counted so far have been heard, and more are wanted.
    TimePoint deadline() const { return m_start + durationOf(m_frames); }

    /// Counts a buffer of `frames` that was handed over at `now`.
    void advance(uint32_t frames, TimePoint now)
    {
        if (now - deadline() > kLongestDelay) {
            m_start = now;
            m_frames = 0;
        }
        m_frames += frames;
    }

  private:
    std::chrono::nanoseconds durationOf(uint64_t frames) const
    {
        // Whole seconds apart, so that the product stays within 64 bits for ever.
        const uint64_t seconds = frames / m_sampleRate;
        const uint64_t rest = frames % m_sampleRate;
        return std::chrono::seconds(seconds) + std::chrono::nanoseconds(rest * 1'000'000'000 / m_sampleRate);
    }

    uint32_t m_sampleRate; ///< Hz
    TimePoint m_start;
    uint64_t m_frames = 0;
};

} // namespace stellatune
