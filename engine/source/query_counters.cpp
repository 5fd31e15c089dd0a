#include "engine/source/query_counters.h"

#include <numeric>

namespace stellatune {

uint64_t QueryFigures::refused() const
{
    return count(QueryEnd::QueueFull) + count(QueryEnd::TooManyOwners) + count(QueryEnd::NotResponding) +
           count(QueryEnd::Gone);
}

uint64_t QueryFigures::inFlight() const
{
    return asked - std::accumulate(ended.begin(), ended.end(), uint64_t{0});
}

double QueryFigures::timeOutRate() const
{
    const uint64_t timedOut = count(QueryEnd::TimedOut);
    const uint64_t all = count(QueryEnd::Answered) + count(QueryEnd::Failed) + timedOut;
    return all == 0 ? 0.0 : static_cast<double>(timedOut) / static_cast<double>(all);
}

QueryFigures QueryCounters::figures() const
{
    QueryFigures figures;
    // Ends first: a query that ends meanwhile is still in flight, never less than none.
    for (size_t i = 0; i < kQueryEnds; ++i)
        figures.ended[i] = m_ended[i].load(std::memory_order_acquire);
    figures.asked = m_asked.load(std::memory_order_acquire);
    figures.unheeded = m_unheeded.load(std::memory_order_relaxed);
    return figures;
}

} // namespace stellatune
