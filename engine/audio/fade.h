// Values that move by a little with every frame, so that nothing clicks. All lengths are in frames, not
// samples: a fade takes the same time whatever the count of channels.
#pragma once

#include <cstdint>

namespace stellatune {

/// A straight line from where it is to where it shall be.
class Ramp {
  public:
    explicit Ramp(double value) : m_value(value), m_target(value) {}

    /// Arrives at `target` with the `frames`-th advance() from now; at once when 0.
    void moveTo(double target, uint32_t frames);
    void jumpTo(double value) { moveTo(value, 0); }
    double advance()
    {
        if (m_framesLeft > 0)
            m_value = --m_framesLeft == 0 ? m_target : m_target - m_step * m_framesLeft;
        return m_value;
    }

    double value() const { return m_value; }
    double target() const { return m_target; }
    uint32_t framesLeft() const { return m_framesLeft; }

  private:
    double m_value;
    double m_target;
    double m_step = 0.0;
    uint32_t m_framesLeft = 0;
};

/// An equal-power envelope: a quarter of a sine wave up, of a cosine down. Both are the same curve over a
/// phase that runs from 0 (silent) to 1 (full), so a fade can turn round at any frame without a step.
class Fade {
  public:
    static Fade silent() { return Fade(0.0); }
    static Fade full() { return Fade(1.0); }

    /// Heads for full or for silence at the speed of a whole fade in `frames`; a part of the way takes that
    /// part of the time. 0: at once. Asking again for what it does already changes nothing.
    void fadeIn(uint32_t frames) { headFor(1.0, frames); }
    void fadeOut(uint32_t frames) { headFor(0.0, frames); }

    /// The factor for the next frame. The last frame of a fade has its final value, exactly 0 or 1.
    float advance();

    bool isSilent() const { return m_phase.value() == 0.0; }
    bool isSettled() const { return m_phase.framesLeft() == 0; }
    bool isFull() const { return isSettled() && m_phase.value() == 1.0; }
    uint32_t framesLeft() const { return m_phase.framesLeft(); }

  private:
    explicit Fade(double phase) : m_phase(phase) {}
    void headFor(double phase, uint32_t frames);

    Ramp m_phase;
    uint32_t m_wholeFrames = 0; ///< of the fade under way
};

} // namespace stellatune
