// The one entry for everything that concerns the life of plugins.
#pragma once

#include "pluginhost/host/control_desk.h"
#include "pluginhost/host/event_hub.h"
#include "pluginhost/host/plugin_log.h"
#include "pluginhost/package/plugin_store.h"
#include "pluginhost/runtime/apply_machine.h"
#include "pluginhost/runtime/call_watch.h"
#include "pluginhost/runtime/crash_memory.h"
#include "pluginhost/runtime/job_pool.h"
#include "pluginhost/runtime/lease_registry.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
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
    bool safeMode = false;         ///< load nothing, whatever is installed
    bool remembersCrashes = false; ///< installs signal handlers; see CrashMemory
    std::chrono::milliseconds loadLimit{10'000};
    std::chrono::milliseconds shutdownLimit{5'000}; ///< of one plugin
    std::chrono::milliseconds quitLimit{3'000};     ///< for workers to let go of their instances at the end
    std::chrono::milliseconds callLimit{5'000};     ///< after which a call into a plugin is reported
    ProbeSettings probe = probeBesideThisProgram();
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
    /// The user said no.
    void discard(InstallCandidate candidate);
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
    /// What the user is told of one plugin beyond desired state.
    struct Knowledge {
        std::string sha256; ///< of the build that the metadata is of
        PluginMetadata metadata;
        std::string failure;
    };
    /// What queries read.
    struct Shared {
        mutable std::mutex mutex;
        DesiredState desired;
        std::map<std::string, Knowledge> known;
        std::vector<std::string> history;
        ApplyMachine::Status status = ApplyMachine::Status::Idle;
    };

    void post(std::function<void()> task);
    bool event(QEvent* event) override;
    void runPosted();

    // On the store's thread.
    void open();
    DesiredState disableWhatCrashed(DesiredState state);
    void learn(const DesiredState& state);
    void removeOldShadows();
    Result<GenerationSource> sourceOf(const DesiredPlugin& plugin);

    // On a loader's thread.
    void removeShadowsAgain();

    // On the coordinator's thread.
    void changeDesired(std::function<Result<DesiredState>(PluginStore&)> change, Done done,
                       bool triesAgain = false);
    void takeDesired(DesiredState desired);
    DesiredState effective(DesiredState desired) const;
    void request(ApplyMachine::Mapping mapping, Done done, bool triesAgain = false);
    void carryOut(const ApplyEffects& effects);
    void load(const DesiredPlugin& plugin);
    void onLoaded(const DesiredPlugin& plugin, Result<std::unique_ptr<PluginGeneration>> result);
    using Unloaded = std::function<void(const std::vector<ApplyMachine::Collected>&)>;
    void unload(std::vector<LeaseRegistry::Unused> unused, Unloaded done);
    void storeStep(const StoreStep& step);
    void finish(const FinishApply& finish);
    void setFailure(const std::string& pluginId, std::string failure);
    void sweep();
    void lookAtCalls();
    void end();
    bool waitUntil(const std::function<bool()>& condition, std::chrono::steady_clock::time_point deadline);

    const CoordinatorSettings m_settings;
    LeaseRegistry m_registry;
    EventHub m_events;
    const std::shared_ptr<PluginLog> m_log = std::make_shared<PluginLog>();
    const std::shared_ptr<ControlDesk> m_control = std::make_shared<ControlDesk>();
    Shared m_shared;

    // On the store's thread.
    std::unique_ptr<PluginStore> m_store;
    std::optional<Error> m_openFailure;
    std::unique_ptr<CrashMemory> m_crashMemory;

    // On the coordinator's thread.
    ApplyMachine m_machine;
    CallWatch m_callWatch;
    std::map<uint64_t, Done> m_requests;
    uint64_t m_lastRequest = 0;
    std::unique_ptr<PluginGeneration> m_justLoaded;
    std::unique_ptr<QTimer> m_sweeps; ///< runs while retired leases wait for their last instance
    std::unique_ptr<QTimer> m_looks;
    bool m_isSweeping = false;
    bool m_isEnding = false;

    std::atomic<uint32_t> m_jobs = 0; ///< on the pools, each of which posts a task at its end
    std::mutex m_unremovedMutex;
    std::vector<std::filesystem::path> m_unremoved; ///< copies that the system did not let go of
    std::mutex m_tasksMutex;
    std::condition_variable m_taskPosted; ///< for end(), which runs the tasks itself
    std::deque<std::function<void()>> m_tasks;

    JobPool m_storeThread{1};
    JobPool m_loaders{2};
    QThread m_thread;
};

} // namespace stellatune
