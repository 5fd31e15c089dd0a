// Calls into a plugin that no instance makes: of an operation, of a stream, of a question to a type.
#pragma once

#include "pluginhost/lease/module_lease.h"
#include "pluginhost/lease/running_call.h"

#include <chrono>
#include <cstdint>

namespace stellatune {

/// Says for its lifetime that the calling thread is in `function` of the plugin, to those who watch for hangs
/// and crashes. Takes a lock that is held for moments only; per block of music there is RunningCall.
class SideCall {
  public:
    /// Both outlive it. `asked` is for how long the plugin was asked to wait.
    SideCall(const ModuleLease& lease, const char* function, std::chrono::milliseconds asked = {})
        : m_lease(lease), m_number(lease.addSideCall(function, asked)),
          m_scope(lease.pluginId().c_str(), function)
    {}
    ~SideCall() { m_lease.removeSideCall(m_number); }
    SideCall(const SideCall&) = delete;
    SideCall& operator=(const SideCall&) = delete;

  private:
    const ModuleLease& m_lease;
    const uint64_t m_number;
    const PluginCallScope m_scope;
};

} // namespace stellatune
