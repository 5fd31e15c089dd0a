#include "pluginhost/lease/running_call.h"

#include <utility>

namespace stellatune {

namespace {

// Without a destructor, and there as soon as the thread is.
constinit thread_local PluginInCharge t_inCharge;

} // namespace

const PluginInCharge& pluginInCharge()
{
    return t_inCharge;
}

PluginCallScope::PluginCallScope(const char* pluginId, const char* function)
    : m_outer(std::exchange(t_inCharge, PluginInCharge{pluginId, function}))
{}

PluginCallScope::~PluginCallScope()
{
    t_inCharge = m_outer;
}

} // namespace stellatune
