// Which builds of which plugins are in use, and by whom.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/lease/module_lease.h"
#include "pluginhost/runtime/plan.h"
#include "pluginhost/runtime/plugin_generation.h"
#include "pluginhost/worker/worker_endpoint.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

/// One lease, for people and tests.
struct LeaseView {
    enum class State : uint8_t { Current, Retired, Resident };

    std::string pluginId;
    uint64_t epoch = 0;
    State state = State::Current;
    uint32_t holders = 0; ///< instances, and whoever is about to make one
    std::vector<ModuleLease::InstanceView> instances;
    std::string detail; ///< why it is resident
};

std::string_view nameOf(LeaseView::State state);

/// A slot a plugin: whether new instances may be made, the current generation, and the retired ones that wait
/// for their last instance. Any thread; the lock is held for moments, never while a plugin's code runs.
class LeaseRegistry {
  public:
    // ---- for workers ----

    /// ErrorCode::NotFound when the plugin is disabled or not there, ErrorCode::Busy while it is enabled and
    /// not loaded, which calls what onWanted() was given; what went wrong when it could not be loaded.
    Result<std::shared_ptr<const ModuleLease>> acquire(const std::string& pluginId);
    /// The registry outlives the endpoint.
    WorkerEndpoint bind(const std::string& pluginId, CapabilityKind kind, const std::string& typeId);

    // ---- for views ----

    std::vector<SlotView> slotViews() const;
    std::vector<LeaseView> leases() const;

    // ---- for the coordinator ----

    /// `wanted` is told, on any thread and without the lock, that somebody asked for a plugin that is enabled
    /// and not loaded. Once, before any worker is bound.
    void onWanted(std::function<void(const std::string& pluginId)> wanted);

    /// Enabled, to be loaded when somebody asks for it, as the workers that were bound before are told to.
    void announce(const std::string& pluginId, const Fingerprint& fingerprint);
    /// Could not be loaded; workers are told, and hear why when they try. Until it is announced or activated
    /// again.
    void refuse(const std::string& pluginId, std::string why);
    /// Becomes current; what was current is retired. Workers are told to recreate.
    void activate(const std::string& pluginId, std::unique_ptr<PluginGeneration> generation,
                  ControlReason reason);
    /// Refuses new instances first, retires the current one, and then tells workers to destroy theirs.
    void deactivate(const std::string& pluginId, ControlReason reason);

    /// Takes out what nobody uses any more, of one plugin or of all, resident ones included, so that the
    /// caller may unload it outside the lock.
    struct Unused {
        std::string pluginId;
        std::unique_ptr<PluginGeneration> generation;
    };
    std::vector<Unused> takeUnused(std::optional<std::string_view> pluginId = std::nullopt);
    /// Puts back what stayed mapped.
    void keepResident(Unused unused, std::string reason);

  private:
    struct Resident {
        std::unique_ptr<PluginGeneration> generation;
        std::string reason;
    };
    struct Slot {
        bool enabled = false;
        std::string failure;                    ///< why it could not be loaded
        std::optional<Fingerprint> fingerprint; ///< of the current build, loaded or not
        std::unique_ptr<PluginGeneration> current;
        std::vector<std::unique_ptr<PluginGeneration>> retired;
        std::vector<Resident> residents;
        std::vector<std::weak_ptr<WorkerMailbox>> mailboxes;
    };

    static void tell(Slot& slot, WorkerControl::Kind kind, ControlReason reason);

    mutable std::mutex m_mutex;
    std::map<std::string, Slot, std::less<>> m_slots;
    std::function<void(const std::string&)> m_wanted;
};

} // namespace stellatune
