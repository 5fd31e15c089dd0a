#include "pluginhost/runtime/call_watch.h"

#include <sstream>

namespace stellatune {

std::vector<OverdueCall> CallWatch::look(const std::vector<LeaseView>& leases, Clock::time_point now)
{
    std::vector<OverdueCall> overdue;
    std::map<Key, Seen> seen;
    const auto lookAt = [&](Key key, const OverdueCall& call, std::thread::id thread,
                            std::chrono::milliseconds limit) {
        const auto before = m_seen.find(key);
        Seen& known = seen.emplace(key, before != m_seen.end() ? before->second : Seen{now}).first->second;
        const auto running = std::chrono::duration_cast<std::chrono::milliseconds>(now - known.since);
        if (running < limit || std::exchange(known.isReported, true))
            return;
        std::ostringstream number;
        number << thread;
        overdue.push_back({call.pluginId, call.typeId, call.function, number.str(), running});
    };
    for (const LeaseView& lease : leases) {
        for (const ModuleLease::InstanceView& instance : lease.instances) {
            if (instance.call)
                lookAt({instance.identity, instance.call->call},
                       {lease.pluginId, instance.typeId, instance.call->function, {}, {}}, instance.owner,
                       m_limit);
        }
        for (const ModuleLease::SideCallView& call : lease.sideCalls)
            lookAt({nullptr, call.number}, {lease.pluginId, {}, call.function, {}, {}}, call.thread,
                   m_limit + call.asked);
    }
    m_seen = std::move(seen);
    return overdue;
}

} // namespace stellatune
