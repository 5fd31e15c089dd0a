#include "pluginhost/runtime/call_watch.h"

#include <sstream>
#include <utility>

namespace stellatune {

std::vector<OverdueCall> CallWatch::look(const std::vector<LeaseView>& leases, Clock::time_point now)
{
    std::vector<OverdueCall> overdue;
    std::map<const void*, Seen> seen;
    for (const LeaseView& lease : leases) {
        for (const ModuleLease::InstanceView& instance : lease.instances) {
            if (!instance.call)
                continue;
            const auto before = m_seen.find(instance.identity);
            Seen call = before != m_seen.end() && before->second.call == instance.call->call
                            ? before->second
                            : Seen{instance.call->call, now, false};
            const auto running = std::chrono::duration_cast<std::chrono::milliseconds>(now - call.since);
            if (running >= m_limit && !std::exchange(call.isReported, true)) {
                std::ostringstream thread;
                thread << instance.owner;
                overdue.push_back(
                    {lease.pluginId, instance.typeId, instance.call->function, thread.str(), running});
            }
            seen.emplace(instance.identity, call);
        }
    }
    m_seen = std::move(seen);
    return overdue;
}

} // namespace stellatune
