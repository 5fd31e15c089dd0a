// Brings plugins to where the user wants them: carries out what ApplyMachine decides.
#pragma once

#include "pluginhost/host/control_desk.h"
#include "pluginhost/host/event_hub.h"
#include "pluginhost/host/plugin_log.h"
#include "pluginhost/runtime/apply_machine.h"
#include "pluginhost/runtime/call_watch.h"
#include "pluginhost/runtime/coordinator_settings.h"
#include "pluginhost/runtime/job_pool.h"
#include "pluginhost/runtime/lease_registry.h"
#include "pluginhost/runtime/plugin_overview.h"
#include "pluginhost/runtime/store_keeper.h"
#include "pluginhost/runtime/task_queue.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <QTimer>

namespace stellatune {

/// How an intent ended.
struct IntentResult {
    std::optional<Error> error;        ///< of the intent itself: nothing changed
    std::optional<ApplyReport> report; ///< of the convergence that followed
};

/// What the coordinator and its thread share.
struct RuntimeParts {
    CoordinatorSettings settings;
    LeaseRegistry registry{};
    EventHub events{};
    const std::shared_ptr<PluginLog> log = std::make_shared<PluginLog>();
    const std::shared_ptr<ControlDesk> control = std::make_shared<ControlDesk>();
    const std::shared_ptr<PluginOverview> overview = std::make_shared<PluginOverview>();
    const std::shared_ptr<TaskQueue> tasks = std::make_shared<TaskQueue>(); ///< of the coordinator's thread
};

/// Lives on the coordinator's thread, where everything is called. Whatever may wait is a job on one of three
/// pools; a job owns what it uses and posts what comes of it back.
class Convergence {
  public:
    template <typename Answer>
    using Reply = std::function<void(Answer)>; ///< called once, at the latest in end()
    using Done = std::function<void(const IntentResult&)>;
    using Finished = std::function<void(const ApplyReport&)>;

    /// Reads the store. `finished` after each run, `changed` when there is something new to see.
    Convergence(RuntimeParts& parts, Finished finished, std::function<void()> changed);

    void examine(std::filesystem::path file, Reply<Result<InstallCandidate>> done);
    void discard(InstallCandidate candidate);
    /// `change` runs on the store's thread and owns what it uses.
    void change(std::string name, StoreKeeper::Change change, Done done, const TriesAgain& triesAgain = {});
    void setDecoderOrder(std::string extension, std::vector<std::string> order, Reply<Result<void>> done);
    void collect(std::optional<std::string> pluginId, Reply<std::vector<LeaseView>> done);
    /// Somebody asks for an instance of it.
    void want(const std::string& pluginId) { carryOut(m_machine.want(pluginId)); }

    /// Ends everything within quitLimit; what does not end is named in the log and left in peace. Whoever
    /// still waits for an answer gets one.
    void end();

  private:
    template <typename Work, typename Then>
    void runOn(JobPool& pool, std::string name, Work work, Then then);
    /// What is returned does not own `done` and calls it once, at most; end() does it with `atTheEnd` else.
    template <typename Answer>
    Reply<Answer> promise(Reply<Answer> done, std::function<Answer()> atTheEnd);

    DesiredState effective(DesiredState desired) const;
    void takeDesired(DesiredState desired);
    /// Nobody waits for it.
    void probeUnknown(const DesiredState& desired);
    void request(ApplyMachine::Mapping mapping, Done done, const TriesAgain& triesAgain = {});
    void carryOut(const ApplyEffects& effects);
    void load(const DesiredPlugin& plugin);
    void onLoaded(const DesiredPlugin& plugin, Result<std::unique_ptr<PluginGeneration>>& result);
    using Unloaded = std::function<void(const std::vector<ApplyMachine::Collected>&)>;
    void unload(std::vector<LeaseRegistry::Unused> unused, Unloaded done);
    /// Outside a run; asks for one when an uninstall waited for this.
    void reclaim(std::vector<LeaseRegistry::Unused> unused, std::function<void()> done);
    void storeStep(const StoreStep& step);
    void finish(const FinishApply& finish);
    void sweepAfter(std::chrono::milliseconds time);
    void sweep();
    void sweepResidents();
    void look();
    void keepNewLines();

    RuntimeParts& m_parts;
    const Finished m_finished;
    const std::function<void()> m_changed;
    const std::shared_ptr<StoreKeeper> m_keeper;

    ApplyMachine m_machine;
    CallWatch m_callWatch;
    std::map<uint64_t, Done> m_requests; ///< what the machine answers by number
    uint64_t m_lastRequest = 0;
    std::map<uint64_t, std::function<void()>> m_promised; ///< what to do at the end
    uint64_t m_lastPromise = 0;
    std::unique_ptr<PluginGeneration> m_justLoaded;
    std::vector<std::filesystem::path> m_unremoved; ///< copies that the system did not let go of
    QTimer m_sweeps;         ///< runs while retired leases wait for their last instance
    QTimer m_residentSweeps; ///< of what the system did not let go of
    QTimer m_looks;
    uint32_t m_jobs = 0; ///< whose results are not here yet
    bool m_isEnding = false;

    std::set<std::string>
        m_probed; ///< digests of builds: what a probe could not tell, it does not tell again

    JobPool m_storeThread{1};
    JobPool m_probeThread{1}; ///< of its own, because a probe takes seconds when a plugin hangs in it
    JobPool m_loaders{4};     ///< more than will hang at the same time
    JobPool m_unloaders{2};   ///< of their own, so that plugins that hang while they load hold nobody here
};

} // namespace stellatune
