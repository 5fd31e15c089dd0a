#include "engine/audio/fade.h"

#include <cmath>

namespace stellatune {

void Ramp::moveTo(double target, uint32_t frames)
{
    m_target = target;
    m_framesLeft = frames;
    if (frames == 0)
        m_value = target;
    else
        m_step = (target - m_value) / frames;
}

void Fade::headFor(double phase, uint32_t frames)
{
    const bool isUnderWay = m_phase.target() == phase && (isSettled() || m_wholeFrames == frames);
    if (isUnderWay)
        return;
    m_wholeFrames = frames;
    const double way = std::abs(phase - m_phase.value());
    m_phase.moveTo(phase, static_cast<uint32_t>(std::ceil(way * frames)));
}

float Fade::advance()
{
    if (isSettled())
        return static_cast<float>(m_phase.value());
    const double phase = m_phase.advance();
    constexpr double kQuarterTurn = 1.57079632679489661923;
    return isSettled() ? static_cast<float>(phase) : static_cast<float>(std::sin(phase * kQuarterTurn));
}

} // namespace stellatune
