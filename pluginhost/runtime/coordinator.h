// The one entry for everything that concerns the life of plugins.
#pragma once

#include "pluginhost/host/control_desk.h"
#include "pluginhost/host/event_hub.h"
#include "pluginhost/host/plugin_log.h"
#include "pluginhost/package/plugin_store.h"
#include "pluginhost/runtime/apply_machine.h"
#include "pluginhost/runtime/job_pool.h"
#include "pluginhost/runtime/lease_registry.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <QObject>
#include <QThread>
#include <QTimer>

namespace stellatune {

struct CoordinatorSettings {
    std::filesystem::path storeFolder;
    std::string hostVersion;
    bool safeMode = false; ///< load nothing, whatever is installed
    std::chrono::milliseconds loadLimit{10'000};
    std::chrono::milliseconds shutdownLimit{5'000}; ///< of one plugin
    std::chrono::milliseconds quitLimit{3'000};     ///< for workers to let go of their instances at the end
};

/// One installed plugin as it is now, for lists.
struct PluginStatus {
    enum class State : uint8_t { Disabled, Enabled, Loaded, Failed, Leaving };

    DesiredPlugin desired;
    PluginMetadata metadata;
    State state = State::Disabled;
    std::string detail;            ///< why it failed
    std::vector<LeaseView> leases; ///< current first
};

std::string_view nameOf(PluginStatus::State state);

/// How an intent ended.
struct IntentResult {
    std::optional<Error> error;        ///< of the intent itself: nothing changed
    std::optional<ApplyReport> report; ///< of the convergence that followed
};

/// Owns desired and runtime state and lives on its own QThread; the store's work and the loading happen on
/// pools of its own. Intents may be stated from any thread and return at once; each writes desired state
/// first and then asks for one convergence. `done` is called once, on the coordinator's thread, and must not
/// wait.
///
/// Ending: workers are told to destroy their instances, then everything is unloaded. What is still in use
/// after quitLimit is named in the log and stays in memory until the program ends.
class PluginRuntimeCoordinator final : public QObject {
    Q_OBJECT

  public:
    using Done = std::function<void(const IntentResult&)>;

    /// Reads the store and announces what is enabled; nothing is loaded until somebody asks for it.
    explicit PluginRuntimeCoordinator(CoordinatorSettings settings);
    /// Not on the coordinator's thread. The workers that were bound must still come to safe points, or have
    /// ended.
    ~PluginRuntimeCoordinator() override;

    // ---- intents ----

    /// Unpacks, verifies and probes, and changes nothing. `done` gets what there is to ask the user about.
    void examine(std::filesystem::path file, std::function<void(Result<InstallCandidate>)> done);
    void install(InstallCandidate candidate, InstallConsent consent, Done done);
    void setEnabled(std::string pluginId, bool enabled, Done done);
    void uninstall(std::string pluginId, bool keepSettings, Done done);
    /// Brings everything to where it should be: loads what is enabled, tries again what failed.
    void applyState(Done done);
    /// Unloads what nobody uses, of one plugin or of all, and tries again what stayed. `done` gets what still
    /// stays.
    void collect(std::optional<std::string> pluginId, std::function<void(std::vector<LeaseView>)> done);

    // ---- queries; any thread, at once ----

    ApplyMachine::Status status() const;
    /// Newest last; as far back as the store keeps them, as JSON objects.
    std::vector<std::string> history() const;
    std::vector<PluginStatus> plugins() const;
    std::vector<LeaseView> leases() const { return m_registry.leases(); }

    /// What workers bind to. As long as the coordinator.
    LeaseRegistry& registry() { return m_registry; }
    EventHub& events() { return m_events; }
    const PluginLog& pluginLog() const { return *m_log; }
    ControlDesk& control() { return *m_control; }

  signals:
    /// Of each convergence, on the coordinator's thread; connect queued.
    void planApplied(const stellatune::ApplyReport& report);
    void planFailed(const stellatune::ApplyReport& report);
    /// Anything that the queries answer may have changed.
    void stateChanged();

  private:
    struct Shared;

    void post(std::function<void()> task);
    bool event(QEvent* event) override;
    void runPosted();

    void open();
    void changeDesired(std::function<Result<DesiredState>(PluginStore&)> change, Done done);
    void request(ApplyMachine::Mapping mapping, Done done);
    void carryOut(ApplyEffects effects);
    void load(const DesiredPlugin& plugin);
    void onLoaded(const std::string& id, const std::string& sha256,
                  Result<std::unique_ptr<PluginGeneration>> result);
    void unload(std::vector<LeaseRegistry::Unused> unused,
                std::function<void(std::vector<ApplyMachine::Collected>)> done);
    void store(const StoreStep& step);
    void finish(const FinishApply& finish);
    void watchDraining();
    void sweep();
    void publishState();
    void end();

    const CoordinatorSettings m_settings;
    LeaseRegistry m_registry;
    EventHub m_events;
    const std::shared_ptr<PluginLog> m_log = std::make_shared<PluginLog>();
    const std::shared_ptr<ControlDesk> m_control = std::make_shared<ControlDesk>();

    // On the coordinator's thread.
    std::unique_ptr<PluginStore> m_store; ///< used on the store's thread only, once opened
    ApplyMachine m_machine;
    std::map<uint64_t, Done> m_requests;
    uint64_t m_lastRequest = 0;
    uint64_t m_lastEpoch = 0;
    std::unique_ptr<PluginGeneration> m_justLoaded;
    std::unique_ptr<QTimer> m_sweeps;
    bool m_isSweeping = false;

    std::mutex m_tasksMutex;
    std::deque<std::function<void()>> m_tasks;

    const std::unique_ptr<Shared> m_shared; ///< what queries read
    JobPool m_storeThread{1};
    JobPool m_loaders{2};
    QThread m_thread;
};

} // namespace stellatune
