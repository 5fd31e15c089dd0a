// The right to use one loaded build of a plugin.
#pragma once

#include "pluginhost/module/module_library.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
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

    /// The type ids of the instances alive, sorted, one an instance: for views.
    std::vector<std::string> instanceTypes() const;

  private:
    friend class PluginInstance;
    void addInstance(const std::string& typeId) const;
    void removeInstance(const std::string& typeId) const;

    const std::shared_ptr<ModuleLibrary> m_library;
    const uint64_t m_epoch;
    mutable std::mutex m_mutex;
    mutable std::multiset<std::string> m_instanceTypes;
};

} // namespace stellatune
