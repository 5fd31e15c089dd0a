#include "pluginhost/lease/module_lease.h"

#include "pluginhost/base/log.h"
#include "pluginhost/lease/kept_for_ever.h"

#include <atomic>

namespace stellatune {

std::vector<ModuleLease::InstanceView> ModuleLease::instances() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<InstanceView> views;
    for (const Instance& instance : m_instances)
        views.push_back({instance.typeId, instance.call->view(), instance.owner->owner(), instance.call});
    return views;
}

std::vector<ModuleLease::SideCallView> ModuleLease::sideCalls() const
{
    const std::lock_guard lock(m_mutex);
    return m_sideCalls;
}

void ModuleLease::keepForEver(const std::shared_ptr<const ModuleLease>& lease, std::string why)
{
    log(LogLevel::Warning, "plugins.lease", "{} (load {}) stays in memory until the program ends: {}",
        lease->pluginId(), lease->epoch(), why);
    {
        const std::lock_guard lock(lease->m_mutex);
        if (!lease->m_keptBecause.empty())
            return;
        lease->m_keptBecause = std::move(why);
    }
    stellatune::keepForEver(lease);
}

std::string ModuleLease::keptBecause() const
{
    const std::lock_guard lock(m_mutex);
    return m_keptBecause;
}

void ModuleLease::addInstance(const std::string& typeId, const RunningCall& call,
                              const OwnerThread& owner) const
{
    const std::lock_guard lock(m_mutex);
    m_instances.push_back({typeId, &call, &owner});
}

void ModuleLease::removeInstance(const RunningCall& call) const
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_instances, [&call](const Instance& instance) { return instance.call == &call; });
}

uint64_t ModuleLease::addSideCall(const char* function, std::chrono::milliseconds asked) const
{
    static std::atomic<uint64_t> s_number = 0;
    const uint64_t number = s_number.fetch_add(1, std::memory_order_relaxed);
    const std::lock_guard lock(m_mutex);
    m_sideCalls.push_back({number, function, std::this_thread::get_id(), asked});
    return number;
}

void ModuleLease::removeSideCall(uint64_t number) const
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_sideCalls, [number](const SideCallView& call) { return call.number == number; });
}

} // namespace stellatune
