#include "engine/audio/lag_detector.h"

namespace stellatune {

bool LagDetector::add(Duration spent, Duration lasts)
{
    const Work now{spent, lasts};
    m_all = {m_all.spent + spent, m_all.lasts + lasts};
    if (m_all.late() <= Duration::zero()) {
        forget(); // what was done in time earlier is no credit: it was played, or will be thrown away
        return false;
    }
    if (now.late() > m_latest.late())
        m_latest = now;
    return usual().late() > kAllowance;
}

double LagDetector::slowness() const
{
    const Work work = usual();
    return work.lasts > Duration::zero() ? work.spent / work.lasts : 0.0;
}

} // namespace stellatune
