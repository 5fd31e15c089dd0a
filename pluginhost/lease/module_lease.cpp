#include "pluginhost/lease/module_lease.h"

#include "pluginhost/base/log.h"
#include "pluginhost/lease/kept_for_ever.h"

namespace stellatune {

std::vector<ModuleLease::InstanceView> ModuleLease::instances() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<InstanceView> views;
    for (const Instance& instance : m_instances)
        views.push_back({instance.typeId, instance.call->view(), instance.owner->owner(), instance.call});
    return views;
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

} // namespace stellatune
