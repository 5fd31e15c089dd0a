// The right to use one loaded build of a plugin.
#pragma once

#include "pluginhost/lease/owner_thread.h"
#include "pluginhost/lease/running_call.h"
#include "pluginhost/module/module_library.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace stellatune {

/// Every instance holds the lease it was made from, so its library stays loaded. The runtime keeps a
/// reference to each lease until it is the last one and then unloads the library; a worker that lets go of a
/// lease never unmaps anything. Any thread.
class ModuleLease {
  public:
    /// `epoch` counts the loads of this plugin, for logs and views only.
    ModuleLease(std::shared_ptr<ModuleLibrary> library, uint64_t epoch)
        : m_library(std::move(library)), m_epoch(epoch)
    {}

    const std::string& pluginId() const { return m_library->info().id; }
    uint64_t epoch() const { return m_epoch; }
    const ModuleLibrary& library() const { return *m_library; }

    /// One instance that is alive.
    struct InstanceView {
        std::string typeId;
        std::optional<RunningCall::View> call; ///< what it is doing
        std::thread::id owner;
        const void* identity = nullptr; ///< tells two instances apart; not to be followed
    };
    /// For views and watchers.
    std::vector<InstanceView> instances() const;

    /// A call under way that no instance makes, see SideCall.
    struct SideCallView {
        uint64_t number = 0; ///< no other call of this program has it
        const char* function = nullptr;
        std::thread::id thread;
        std::chrono::milliseconds asked{0}; ///< for how long the plugin was asked to wait
    };
    std::vector<SideCallView> sideCalls() const;

    /// Its library can never be unloaded, because something of the plugin cannot be ended. `why` is for
    /// people.
    static void keepForEver(const std::shared_ptr<const ModuleLease>& lease, std::string why);
    /// Why it is kept for ever; empty when it is not.
    std::string keptBecause() const;

  private:
    friend class PluginInstance;
    friend class SideCall;
    void addInstance(const std::string& typeId, const RunningCall& call, const OwnerThread& owner) const;
    void removeInstance(const RunningCall& call) const;
    uint64_t addSideCall(const char* function, std::chrono::milliseconds asked) const;
    void removeSideCall(uint64_t number) const;

    const std::shared_ptr<ModuleLibrary> m_library;
    const uint64_t m_epoch;
    mutable std::mutex m_mutex;
    struct Instance {
        std::string typeId;
        const RunningCall* call;
        const OwnerThread* owner;
    };
    mutable std::vector<Instance> m_instances;
    mutable std::vector<SideCallView> m_sideCalls;
    mutable std::string m_keptBecause;
};

} // namespace stellatune
