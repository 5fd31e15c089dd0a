// Notices a device whose callback has left the clock behind, as a sound server's does after the server died.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace stellatune {

/// A bucket of frames. It refills at twice the sample rate, so consumption up to twice the clock never
/// empties it; it starts full, and holds `slack` and four device buffers, so neither does a device that fills
/// all its buffers at once, at the start or after it was not scheduled for a while. A callback that runs free
/// gets what is in the bucket.
class RunawayGuard {
  public:
    using TimePoint = std::chrono::steady_clock::time_point;

    RunawayGuard(uint32_t sampleRate, uint32_t bufferFrames, std::chrono::milliseconds slack)
        : m_framesPerSecond(2.0 * sampleRate),
          m_capacity(sampleRate * std::chrono::duration<double>(slack).count() + 4.0 * bufferFrames),
          m_frames(m_capacity)
    {}

    void tick(TimePoint now) noexcept
    {
        const double seconds = std::chrono::duration<double>(now - m_last).count();
        m_last = now;
        if (seconds > 0.0) // the first tick is far from the epoch, and the bucket is full anyway
            m_frames = std::min(m_capacity, m_frames + seconds * m_framesPerSecond);
    }

    /// False when the clock does not cover `frames` more: the device has run away.
    bool take(uint32_t frames) noexcept
    {
        if (m_frames < frames)
            return false;
        m_frames -= frames;
        return true;
    }

  private:
    const double m_framesPerSecond;
    const double m_capacity;
    double m_frames;
    TimePoint m_last{};
};

} // namespace stellatune
