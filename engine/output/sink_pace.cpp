#include "engine/output/sink_pace.h"

#include <utility>

namespace stellatune {

bool SinkPace::add(Clock::time_point now, Duration played)
{
    if (!m_begin) {
        m_begin = now;
        return false;
    }
    m_played += played;
    const Duration passed = now - *m_begin;
    if (passed < kStretch)
        return false;
    m_begin = now;
    m_speed = std::exchange(m_played, Duration::zero()) / passed;
    m_slowStretches = m_speed < kLeast ? m_slowStretches + 1 : 0;
    return m_slowStretches >= kSlowStretches;
}

} // namespace stellatune
