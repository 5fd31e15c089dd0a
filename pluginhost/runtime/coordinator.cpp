#include "pluginhost/runtime/coordinator.h"

#include "pluginhost/base/log.h"

#include <algorithm>
#include <atomic>
#include <ctime>
#include <future>
#include <regex>

#include <QCoreApplication>
#include <QEvent>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace stellatune {

namespace {

using namespace std::chrono_literals;

constexpr const char* kDomain = "plugins";
constexpr auto kFirstSweep = 20ms;
constexpr auto kSlowestSweep = 2s;
constexpr auto kLookInterval = 250ms;

std::string utcNow()
{
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

} // namespace

std::string_view nameOf(PluginStatus::State state)
{
    switch (state) {
    case PluginStatus::State::Disabled:
        return "disabled";
    case PluginStatus::State::Enabled:
        return "enabled";
    case PluginStatus::State::Loaded:
        return "loaded";
    case PluginStatus::State::Failed:
        return "failed";
    case PluginStatus::State::Leaving:
        return "leaving";
    }
    return "unknown";
}

// ---- thread and mailbox -------------------------------------------------------------------------------------------

PluginRuntimeCoordinator::PluginRuntimeCoordinator(CoordinatorSettings settings)
    : m_settings(std::move(settings)),
      m_machine([this] { return m_registry.slotViews(); }, [] { return ApplyMachine::Clock::now(); }, utcNow),
      m_callWatch(m_settings.callLimit)
{
    m_thread.setObjectName("plugins");
    moveToThread(&m_thread);
    m_thread.start();
    m_registry.onWanted(
        [this](const std::string& id) { post([this, id] { carryOut(m_machine.want(id)); }); });
    post([this] {
        m_sweeps = std::make_unique<QTimer>();
        m_sweeps->setSingleShot(true);
        connect(m_sweeps.get(), &QTimer::timeout, this, &PluginRuntimeCoordinator::sweep);
        m_looks = std::make_unique<QTimer>();
        connect(m_looks.get(), &QTimer::timeout, this, &PluginRuntimeCoordinator::lookAtCalls);
    });
    ++m_jobs;
    m_storeThread.post([this] { open(); });
}

PluginRuntimeCoordinator::~PluginRuntimeCoordinator()
{
    m_registry.onWanted(nullptr);
    std::promise<void> ended;
    post([this, &ended] {
        end();
        ended.set_value();
    });
    ended.get_future().wait();
    m_thread.quit();
    m_thread.wait();
}

void PluginRuntimeCoordinator::post(std::function<void()> task)
{
    {
        const std::lock_guard lock(m_tasksMutex);
        m_tasks.push_back(std::move(task));
    }
    m_taskPosted.notify_one();
    QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

bool PluginRuntimeCoordinator::event(QEvent* event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);
    runPosted();
    return true;
}

void PluginRuntimeCoordinator::runPosted()
{
    for (;;) {
        std::function<void()> task;
        {
            const std::lock_guard lock(m_tasksMutex);
            if (m_tasks.empty())
                return;
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        task();
    }
}

// ---- intents ------------------------------------------------------------------------------------------------------

void PluginRuntimeCoordinator::examine(std::filesystem::path file,
                                       std::function<void(Result<InstallCandidate>)> done)
{
    ++m_jobs;
    m_storeThread.post([this, file = std::move(file), done = std::move(done)] {
        auto candidate = std::make_shared<Result<InstallCandidate>>(
            m_openFailure ? Result<InstallCandidate>(*m_openFailure) : m_store->examine(file));
        post([this, candidate, done] {
            --m_jobs;
            done(std::move(*candidate));
        });
    });
}

void PluginRuntimeCoordinator::discard(InstallCandidate candidate)
{
    m_storeThread.post([this, candidate = std::move(candidate)] {
        if (!m_openFailure)
            m_store->discard(candidate);
    });
}

void PluginRuntimeCoordinator::install(InstallCandidate candidate, InstallConsent consent, Done done)
{
    changeDesired([candidate = std::move(candidate),
                   consent](PluginStore& store) { return store.install(candidate, consent); },
                  std::move(done));
}

void PluginRuntimeCoordinator::setEnabled(std::string pluginId, bool enabled, Done done)
{
    changeDesired(
        [id = std::move(pluginId), enabled](PluginStore& store) { return store.setEnabled(id, enabled); },
        std::move(done));
}

void PluginRuntimeCoordinator::uninstall(std::string pluginId, bool keepSettings, Done done)
{
    changeDesired([id = std::move(pluginId),
                   keepSettings](PluginStore& store) { return store.markUninstall(id, keepSettings); },
                  std::move(done));
}

void PluginRuntimeCoordinator::applyState(Done done)
{
    changeDesired([](PluginStore& store) { return store.rescan(); }, std::move(done), true);
}

void PluginRuntimeCoordinator::collect(std::optional<std::string> pluginId,
                                       std::function<void(std::vector<LeaseView>)> done)
{
    post([this, pluginId = std::move(pluginId), done = std::move(done)] {
        unload(m_registry.takeUnused(pluginId), [this, pluginId, done](const auto&) {
            std::vector<LeaseView> left;
            for (LeaseView& lease : m_registry.leases()) {
                if (lease.state != LeaseView::State::Current && (!pluginId || lease.pluginId == *pluginId))
                    left.push_back(std::move(lease));
            }
            done(std::move(left));
        });
    });
}

void PluginRuntimeCoordinator::changeDesired(std::function<Result<DesiredState>(PluginStore&)> change,
                                             Done done, bool triesAgain)
{
    ++m_jobs;
    m_storeThread.post([this, change = std::move(change), done = std::move(done), triesAgain] {
        Result<DesiredState> changed =
            m_openFailure ? Result<DesiredState>(*m_openFailure) : change(*m_store);
        if (!changed) {
            post([this, error = changed.error(), done] {
                --m_jobs;
                done({error, std::nullopt});
            });
            return;
        }
        learn(*changed);
        post([this, state = std::move(*changed), done, triesAgain] {
            --m_jobs;
            takeDesired(state);
            request(ApplyMachine::Mapping::AtOnce, done, triesAgain);
        });
    });
}

// ---- queries ------------------------------------------------------------------------------------------------------

ApplyMachine::Status PluginRuntimeCoordinator::status() const
{
    const std::lock_guard lock(m_shared.mutex);
    return m_shared.status;
}

std::vector<std::string> PluginRuntimeCoordinator::history() const
{
    const std::lock_guard lock(m_shared.mutex);
    return m_shared.history;
}

std::vector<PluginStatus> PluginRuntimeCoordinator::plugins() const
{
    const std::vector<LeaseView> leases = m_registry.leases();
    const std::lock_guard lock(m_shared.mutex);
    std::vector<PluginStatus> all;
    for (const DesiredPlugin& plugin : m_shared.desired.plugins) {
        PluginStatus status;
        status.desired = plugin;
        if (const auto known = m_shared.known.find(plugin.id); known != m_shared.known.end()) {
            status.metadata = known->second.metadata;
            status.detail = known->second.failure;
        }
        std::copy_if(leases.begin(), leases.end(), std::back_inserter(status.leases),
                     [&plugin](const LeaseView& lease) { return lease.pluginId == plugin.id; });
        const bool isLoaded =
            std::any_of(status.leases.begin(), status.leases.end(),
                        [](const LeaseView& lease) { return lease.state == LeaseView::State::Current; });
        using State = PluginStatus::State;
        status.state = plugin.uninstallPending  ? State::Leaving
                       : !plugin.enabled        ? State::Disabled
                       : isLoaded               ? State::Loaded
                       : !status.detail.empty() ? State::Failed
                                                : State::Enabled;
        all.push_back(std::move(status));
    }
    return all;
}

// ---- on the store's thread ----------------------------------------------------------------------------------------

void PluginRuntimeCoordinator::open()
{
    Result<std::unique_ptr<PluginStore>> store = PluginStore::open(m_settings.storeFolder, m_settings.probe);
    if (!store) {
        m_openFailure = store.error();
        log(LogLevel::Error, kDomain, "{}", store.error().message);
        --m_jobs;
        return;
    }
    m_store = std::move(*store);
    removeOldShadows();
    DesiredState state = m_store->state();
    if (Result<DesiredState> scanned = m_store->rescan())
        state = std::move(*scanned);
    else
        log(LogLevel::Warning, kDomain, "{}", scanned.error().message);
    state = disableWhatCrashed(std::move(state));
    learn(state);
    {
        const std::lock_guard lock(m_shared.mutex);
        m_shared.history = m_store->history();
    }
    post([this, state = std::move(state)] {
        --m_jobs;
        takeDesired(state);
        request(ApplyMachine::Mapping::WhenAsked, [](const IntentResult&) {});
        if (m_looks != nullptr)
            m_looks->start(kLookInterval);
    });
}

DesiredState PluginRuntimeCoordinator::disableWhatCrashed(DesiredState state)
{
    const std::filesystem::path folder = m_settings.storeFolder / "crashes";
    for (const CrashNote& note : CrashMemory::readNotes(folder)) {
        Result<DesiredState> disabled = m_store->setEnabled(note.pluginId, false);
        if (disabled || disabled.error().code == ErrorCode::NotFound)
            CrashMemory::forget(note);
        else
            log(LogLevel::Error, kDomain, "{}", disabled.error().message);
        if (!disabled)
            continue;
        state = std::move(*disabled);
        const std::string what = fmt::format(
            "Switched off, because StellaTune ended in it last time ({} in {}).", note.what, note.function);
        m_log->add(note.pluginId, LogLevel::Warning, what);
        setFailure(note.pluginId, what);
    }
    if (m_settings.remembersCrashes) {
        Result<std::unique_ptr<CrashMemory>> memory = CrashMemory::start(folder);
        if (memory)
            m_crashMemory = std::move(*memory);
        else
            log(LogLevel::Warning, kDomain, "{}", memory.error().message);
    }
    return state;
}

void PluginRuntimeCoordinator::learn(const DesiredState& state)
{
    for (const DesiredPlugin& plugin : state.plugins) {
        {
            const std::lock_guard lock(m_shared.mutex);
            if (m_shared.known[plugin.id].sha256 == plugin.fingerprint.sha256)
                continue;
        }
        Result<PluginMetadata> metadata = m_store->metadata(plugin);
        const std::lock_guard lock(m_shared.mutex);
        Knowledge& known = m_shared.known[plugin.id];
        known.sha256 = plugin.fingerprint.sha256;
        if (metadata)
            known.metadata = std::move(*metadata);
        else
            known.failure = metadata.error().message;
    }
}

void PluginRuntimeCoordinator::removeOldShadows()
{
    // "org.example.aac-4711-2", as sourceOf() names them; anything else is not ours.
    static const std::regex s_ours("[a-z0-9.-]+-[0-9]+-[0-9]+");
    namespace fs = std::filesystem;
    std::error_code failure;
    for (fs::directory_iterator entry(m_store->shadowFolder(), failure);
         !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        // A runtime of before, in this very process, may have left a library that is still mapped.
        if (!std::regex_match(entry->path().filename().string(), s_ours) ||
            !mappedFilesBelow(entry->path()).empty())
            continue;
        std::error_code ignored;
        fs::remove_all(entry->path(), ignored);
    }
}

Result<GenerationSource> PluginRuntimeCoordinator::sourceOf(const DesiredPlugin& plugin)
{
    // The loader gives an old image for a path that it knows, so no path comes twice in a process.
    static std::atomic<uint64_t> s_epoch = 0;

    Result<std::filesystem::path> library = m_store->library(plugin);
    if (!library)
        return library.error();
    GenerationSource source;
    source.epoch = ++s_epoch;
    source.fingerprint = plugin.fingerprint;
    source.folder = m_store->installedFolder(plugin);
    source.library = library->lexically_relative(source.folder);
    source.shadowFolder =
        m_store->shadowFolder() /
        fmt::format("{}-{}-{}", plugin.id, QCoreApplication::applicationPid(), source.epoch);
    source.surroundings.pluginId = plugin.id;
    source.surroundings.hostVersion = m_settings.hostVersion;
    source.surroundings.dataFolder = m_store->dataFolder(plugin.id);
    if (!PluginStore::isBare(plugin))
        source.surroundings.packageFolder = source.shadowFolder;
    source.surroundings.events = m_events.queueOf(plugin.id);
    source.surroundings.control = m_control;
    source.surroundings.log = [log = m_log, id = plugin.id](LogLevel level, std::string_view line) {
        log->add(id, level, line);
    };
    return source;
}

// ---- on the coordinator's thread ----------------------------------------------------------------------------------

void PluginRuntimeCoordinator::takeDesired(DesiredState desired)
{
    {
        const std::lock_guard lock(m_shared.mutex);
        m_shared.desired = desired;
    }
    m_machine.setDesired(effective(std::move(desired)));
}

DesiredState PluginRuntimeCoordinator::effective(DesiredState desired) const
{
    if (m_settings.safeMode || m_isEnding) {
        for (DesiredPlugin& plugin : desired.plugins)
            plugin.enabled = false;
    }
    return desired;
}

void PluginRuntimeCoordinator::request(ApplyMachine::Mapping mapping, Done done, bool triesAgain)
{
    const uint64_t number = ++m_lastRequest;
    m_requests.emplace(number, std::move(done));
    const ApplyEffects effects = m_machine.request(number, mapping, triesAgain);
    carryOut(effects);
}

void PluginRuntimeCoordinator::carryOut(const ApplyEffects& effects)
{
    for (const ApplyEffect& effect : effects) {
        if (const auto* stop = std::get_if<DeactivatePlugin>(&effect)) {
            m_registry.deactivate(stop->id, stop->reason);
            setFailure(stop->id, {});
        } else if (const auto* wanted = std::get_if<LoadPlugin>(&effect)) {
            load(wanted->plugin);
        } else if (const auto* announce = std::get_if<AnnouncePlugin>(&effect)) {
            m_registry.announce(announce->plugin.id, announce->plugin.fingerprint);
        } else if (const auto* activate = std::get_if<ActivatePlugin>(&effect)) {
            m_registry.activate(activate->id, std::move(m_justLoaded), activate->reason);
            setFailure(activate->id, {});
        } else if (const auto* refused = std::get_if<RefusePlugin>(&effect)) {
            m_registry.refuse(refused->id, refused->why);
        } else if (const auto* drop = std::get_if<DropLoaded>(&effect)) {
            m_registry.retire(drop->id, std::move(m_justLoaded)); // collected by this very run
        } else if (std::holds_alternative<CollectUnused>(effect)) {
            unload(m_registry.takeUnused(), [this](const std::vector<ApplyMachine::Collected>& results) {
                carryOut(m_machine.collected(results));
            });
        } else if (const auto* step = std::get_if<StoreStep>(&effect)) {
            storeStep(*step);
        } else if (const auto* finished = std::get_if<FinishApply>(&effect)) {
            finish(*finished);
        }
    }
    {
        const std::lock_guard lock(m_shared.mutex);
        m_shared.status = m_machine.status();
    }
    emit stateChanged();
}

void PluginRuntimeCoordinator::load(const DesiredPlugin& plugin)
{
    ++m_jobs;
    m_storeThread.post([this, plugin] {
        Result<GenerationSource> source = sourceOf(plugin);
        m_loaders.post([this, plugin, source = std::move(source)] {
            auto result = std::make_shared<Result<std::unique_ptr<PluginGeneration>>>(
                source ? PluginGeneration::load(*source, m_settings.loadLimit)
                       : Result<std::unique_ptr<PluginGeneration>>(source.error()));
            post([this, plugin, result] {
                --m_jobs;
                onLoaded(plugin, std::move(*result));
            });
        });
    });
}

void PluginRuntimeCoordinator::onLoaded(const DesiredPlugin& plugin,
                                        Result<std::unique_ptr<PluginGeneration>> result)
{
    std::string error;
    if (result) {
        m_justLoaded = std::move(*result);
    } else {
        error = result.error().message;
        m_log->add(plugin.id, LogLevel::Error, error);
        setFailure(plugin.id, error);
    }
    carryOut(m_machine.loaded(plugin.id, plugin.fingerprint.sha256, error));
}

void PluginRuntimeCoordinator::unload(std::vector<LeaseRegistry::Unused> unused, Unloaded done)
{
    ++m_jobs;
    auto all = std::make_shared<std::vector<LeaseRegistry::Unused>>(std::move(unused));
    m_loaders.post([this, all, done = std::move(done)] {
        std::vector<ApplyMachine::Collected> results;
        for (LeaseRegistry::Unused& one : *all) {
            UnloadOutcome outcome = one.generation->unload(m_settings.shutdownLimit);
            results.push_back({one.pluginId, outcome.unmapped, outcome.reason});
            if (outcome.unmapped) {
                if (!outcome.reason.empty()) {
                    m_log->add(one.pluginId, LogLevel::Warning, outcome.reason);
                    const std::lock_guard lock(m_unremovedMutex);
                    m_unremoved.push_back(one.generation->shadowFolder());
                }
                continue;
            }
            m_log->add(one.pluginId, LogLevel::Warning, "It stays in memory: " + outcome.reason);
            m_registry.keepResident(std::move(one), outcome.reason);
        }
        removeShadowsAgain();
        post([this, results = std::move(results), done] {
            --m_jobs;
            done(results);
        });
    });
}

void PluginRuntimeCoordinator::removeShadowsAgain()
{
    const std::lock_guard lock(m_unremovedMutex);
    std::erase_if(m_unremoved, [](const std::filesystem::path& folder) {
        std::error_code failure;
        std::filesystem::remove_all(folder, failure);
        return !failure;
    });
}

void PluginRuntimeCoordinator::storeStep(const StoreStep& step)
{
    ++m_jobs;
    m_storeThread.post([this, step] {
        Result<DesiredState> changed = [&]() -> Result<DesiredState> {
            // An install may have come in between.
            const DesiredPlugin* plugin = m_store->state().find(step.id);
            if (plugin == nullptr || plugin->fingerprint.sha256 != step.sha256)
                return m_store->state();
            switch (step.kind) {
            case StoreStep::Kind::FinishUpdate:
                return m_store->finishUpdate(step.id);
            case StoreStep::Kind::RevertUpdate:
                return m_store->revertUpdate(step.id);
            case StoreStep::Kind::FinishUninstall:
                break;
            }
            return m_store->finishUninstall(step.id);
        }();
        if (changed)
            learn(*changed);
        auto state = changed ? std::move(*changed) : m_store->state();
        post([this, step, state = std::move(state),
              error = changed ? std::string() : changed.error().message] {
            --m_jobs;
            {
                const std::lock_guard lock(m_shared.mutex);
                m_shared.desired = state;
            }
            carryOut(m_machine.stored(step, effective(state), error));
        });
    });
}

void PluginRuntimeCoordinator::finish(const FinishApply& finish)
{
    const std::string json = toJson(finish.report);
    {
        const std::lock_guard lock(m_shared.mutex);
        m_shared.history.push_back(json);
        if (m_shared.history.size() > PluginStore::kKeptReports)
            m_shared.history.erase(m_shared.history.begin());
        m_shared.status = m_machine.status();
    }
    m_storeThread.post([this, json] {
        if (m_store == nullptr)
            return; // another program has it
        if (Result<void> kept = m_store->addToHistory(json); !kept)
            log(LogLevel::Warning, kDomain, "{}", kept.error().message);
    });
    if (finish.report.drainingLeases > 0 && !m_isEnding)
        m_sweeps->start(kFirstSweep);
    if (finish.report.hasFailed())
        emit planFailed(finish.report);
    else
        emit planApplied(finish.report);
    for (const uint64_t number : finish.requests) {
        const auto waiting = m_requests.extract(number);
        waiting.mapped()({std::nullopt, finish.report});
    }
}

void PluginRuntimeCoordinator::setFailure(const std::string& pluginId, std::string failure)
{
    const std::lock_guard lock(m_shared.mutex);
    m_shared.known[pluginId].failure = std::move(failure);
}

void PluginRuntimeCoordinator::sweep()
{
    const auto next = std::min<std::chrono::milliseconds>(m_sweeps->intervalAsDuration() * 2, kSlowestSweep);
    unload(m_registry.takeUnused(), [this, next](const std::vector<ApplyMachine::Collected>& results) {
        bool isLeaving = false;
        for (const ApplyMachine::Collected& result : results) {
            const DesiredPlugin* plugin = m_machine.desired().find(result.id);
            isLeaving = isLeaving || (result.unmapped && plugin != nullptr && plugin->uninstallPending);
        }
        if (isLeaving) // its files can go now
            request(ApplyMachine::Mapping::AtOnce, [](const IntentResult&) {});
        const std::vector<LeaseView> leases = m_registry.leases();
        const bool isDraining = std::any_of(leases.begin(), leases.end(), [](const LeaseView& lease) {
            return lease.state == LeaseView::State::Retired;
        });
        if (isDraining && !m_isEnding)
            m_sweeps->start(next);
        emit stateChanged();
    });
}

void PluginRuntimeCoordinator::lookAtCalls()
{
    m_log->writeNew();
    for (const OverdueCall& call : m_callWatch.look(m_registry.leases(), CallWatch::Clock::now())) {
        m_log->add(call.pluginId, LogLevel::Warning,
                   fmt::format("{} of {} has not returned for {:.1f} seconds (thread {}).", call.function,
                               call.typeId, static_cast<double>(call.running.count()) / 1000.0, call.thread));
        emit stateChanged();
    }
}

void PluginRuntimeCoordinator::end()
{
    m_isEnding = true;
    m_sweeps.reset();
    m_looks.reset();
    const auto never = std::chrono::steady_clock::time_point::max();
    // What was asked for earlier comes to its end first; each part of it has a limit of its own.
    waitUntil([this] { return m_jobs == 0; }, never);

    // Then the same way as for a plugin that is switched off.
    takeDesired(m_machine.desired());
    bool isDone = false;
    request(ApplyMachine::Mapping::AtOnce, [&isDone](const IntentResult&) { isDone = true; });
    waitUntil([&isDone] { return isDone; }, never);

    const auto deadline = std::chrono::steady_clock::now() + m_settings.quitLimit;
    const auto isDraining = [](const LeaseView& lease) { return lease.state == LeaseView::State::Retired; };
    for (;;) {
        const std::vector<LeaseView> leases = m_registry.leases();
        if (std::none_of(leases.begin(), leases.end(), isDraining) ||
            std::chrono::steady_clock::now() > deadline)
            break;
        bool isUnloaded = false;
        unload(m_registry.takeUnused(), [&isUnloaded](const auto&) { isUnloaded = true; });
        waitUntil([&isUnloaded] { return isUnloaded; }, never);
        // Nobody tells when a worker lets go of an instance.
        waitUntil([] { return false; }, std::chrono::steady_clock::now() + 2ms);
    }
    m_log->writeNew();
    for (const LeaseView& lease : m_registry.leases())
        log(LogLevel::Warning, kDomain, "{} (load {}) is still in use by {} holders at the end",
            lease.pluginId, lease.epoch, lease.holders);
}

bool PluginRuntimeCoordinator::waitUntil(const std::function<bool()>& condition,
                                         std::chrono::steady_clock::time_point deadline)
{
    for (;;) {
        runPosted();
        if (condition())
            return true;
        std::unique_lock lock(m_tasksMutex);
        const auto hasTask = [this] { return !m_tasks.empty(); };
        if (deadline == std::chrono::steady_clock::time_point::max())
            m_taskPosted.wait(lock, hasTask);
        else if (!m_taskPosted.wait_until(lock, deadline, hasTask))
            return false;
    }
}

} // namespace stellatune
