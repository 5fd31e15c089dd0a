// Tells a sink that takes sound from one that only looks as if it did.
#pragma once

#include "pluginhost/lease/running_call.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace stellatune {

/// What is seen of a started sink from outside.
struct SinkObservation {
    std::chrono::steady_clock::time_point now;
    std::optional<RunningCall::View> call; ///< of its plugin, at this moment
    uint64_t progress = 0;                 ///< grows with what it takes and plays
    bool framesWait = false;               ///< for it to take them
};

/// Pure: knows the time only from what it is told. One thread.
class StallDetector {
  public:
    /// Longer than any call may wait: that is about a chunk, and a flush what is queued.
    static constexpr std::chrono::seconds kPatience{4};

    /// Nothing while the sink is healthy, else what it does: "does not return from write()". To be asked
    /// several times per kPatience, from the start on.
    std::optional<std::string> check(const SinkObservation& observation);

  private:
    std::optional<SinkObservation> m_last;
    std::chrono::steady_clock::time_point m_callSince;
    std::chrono::steady_clock::time_point m_progressAt;
};

} // namespace stellatune
