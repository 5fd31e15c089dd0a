// What a call did that a real-time thread must not do, where this build can tell.
#pragma once

#include <cstdint>

#if defined(STELLATUNE_COUNTS_FORBIDDEN_CALLS)
#include "pluginhost/check/forbidden_calls.h"
#endif

namespace stellatune {

struct RealTimeBreaches {
    uint64_t allocations = 0;
    uint64_t locks = 0;
    uint64_t files = 0;
};

/// False in builds with sanitizers, which replace the C library's functions themselves, and without glibc.
#if defined(STELLATUNE_COUNTS_FORBIDDEN_CALLS)
constexpr bool kCanWatchRealTime = true;
#else
constexpr bool kCanWatchRealTime = false;
#endif

/// Runs `work` on this thread and counts; all zero where it cannot.
template <typename Work>
RealTimeBreaches watchRealTime(Work&& work)
{
#if defined(STELLATUNE_COUNTS_FORBIDDEN_CALLS)
    const RealTimeScope scope;
    work();
    const ForbiddenCalls calls = scope.calls();
    return {calls.allocations, calls.locks, calls.files};
#else
    work();
    return {};
#endif
}

} // namespace stellatune
