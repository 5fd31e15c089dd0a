// The way from one sound to another that is heard as neither a click nor a change of loudness.
#pragma once

#include "engine/audio/fade.h"

#include <cstdint>
#include <vector>

namespace stellatune {

/// Two signals that are alike add up in amplitude, two that have nothing in common add up in power: a fixed
/// curve is right for one of the two and 3 dB wrong for the other. So the likeness is measured first, over
/// the whole blend and on each channel, and the curve follows from it. Used by one thread; allocates nothing
/// after construction.
class Blend {
  public:
    /// Over, until the first start().
    explicit Blend(uint32_t channels) : m_likeness(channels, 0.0F) {}

    /// Over `frames` frames from now.
    void start(uint32_t frames);
    /// Nothing of the new sound was heard yet, and compare() is to be called before process().
    bool isBefore() const { return m_up.isSilent(); }
    uint32_t framesLeft() const { return m_up.framesLeft(); }

    /// Listens to framesLeft() frames of both. True when they are the same to the bit: then there is nothing
    /// to blend.
    bool compare(const float* old, const float* next);
    /// The next `frames`, up to framesLeft(), interleaved.
    void process(const float* old, const float* next, float* out, uint32_t frames);

  private:
    std::vector<float> m_likeness; ///< of each channel: 1 the same but for the level, 0 nothing in common
    Fade m_up = Fade::full();
    Fade m_down = Fade::silent();
};

} // namespace stellatune
