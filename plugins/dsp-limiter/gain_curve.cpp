#include "gain_curve.h"

#include <algorithm>
#include <cmath>

namespace stellatune::limiter {

GainCurve::MovingSum::MovingSum(uint32_t length, uint64_t initial) : m_values(length), m_initial(initial)
{
    reset();
}

void GainCurve::MovingSum::reset()
{
    std::fill(m_values.begin(), m_values.end(), m_initial);
    m_sum = m_initial * m_values.size();
    m_oldest = 0;
}

uint64_t GainCurve::MovingSum::push(uint64_t value)
{
    m_sum += value - m_values[m_oldest];
    m_values[m_oldest] = value;
    m_oldest = m_oldest + 1 == m_values.size() ? 0 : m_oldest + 1;
    return m_sum;
}

GainCurve::GainCurve(uint32_t halfLookAhead)
    : m_window(2 * halfLookAhead - 1),
      m_scale(1.0 / (static_cast<double>(kOne) * halfLookAhead * halfLookAhead)),
      m_first(halfLookAhead, kOne), m_second(halfLookAhead, static_cast<uint64_t>(kOne) * halfLookAhead),
      m_candidates(m_window)
{}

void GainCurve::reset()
{
    m_held = 1.0;
    m_first.reset();
    m_second.reset();
    m_oldest = 0;
    m_count = 0;
    m_frame = 0;
}

double GainCurve::push(double highest)
{
    const double lowest = lowestWithin(highest);
    constexpr double kArrived = 1e-7;
    m_held += (lowest - m_held) * m_release;
    if (lowest - m_held < kArrived)
        m_held = lowest;
    const uint64_t held = static_cast<uint64_t>(std::floor(m_held * kOne));
    return static_cast<double>(m_second.push(m_first.push(held))) * m_scale;
}

double GainCurve::lowestWithin(double newest)
{
    const auto at = [this](size_t index) -> Candidate& {
        return m_candidates[(m_oldest + index) % m_window];
    };
    if (m_count > 0 && at(0).frame + m_window <= m_frame) {
        m_oldest = (m_oldest + 1) % m_window;
        --m_count;
    }
    while (m_count > 0 && at(m_count - 1).gain >= newest)
        --m_count;
    at(m_count++) = {m_frame++, newest};
    return at(0).gain;
}

} // namespace stellatune::limiter
