// How long and how many: the bounds of queries to plugins.
#pragma once

#include "engine/source/deadline_timer.h"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace stellatune {

struct QueryLimits {
    /// From the request to its answer, whatever happens.
    std::chrono::milliseconds caller{12'000};
    /// From the beginning of the plugin's work.
    std::chrono::milliseconds operation{10'000};
    /// How long before the caller's time is up the plugin's is at the latest, and how long a plugin may take
    /// to heed a cancel.
    std::chrono::milliseconds margin{2'000};
    /// After the last query an instance is kept that long, unless streams of it are open.
    std::chrono::milliseconds idle{60'000};
    size_t waiting = 128; ///< requests to one owner that have not begun
    size_t perOwner = 4;  ///< operations of one owner at once
    size_t overAll = 16;  ///< operations of all owners at once
    size_t threads = 32;  ///< owners with an instance at once
};

/// When the plugin's time is up, for an operation that begins now: always before the caller's, however long
/// the request waited. `now` or earlier: too late to begin.
inline DeadlineTimer::Clock::time_point operationDeadline(DeadlineTimer::Clock::time_point now,
                                                          DeadlineTimer::Clock::time_point callersDeadline,
                                                          const QueryLimits& limits)
{
    return std::min(now + limits.operation, callersDeadline - limits.margin);
}

} // namespace stellatune
