// The one entry for everything that concerns the life of plugins.
#pragma once

#include "pluginhost/runtime/convergence.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QEventLoop>
#include <QObject>
#include <QThread>

namespace stellatune {

/// Owns desired and runtime state and lives on its own QThread, whose event loop others may use; the store's
/// work and the loading happen on pools of its own. Intents may be stated from any thread and return at once;
/// each writes desired state first and then asks for one convergence. `done` is called once, on the
/// coordinator's thread, and must not wait.
///
/// Ending: workers are told to destroy their instances, then everything is unloaded, and all of it takes
/// quitLimit at most. What is still in use then, or hangs, is named in the log and stays in memory until the
/// program ends; endpoints of workers answer that the plugins are gone.
class PluginRuntimeCoordinator final : public QObject {
    Q_OBJECT

  public:
    using Done = Convergence::Done;

    /// Reads the store and announces what is enabled; nothing is loaded until somebody asks for it.
    explicit PluginRuntimeCoordinator(CoordinatorSettings settings);
    /// Not on the coordinator's thread. The workers that were bound may live on, but must still come to safe
    /// points if their plugins are to leave.
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
    /// Which decoders are asked first for files with that extension; none is back to automatic.
    void setDecoderOrder(std::string extension, std::vector<std::string> order,
                         std::function<void(Result<void>)> done);

    // ---- queries; any thread, at once ----

    ApplyMachine::Status status() const { return m_parts.overview->status(); }
    /// What changed something or failed, newest last; as far back as the store keeps it, as JSON objects.
    std::vector<std::string> history() const { return m_parts.overview->history(); }
    std::vector<PluginStatus> plugins() const { return m_parts.overview->plugins(leases()); }
    std::vector<LeaseView> leases() const { return m_parts.registry.leases(); }
    DecoderOrder decoderOrder() const { return m_parts.overview->decoderOrder(); }
    /// Why the store could not be opened; then there are no plugins, and every intent ends with it.
    std::optional<Error> storeFailure() const { return m_parts.overview->storeFailure(); }

    /// What workers bind to. As long as the coordinator.
    LeaseRegistry& registry() { return m_parts.registry; }
    EventHub& events() { return m_parts.events; }
    const PluginLog& pluginLog() const { return *m_parts.log; }
    ControlDesk& control() { return *m_parts.control; }

  signals:
    /// Of each convergence, on the coordinator's thread; connect queued.
    void planApplied(const stellatune::ApplyReport& report);
    void planFailed(const stellatune::ApplyReport& report);
    /// Anything that the queries answer may have changed.
    void stateChanged();

  private:
    void serve();
    void change(std::string name, StoreKeeper::Change change, Done done, TriesAgain triesAgain = {});

    RuntimeParts m_parts;
    // On the coordinator's thread, where both live.
    QEventLoop* m_loop = nullptr;
    Convergence* m_convergence = nullptr;
    const std::unique_ptr<QThread> m_thread;
};

} // namespace stellatune
