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
    std::vector<ModuleLease::SideCallView> sideCalls;
    std::string detail; ///< why it is resident, or may never leave
};

std::string_view nameOf(LeaseView::State state);

/// A slot a plugin: whether new instances may be made, the current generation, and the retired ones that wait
/// for their last instance. Any thread; the lock is held for moments, never while a plugin's code runs or a
/// worker is told something.
class LeaseRegistry {
  public:
    LeaseRegistry();
    /// What is still in use stays in memory; endpoints answer from now on that the plugins are gone.
    ~LeaseRegistry();
    LeaseRegistry(const LeaseRegistry&) = delete;
    LeaseRegistry& operator=(const LeaseRegistry&) = delete;

    // ---- for workers ----

    /// ErrorCode::NotFound when the plugin is disabled or not there, ErrorCode::Busy while it is enabled and
    /// not loaded, which calls what onWanted() was given; what went wrong when it could not be loaded.
    Result<std::shared_ptr<const ModuleLease>> acquire(const std::string& pluginId);
    /// For `wake` see WorkerMailbox. The endpoint may outlive the registry: then it answers
    /// ErrorCode::NotFound.
    WorkerEndpoint bind(const std::string& pluginId, CapabilityKind kind, const std::string& typeId,
                        std::function<void()> wake = {});

    // ---- for views ----

    std::vector<SlotView> slotViews() const;
    std::vector<LeaseView> leases() const;

    // ---- for the coordinator, one thread at a time, so that workers hear things in their order ----

    /// `wanted` is told, on any thread and without the lock, that somebody asked for a plugin that is enabled
    /// and not loaded. Once, before any worker is bound; it owns what it uses, for an endpoint may be asked
    /// while the registry ends.
    void onWanted(std::function<void(const std::string& pluginId)> wanted);

    /// Enabled, to be loaded when somebody asks for it, as the workers that were bound before are told to.
    void announce(const std::string& pluginId, const Fingerprint& fingerprint);
    /// Could not be loaded; workers are told, and hear why when they try, unless there is a build that they
    /// use. Until it is announced or activated again.
    void refuse(const std::string& pluginId, std::string why);
    /// Becomes current; what was current is retired. Workers are told to recreate.
    void activate(const std::string& pluginId, std::unique_ptr<PluginGeneration> generation,
                  ControlReason reason);
    /// Refuses new instances first, retires the current one, and then tells workers to destroy theirs.
    void deactivate(const std::string& pluginId, ControlReason reason);
    /// Never becomes current.
    void retire(const std::string& pluginId, std::unique_ptr<PluginGeneration> generation);

    // ---- for whoever unloads; any thread ----

    /// A generation on its way out. As long as this lives, it counts as retired.
    struct Unused {
        std::string pluginId;
        std::string reason; ///< why it stayed the last time; empty the first time
        std::shared_ptr<const void> leaving;
        std::unique_ptr<PluginGeneration> generation; ///< goes first
    };
    enum class Residents : uint8_t { Taken, Left };
    /// Takes out what nobody uses any more, of one plugin or of all, so that the caller may unload it outside
    /// the lock.
    std::vector<Unused> takeUnused(std::optional<std::string_view> pluginId = std::nullopt,
                                   Residents residents = Residents::Taken);
    /// Puts back what stayed mapped.
    void keepResident(Unused unused, std::string reason);

  private:
    class State;
    /// Endpoints ask it too, and hold it weakly.
    const std::shared_ptr<State> m_state;
};

} // namespace stellatune
