#include "pluginhost/lease/module_lease.h"

namespace stellatune {

std::vector<ModuleLease::InstanceView> ModuleLease::instances() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<InstanceView> views;
    for (const Instance& instance : m_instances)
        views.push_back({instance.typeId, instance.call->view(), instance.owner->owner(), instance.call});
    return views;
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
