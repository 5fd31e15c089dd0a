#include "engine/output/stall_detector.h"

#include <algorithm>

#include <fmt/format.h>

namespace stellatune {

std::optional<std::string> StallDetector::check(const SinkObservation& observation)
{
    // Whoever looks this rarely was asleep itself (a suspended machine, a stopped process), and so was the
    // sink.
    const bool isFirst = !m_last || observation.now - m_last->now > kPatience / 2;
    const bool sameCall =
        !isFirst && observation.call && m_last->call && observation.call->call == m_last->call->call;
    const bool stands =
        !isFirst && observation.framesWait && m_last->framesWait && observation.progress == m_last->progress;
    m_last = observation;
    if (!sameCall)
        m_callSince = observation.now;
    if (!stands)
        m_progressAt = observation.now;
    if (observation.now - std::min(m_callSince, m_progressAt) <= kPatience)
        return std::nullopt;
    return sameCall ? fmt::format("does not return from {}()", observation.call->function)
                    : std::string("takes no more sound");
}

} // namespace stellatune
