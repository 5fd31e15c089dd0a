#include "pluginhost/runtime/convergence.h"

#include "pluginhost/base/file_error.h"
#include "pluginhost/runtime/last_words.h"

#include <algorithm>
#include <ctime>
#include <system_error>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace stellatune {

namespace {

using namespace std::chrono_literals;

constexpr const char* kDomain = "plugins";
constexpr auto kFirstSweep = 20ms;
constexpr auto kLookInterval = 250ms;

std::string utcNow()
{
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

Error endedFirst()
{
    return {ErrorCode::Cancelled, kDomain, "The plugins were shut down before this came to its end."};
}

/// One generation that was asked to leave.
struct Unloading {
    LeaseRegistry::Unused unused;
    UnloadOutcome outcome;
};

void removeAgain(std::vector<std::filesystem::path>& folders)
{
    std::erase_if(folders, [](const std::filesystem::path& folder) {
        std::error_code failure;
        std::filesystem::remove_all(folder, failure);
        return !failure;
    });
}

} // namespace

Convergence::Convergence(RuntimeParts& parts, Finished finished, std::function<void()> changed)
    : m_parts(parts), m_finished(std::move(finished)), m_changed(std::move(changed)),
      m_keeper(std::make_shared<StoreKeeper>(parts.settings, parts.overview, parts.log)),
      m_machine([&parts] { return parts.registry.slotViews(); }, [] { return ApplyMachine::Clock::now(); },
                utcNow),
      m_callWatch(parts.settings.callLimit)
{
    m_sweeps.setSingleShot(true);
    m_sweeps.callOnTimeout([this] { sweep(); });
    m_residentSweeps.callOnTimeout([this] { sweepResidents(); });
    m_looks.callOnTimeout([this] { look(); });
    runOn(
        m_storeThread, "reading the installed plugins", [keeper = m_keeper] { return keeper->open(); },
        [this](Result<DesiredState>& state) {
            if (!state)
                return m_changed();
            takeDesired(std::move(*state));
            request(ApplyMachine::Mapping::WhenAsked, [](const IntentResult&) {});
            if (m_isEnding)
                return;
            m_residentSweeps.start(m_parts.settings.residentInterval);
            m_looks.start(kLookInterval);
        });
}

/// `work` runs on the pool, `then` here with what it answered, unless the end came first.
template <typename Work, typename Then>
void Convergence::runOn(JobPool& pool, std::string name, Work work, Then then)
{
    ++m_jobs;
    pool.post(std::move(name), [this, tasks = m_parts.tasks, work = std::move(work), then = std::move(then)] {
        auto answer = std::make_shared<decltype(work())>(work());
        tasks->post([this, answer = std::move(answer), then] {
            --m_jobs;
            then(*answer);
        });
    });
}

template <typename Answer>
Convergence::Reply<Answer> Convergence::promise(Reply<Answer> done, std::function<Answer()> atTheEnd)
{
    const uint64_t number = ++m_lastPromise;
    auto kept = std::make_shared<Reply<Answer>>(std::move(done));
    m_promised.emplace(number, [kept, atTheEnd = std::move(atTheEnd)] { (*kept)(atTheEnd()); });
    return [this, number, weak = std::weak_ptr(kept)](Answer answer) {
        if (const auto reply = weak.lock()) {
            m_promised.erase(number);
            (*reply)(std::move(answer));
        }
    };
}

// ---- intents ------------------------------------------------------------------------------------------------------

void Convergence::examine(std::filesystem::path file, Reply<Result<InstallCandidate>> done)
{
    using Examined = Result<InstallCandidate>;
    const std::string name = fmt::format("examining \"{}\"", inUtf8(file.filename()));
    const auto reply = promise<Examined>(std::move(done), [] { return Examined(endedFirst()); });
    const auto compare = [this, name, reply](Examined& unpacked) {
        if (!unpacked)
            return reply(std::move(unpacked));
        runOn(
            m_storeThread, name,
            [keeper = m_keeper, candidate = std::move(*unpacked)] { return keeper->compared(candidate); },
            [reply](InstallCandidate& candidate) { reply(std::move(candidate)); });
    };
    runOn(
        m_storeThread, name, [keeper = m_keeper] { return keeper->isOpen(); },
        [this, name, file = std::move(file), reply, compare](const Result<void>& open) {
            if (!open)
                return reply(open.error());
            runOn(
                m_probeThread, name, [keeper = m_keeper, file] { return keeper->unpack(file); }, compare);
        });
}

void Convergence::discard(InstallCandidate candidate)
{
    m_storeThread.post(fmt::format("discarding \"{}\"", inUtf8(candidate.file.filename())),
                       [keeper = m_keeper, candidate = std::move(candidate)] { keeper->discard(candidate); });
}

void Convergence::change(std::string name, StoreKeeper::Change change, Done done,
                         const TriesAgain& triesAgain)
{
    const auto reply = promise<IntentResult>(std::move(done), [] {
        return IntentResult{endedFirst(), std::nullopt};
    });
    runOn(
        m_storeThread, std::move(name),
        [keeper = m_keeper, change = std::move(change)] { return keeper->change(change); },
        [this, reply, triesAgain](Result<DesiredState>& changed) {
            if (!changed)
                return reply({changed.error(), std::nullopt});
            takeDesired(std::move(*changed));
            request(ApplyMachine::Mapping::AtOnce, reply, triesAgain);
        });
}

void Convergence::setDecoderOrder(std::string extension, std::vector<std::string> order,
                                  Reply<Result<void>> done)
{
    runOn(
        m_storeThread, "keeping the order of decoders",
        [keeper = m_keeper, extension = std::move(extension), order = std::move(order)] {
            return keeper->setDecoderOrder(extension, order);
        },
        [this, reply = promise<Result<void>>(std::move(done), [] { return Result<void>(endedFirst()); })](
            Result<void>& set) {
            m_changed();
            reply(std::move(set));
        });
}

void Convergence::collect(std::optional<std::string> pluginId, Reply<std::vector<LeaseView>> done)
{
    const std::function<std::vector<LeaseView>()> whatIsLeft = [this, pluginId] {
        std::vector<LeaseView> left;
        for (LeaseView& lease : m_parts.registry.leases()) {
            if (lease.state != LeaseView::State::Current && (!pluginId || lease.pluginId == *pluginId))
                left.push_back(std::move(lease));
        }
        return left;
    };
    reclaim(m_parts.registry.takeUnused(pluginId),
            [reply = promise(std::move(done), whatIsLeft), whatIsLeft] { reply(whatIsLeft()); });
}

// ---- one run ------------------------------------------------------------------------------------------------------

void Convergence::takeDesired(DesiredState desired)
{
    m_parts.overview->setDesired(desired);
    probeUnknown(desired);
    m_machine.setDesired(effective(std::move(desired)));
}

void Convergence::probeUnknown(const DesiredState& desired)
{
    for (const DesiredPlugin& plugin : desired.plugins) {
        if (m_isEnding || m_parts.overview->knows(plugin) ||
            !m_probed.insert(plugin.fingerprint.sha256).second)
            continue;
        runOn(
            m_probeThread, "looking at " + plugin.id,
            [keeper = m_keeper, plugin] { return keeper->metadata(plugin); },
            [this, plugin](Result<PluginMetadata>& metadata) {
                const DesiredPlugin* now = m_machine.desired().find(plugin.id);
                if (now == nullptr || !now->fingerprint.isSameBuild(plugin.fingerprint))
                    return;
                m_parts.overview->learn(plugin, std::move(metadata));
                m_changed();
            });
    }
}

DesiredState Convergence::effective(DesiredState desired) const
{
    if (m_parts.settings.safeMode || m_isEnding) {
        for (DesiredPlugin& plugin : desired.plugins)
            plugin.enabled = false;
    }
    return desired;
}

void Convergence::request(ApplyMachine::Mapping mapping, Done done, const TriesAgain& triesAgain)
{
    const uint64_t number = ++m_lastRequest;
    m_requests.emplace(number, std::move(done));
    carryOut(m_machine.request(number, mapping, triesAgain));
}

void Convergence::carryOut(const ApplyEffects& effects)
{
    LeaseRegistry& registry = m_parts.registry;
    for (const ApplyEffect& effect : effects) {
        if (const auto* stop = std::get_if<DeactivatePlugin>(&effect)) {
            registry.deactivate(stop->id, stop->reason);
            m_parts.overview->setFailure(stop->id, {});
        } else if (const auto* wanted = std::get_if<LoadPlugin>(&effect)) {
            load(wanted->plugin);
        } else if (const auto* announce = std::get_if<AnnouncePlugin>(&effect)) {
            registry.announce(announce->plugin.id, announce->plugin.fingerprint);
            m_parts.overview->setFailure(announce->plugin.id, {});
        } else if (const auto* activate = std::get_if<ActivatePlugin>(&effect)) {
            registry.activate(activate->id, std::move(m_justLoaded), activate->reason);
            m_parts.overview->setFailure(activate->id, {});
        } else if (const auto* refused = std::get_if<RefusePlugin>(&effect)) {
            registry.refuse(refused->id, refused->why);
        } else if (const auto* drop = std::get_if<DropLoaded>(&effect)) {
            registry.retire(drop->id, std::move(m_justLoaded)); // collected by this very run
        } else if (std::holds_alternative<CollectUnused>(effect)) {
            unload(registry.takeUnused(), [this](const std::vector<ApplyMachine::Collected>& results) {
                carryOut(m_machine.collected(results));
            });
        } else if (const auto* step = std::get_if<StoreStep>(&effect)) {
            storeStep(*step);
        } else if (const auto* finished = std::get_if<FinishApply>(&effect)) {
            finish(*finished);
        }
    }
    m_parts.overview->setStatus(m_machine.status());
    m_changed();
}

void Convergence::load(const DesiredPlugin& plugin)
{
    PluginSurroundings surroundings;
    surroundings.pluginId = plugin.id;
    surroundings.events = m_parts.events.queueOf(plugin.id);
    surroundings.control = m_parts.control;
    surroundings.log = [log = m_parts.log, id = plugin.id](LogLevel level, std::string line) {
        last_words::add(id, line);
        log->add(id, level, std::move(line));
    };
    using Loaded = Result<std::unique_ptr<PluginGeneration>>;
    runOn(
        m_loaders, "loading " + plugin.id,
        [settings = m_parts.settings, plugin, surroundings = std::move(surroundings)]() -> Loaded {
            const Result<GenerationSource> source = StoreKeeper::sourceOf(settings, plugin, surroundings);
            if (!source)
                return source.error();
            return PluginGeneration::load(*source, settings.loadLimit);
        },
        [this, plugin](Loaded& loaded) {
            if (loaded)
                return onLoaded(plugin, loaded);
            // The store may just be taking this build away for another one. What it has to say of that comes
            // first, and makes this failure stale.
            runOn(
                m_storeThread, "waiting for what becomes of " + plugin.id, [] { return true; },
                [this, plugin, failed = loaded.error()](bool) {
                    Loaded failure(failed);
                    onLoaded(plugin, failure);
                });
        });
}

void Convergence::onLoaded(const DesiredPlugin& plugin, Result<std::unique_ptr<PluginGeneration>>& result)
{
    std::string error;
    if (result) {
        m_justLoaded = std::move(*result);
    } else {
        error = result.error().message;
        const DesiredPlugin* wanted = m_machine.desired().find(plugin.id);
        if (wanted != nullptr && wanted->fingerprint.sha256 == plugin.fingerprint.sha256) {
            m_parts.log->addFromHost(plugin.id, LogLevel::Error, error);
            m_parts.overview->setFailure(plugin.id, error);
        }
    }
    carryOut(m_machine.loaded(plugin.id, plugin.fingerprint.sha256, error));
}

void Convergence::unload(std::vector<LeaseRegistry::Unused> unused, Unloaded done)
{
    std::string name = "unloading";
    auto all = std::make_shared<std::vector<Unloading>>();
    for (LeaseRegistry::Unused& one : unused) {
        name += " " + one.pluginId;
        all->push_back({std::move(one), {}});
    }
    runOn(
        m_unloaders, std::move(name),
        [all, limit = m_parts.settings.shutdownLimit, unremoved = std::exchange(m_unremoved, {})] {
            // All at once, so that one that hangs takes no time from the others.
            using Clock = std::chrono::steady_clock;
            const Clock::time_point deadline = Clock::now() + limit;
            for (const Unloading& one : *all)
                one.unused.generation->startUnload();
            for (Unloading& one : *all)
                one.outcome = one.unused.generation->unload(
                    std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now())));
            std::vector<std::filesystem::path> left = unremoved;
            removeAgain(left);
            return left;
        },
        [this, all, done = std::move(done)](const std::vector<std::filesystem::path>& unremoved) {
            m_unremoved.insert(m_unremoved.end(), unremoved.begin(), unremoved.end());
            std::vector<ApplyMachine::Collected> results;
            for (Unloading& one : *all) {
                const auto& [unmapped, reason] = one.outcome;
                const std::string& id = one.unused.pluginId;
                results.push_back({id, unmapped, reason});
                if (!unmapped) {
                    if (reason != one.unused.reason)
                        m_parts.log->addFromHost(id, LogLevel::Warning, "It stays in memory: " + reason);
                    m_parts.registry.keepResident(std::move(one.unused), reason);
                } else if (!reason.empty()) {
                    m_parts.log->addFromHost(id, LogLevel::Warning, reason);
                    m_unremoved.push_back(one.unused.generation->shadowFolder());
                }
            }
            all->clear(); // now they do not count any more
            done(results);
        });
}

void Convergence::storeStep(const StoreStep& step)
{
    runOn(
        m_storeThread, "finishing what was done with " + step.id,
        [keeper = m_keeper, step] { return keeper->carryOut(step); },
        [this, step](StoreKeeper::Stepped& stepped) {
            m_parts.overview->setDesired(stepped.state);
            probeUnknown(stepped.state);
            if (step.kind == StoreStep::Kind::RevertUpdate && stepped.error.empty())
                m_parts.overview->setFailure(step.id, {}); // it was that of the build that is gone
            carryOut(m_machine.stored(step, effective(std::move(stepped.state)), stepped.error));
        });
}

void Convergence::finish(const FinishApply& finish)
{
    const ApplyReport& report = finish.report;
    // That the plugins are there at the start and gone at the end is nothing to tell.
    if (report.hasFailed() || (report.hasChangedAnything() && !m_isEnding)) {
        const std::string json = toJson(report);
        m_parts.overview->addToHistory(json);
        m_storeThread.post("keeping a report", [keeper = m_keeper, json] { keeper->keepReport(json); });
    }
    m_parts.overview->setStatus(m_machine.status());
    if (report.drainingLeases > 0)
        sweepAfter(kFirstSweep);
    m_finished(report);
    for (const uint64_t number : finish.requests) {
        const auto waiting = m_requests.extract(number);
        waiting.mapped()({std::nullopt, report});
    }
}

} // namespace stellatune
