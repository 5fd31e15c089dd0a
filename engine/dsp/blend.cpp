#include "engine/dsp/blend.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

namespace stellatune {

namespace {

/// Sounds of opposite phase cancel half-way whatever the curve. Holding their power would raise both without
/// bound just before, and throw the one over into the other within a frame; neither is raised by more than
/// 6 dB.
constexpr double kLeastLikeness = -0.75;

} // namespace

void Blend::start(uint32_t frames)
{
    m_up = Fade::silent();
    m_up.fadeIn(frames);
    m_down = Fade::full();
    m_down.fadeOut(frames);
}

bool Blend::compare(const float* old, const float* next)
{
    const size_t channels = m_likeness.size();
    const size_t samples = size_t{framesLeft()} * channels;
    if (std::memcmp(old, next, samples * sizeof *old) == 0)
        return true;
    for (size_t channel = 0; channel < channels; ++channel) {
        double both = 0.0;
        double ofOld = 0.0;
        double ofNext = 0.0;
        for (size_t i = channel; i < samples; i += channels) {
            both += double{old[i]} * next[i];
            ofOld += double{old[i]} * old[i];
            ofNext += double{next[i]} * next[i];
        }
        const double power = std::sqrt(ofOld) * std::sqrt(ofNext);
        const double likeness = power > 0.0 ? both / power : 0.0;
        m_likeness[channel] = static_cast<float>(std::clamp(likeness, kLeastLikeness, 1.0));
    }
    return false;
}

void Blend::process(const float* old, const float* next, float* out, uint32_t frames)
{
    for (uint32_t frame = 0; frame < frames; ++frame) {
        const float up = m_up.advance();
        const float down = m_down.advance();
        // Of two equally loud ones the sum has the power 1 + likeness * overlap.
        const float overlap = 2.0F * up * down;
        for (const float likeness : m_likeness) {
            const float scale = 1.0F / std::sqrt(1.0F + likeness * overlap);
            *out++ = (*old++ * down + *next++ * up) * scale;
        }
    }
}

} // namespace stellatune
