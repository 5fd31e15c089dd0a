// What happens between the runs, and when all of it ends.
#include "pluginhost/base/log.h"
#include "pluginhost/runtime/convergence.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

using namespace std::chrono_literals;

constexpr const char* kDomain = "plugins";
constexpr std::chrono::milliseconds kSlowestSweep = 2s;
constexpr auto kEndInterval = 2ms;
/// A call that lasts that long at the end is not waited for: whoever made it was told to stop before.
constexpr std::chrono::milliseconds kHangsAtEnd = 500ms;

bool isDraining(const LeaseRegistry& registry, const std::set<std::string>& hanging = {})
{
    const std::vector<LeaseView> leases = registry.leases();
    return std::any_of(leases.begin(), leases.end(), [&](const LeaseView& lease) {
        return lease.state == LeaseView::State::Retired && hanging.count(lease.pluginId) == 0;
    });
}

} // namespace

// ---- now and then -------------------------------------------------------------------------------------------------

void Convergence::sweepAfter(std::chrono::milliseconds time)
{
    if (!m_isEnding)
        m_sweeps.start(time);
}

void Convergence::sweep()
{
    const auto next = std::min(m_sweeps.intervalAsDuration() * 2, kSlowestSweep);
    reclaim(m_parts.registry.takeUnused(std::nullopt, LeaseRegistry::Residents::Left), [this, next] {
        if (isDraining(m_parts.registry))
            sweepAfter(next);
        m_changed();
    });
}

void Convergence::sweepResidents()
{
    std::vector<LeaseRegistry::Unused> unused = m_parts.registry.takeUnused();
    if (!unused.empty() || !m_unremoved.empty())
        reclaim(std::move(unused), m_changed);
}

void Convergence::reclaim(std::vector<LeaseRegistry::Unused> unused, std::function<void()> done)
{
    unload(std::move(unused),
           [this, done = std::move(done)](const std::vector<ApplyMachine::Collected>& results) {
               const bool isLeaving =
                   std::any_of(results.begin(), results.end(), [this](const ApplyMachine::Collected& result) {
                       const DesiredPlugin* plugin = m_machine.desired().find(result.id);
                       return result.unmapped && plugin != nullptr && plugin->uninstallPending;
                   });
               if (isLeaving) // its files can go now
                   request(ApplyMachine::Mapping::AtOnce, [](const IntentResult&) {});
               done();
           });
}

void Convergence::look()
{
    keepNewLines();
    for (const OverdueCall& call : m_callWatch.look(m_parts.registry.leases(), CallWatch::Clock::now())) {
        const std::string what =
            call.typeId.empty() ? call.function : fmt::format("{} of {}", call.function, call.typeId);
        m_parts.log->addFromHost(call.pluginId, LogLevel::Warning,
                                 fmt::format("{} has not returned for {:.1f} seconds (thread {}).", what,
                                             static_cast<double>(call.running.count()) / 1000.0,
                                             call.thread));
        m_changed();
    }
}

void Convergence::keepNewLines()
{
    std::vector<PluginLog::Line> lines = m_parts.log->takeNew();
    if (!lines.empty())
        m_storeThread.post("keeping what plugins said",
                           [keeper = m_keeper, lines = std::move(lines)] { keeper->keepLines(lines); });
}

// ---- the end ------------------------------------------------------------------------------------------------------

void Convergence::end()
{
    // The last tenth is for what the store has to write, even when a plugin uses up its time.
    const auto begin = TaskQueue::Clock::now();
    const auto deadline = begin + m_parts.settings.quitLimit * 9 / 10;
    const auto storeDeadline = begin + m_parts.settings.quitLimit;
    LeaseRegistry& registry = m_parts.registry;
    m_isEnding = true;
    m_keeper->stopProbes(); // one that hangs would keep the store from whoever opens it next
    m_sweeps.stop();
    m_residentSweeps.stop();
    m_looks.stop();
    // Workers hear at once, whatever is still under way; then the same way as for what is switched off.
    for (const SlotView& slot : registry.slotViews())
        registry.deactivate(slot.id, ControlReason::ShuttingDown);
    m_machine.setDesired(effective(m_machine.desired()));
    request(ApplyMachine::Mapping::AtOnce, [](const IntentResult&) {});
    // Nobody tells when a worker lets go of an instance, and what takes long must not hold up the others.
    CallWatch watch(std::min(kHangsAtEnd, m_parts.settings.callLimit));
    std::set<std::string> hanging;
    const auto isOver = [&] { return m_jobs == 0 && m_requests.empty() && !isDraining(registry, hanging); };
    while (!m_parts.tasks->runUntil(isOver, std::min(deadline, TaskQueue::Clock::now() + kEndInterval)) &&
           TaskQueue::Clock::now() < deadline) {
        if (auto unused = registry.takeUnused(std::nullopt, LeaseRegistry::Residents::Left); !unused.empty())
            reclaim(std::move(unused), [] {});
        for (const OverdueCall& call : watch.look(registry.leases(), TaskQueue::Clock::now()))
            hanging.insert(call.pluginId);
    }
    for (const LeaseView& lease : registry.leases())
        log(LogLevel::Warning, kDomain, "{} (load {}) is still there at the end: {}", lease.pluginId,
            lease.epoch,
            lease.detail.empty() ? fmt::format("{} holders use it", lease.holders) : lease.detail);
    keepNewLines();
    for (const auto& [number, answer] : std::exchange(m_promised, {}))
        answer();
    m_parts.tasks->close();
    std::vector<std::string> left = m_loaders.end(deadline);
    for (std::string& job : m_unloaders.end(deadline))
        left.push_back(std::move(job));
    for (JobPool* pool : {&m_probeThread, &m_storeThread}) {
        for (std::string& job : pool->end(storeDeadline))
            left.push_back(std::move(job));
    }
    for (const std::string& job : left)
        log(LogLevel::Warning, kDomain, "The end did not wait any longer for this: {}", job);
}

} // namespace stellatune
