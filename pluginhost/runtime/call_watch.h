// Plugin calls that take too long.
#pragma once

#include "pluginhost/runtime/lease_registry.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace stellatune {

/// A call that has not returned within the limit.
struct OverdueCall {
    std::string pluginId;
    std::string typeId; ///< empty for a side call
    std::string function;
    std::string thread; ///< as the system numbers it
    std::chrono::milliseconds running{0};
};

/// Looks at what all instances are doing, and at the side calls, now and then. Pure but for what it
/// remembers: whoever owns it says when.
class CallWatch {
  public:
    using Clock = std::chrono::steady_clock;

    explicit CallWatch(std::chrono::milliseconds limit) : m_limit(limit) {}

    /// The calls that exceeded the limit since the last look, each once.
    std::vector<OverdueCall> look(const std::vector<LeaseView>& leases, Clock::time_point now);

  private:
    /// An instance and its call, or nothing and a side call.
    using Key = std::pair<const void*, uint64_t>;
    struct Seen {
        Clock::time_point since;
        bool isReported = false;
    };

    const std::chrono::milliseconds m_limit;
    std::map<Key, Seen> m_seen;
};

} // namespace stellatune
