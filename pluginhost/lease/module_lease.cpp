#include "pluginhost/lease/module_lease.h"

namespace stellatune {

std::vector<std::string> ModuleLease::instanceTypes() const
{
    const std::lock_guard lock(m_mutex);
    return {m_instanceTypes.begin(), m_instanceTypes.end()};
}

void ModuleLease::addInstance(const std::string& typeId) const
{
    const std::lock_guard lock(m_mutex);
    m_instanceTypes.insert(typeId);
}

void ModuleLease::removeInstance(const std::string& typeId) const
{
    const std::lock_guard lock(m_mutex);
    m_instanceTypes.erase(m_instanceTypes.find(typeId));
}

} // namespace stellatune
