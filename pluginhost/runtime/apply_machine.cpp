#include "pluginhost/runtime/apply_machine.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

using Kind = PlannedAction::Kind;
using Outcome = ActionOutcome::Status;

ControlReason reasonOf(PlannedAction::Why why)
{
    return why == PlannedAction::Why::Disabled ? ControlReason::Disabled : ControlReason::Uninstalled;
}

bool isWanted(const DesiredPlugin* plugin)
{
    return plugin != nullptr && plugin->enabled && !plugin->uninstallPending;
}

} // namespace

ApplyMachine::ApplyMachine(std::function<std::vector<SlotView>()> slotViews,
                           std::function<Clock::time_point()> now, std::function<std::string()> utc)
    : m_slots(std::move(slotViews)), m_now(std::move(now)), m_utc(std::move(utc))
{}

void ApplyMachine::setDesired(DesiredState desired)
{
    m_desired = std::move(desired);
    m_isDirty = true;
    forgetOldFailures();
}

void ApplyMachine::forgetOldFailures()
{
    std::erase_if(m_failed, [this](const auto& failed) {
        const DesiredPlugin* plugin = m_desired.find(failed.first);
        return !isWanted(plugin) || plugin->fingerprint.sha256 != failed.second.sha256;
    });
}

bool ApplyMachine::hasFailed(const DesiredPlugin& plugin) const
{
    const auto failed = m_failed.find(plugin.id);
    return failed != m_failed.end() && failed->second.sha256 == plugin.fingerprint.sha256;
}

const DesiredPlugin* ApplyMachine::loadable(const std::string& id) const
{
    const DesiredPlugin* plugin = m_desired.find(id);
    if (!isWanted(plugin) || hasFailed(*plugin))
        return nullptr;
    const bool isLoading = std::any_of(m_loading.begin(), m_loading.end(),
                                       [&id](const Loading& loading) { return loading.id == id; });
    const std::vector<SlotView> slots = m_slots();
    const bool isLoaded = std::any_of(slots.begin(), slots.end(), [&id](const SlotView& slot) {
        return slot.id == id && slot.current && slot.isLoaded;
    });
    return isLoading || isLoaded ? nullptr : plugin;
}

ApplyEffects ApplyMachine::request(uint64_t number, Mapping mapping, const TriesAgain& triesAgain)
{
    ApplyEffects effects;
    if (triesAgain.all)
        m_failed.clear();
    m_failed.erase(triesAgain.id);
    m_waiting.push_back(number);
    if (m_status == Status::Applying) {
        // Covered by another loop, which loads at once if any of its requests says so.
        if (mapping == Mapping::AtOnce)
            m_mapping = Mapping::AtOnce;
        return effects;
    }
    m_mapping = mapping;
    beginLoop(effects);
    return effects;
}

ApplyEffects ApplyMachine::want(const std::string& id)
{
    ApplyEffects effects;
    if (m_status != Status::Applying) {
        beginLoop(effects, id);
    } else if (const DesiredPlugin* plugin = loadable(id)) {
        m_hasStored = false; // there may be an update to finish once it works
        startLoad(effects, *plugin, Kind::LoadNew);
    }
    return effects;
}

void ApplyMachine::beginLoop(ApplyEffects& effects, const std::string& wanted)
{
    const Clock::time_point now = m_now();
    if (m_status != Status::Applying) {
        m_status = Status::Applying;
        m_startedAt = now;
        m_report = ApplyReport{};
        m_report.number = ++m_lastNumber;
        m_report.startedAt = m_utc();
        m_report.loops = 0;
    }
    ++m_report.loops;
    m_covered.insert(m_covered.end(), m_waiting.begin(), m_waiting.end());
    m_waiting.clear();
    m_isDirty = false;
    m_hasCollected = false;
    m_hasStored = false;
    m_toCollect.clear();

    const std::vector<SlotView> slots = m_slots();
    const auto isLoaded = [&slots](const std::string& id) {
        return std::any_of(slots.begin(), slots.end(), [&id](const SlotView& slot) {
            return slot.id == id && slot.current && slot.isLoaded;
        });
    };
    for (const PlannedAction& action : plan(m_desired, slots)) {
        switch (action.kind) {
        case Kind::DeactivateMissingOrDisabled:
            effects.emplace_back(DeactivatePlugin{action.id, reasonOf(action.why)});
            note(action.kind, action.id, Outcome::Done);
            break;
        case Kind::LoadNew:
        case Kind::ReloadChanged: {
            const DesiredPlugin& plugin = *m_desired.find(action.id);
            if (hasFailed(plugin))
                break;
            const bool mayWait =
                action.kind == Kind::ReloadChanged ? !isLoaded(action.id) : m_mapping == Mapping::WhenAsked;
            if (mayWait && wanted != action.id) {
                effects.emplace_back(AnnouncePlugin{plugin});
                note(action.kind, action.id, Outcome::Announced);
            } else {
                startLoad(effects, plugin, action.kind);
            }
            break;
        }
        case Kind::CollectDraining:
            m_toCollect.push_back(action);
            break;
        }
    }
    if (const DesiredPlugin* plugin = loadable(wanted))
        startLoad(effects, *plugin, Kind::LoadNew);
    m_report.planTime += std::chrono::duration_cast<std::chrono::microseconds>(m_now() - now);
    goOn(effects);
}

void ApplyMachine::startLoad(ApplyEffects& effects, const DesiredPlugin& plugin, Kind kind)
{
    m_loading.push_back({plugin.id, plugin.fingerprint.sha256, kind});
    effects.emplace_back(LoadPlugin{plugin});
}

ApplyEffects ApplyMachine::loaded(const std::string& id, const std::string& sha256, const std::string& error)
{
    ApplyEffects effects;
    const auto place = std::find_if(m_loading.begin(), m_loading.end(), [&](const Loading& loading) {
        return loading.id == id && loading.sha256 == sha256;
    });
    const Loading loading = *place; // each is answered once
    m_loading.erase(place);

    const DesiredPlugin* plugin = m_desired.find(id);
    if (!isWanted(plugin) || plugin->fingerprint.sha256 != sha256) {
        if (error.empty())
            effects.emplace_back(DropLoaded{id});
        note(loading.kind, id, Outcome::Stale);
        m_isDirty = true;
    } else if (error.empty()) {
        for (const SlotView& slot : m_slots()) {
            const bool wasInUse = slot.id == id && slot.current && slot.isLoaded;
            m_report.reloadedUnchanged += wasInUse && slot.current->sha256 == sha256 ? 1 : 0;
        }
        effects.emplace_back(ActivatePlugin{
            id, loading.kind == Kind::ReloadChanged ? ControlReason::LeaseChanged : ControlReason::Enabled});
        note(loading.kind, id, Outcome::Done);
        m_activated.insert(id);
    } else if (!plugin->previousFolder.empty()) {
        note(loading.kind, id, Outcome::Reverted, error);
        fail(id, error);
        m_failed[id] = {sha256, error};
        effects.emplace_back(StoreStep{StoreStep::Kind::RevertUpdate, id, sha256});
        ++m_storing;
    } else {
        note(loading.kind, id, Outcome::Failed, error);
        fail(id, error);
        m_failed[id] = {sha256, error};
        effects.emplace_back(RefusePlugin{id, error});
    }
    goOn(effects);
    return effects;
}

ApplyEffects ApplyMachine::collected(const std::vector<Collected>& results)
{
    ApplyEffects effects;
    m_isCollecting = false;
    m_hasCollected = true;
    for (const Collected& result : results)
        m_report.reclaimedLeases += result.unmapped ? 1 : 0;
    for (const PlannedAction& action : m_toCollect) {
        std::string stayed;
        for (const Collected& result : results) {
            if (result.id == action.id && !result.unmapped)
                stayed = result.reason;
        }
        note(action.kind, action.id, Outcome::Done, std::move(stayed));
    }
    m_toCollect.clear();
    goOn(effects);
    return effects;
}

ApplyEffects ApplyMachine::stored(const StoreStep& step, DesiredState desired, const std::string& error)
{
    ApplyEffects effects;
    --m_storing;
    const bool changesPlan = step.kind == StoreStep::Kind::RevertUpdate;
    if (error.empty()) {
        m_desired = std::move(desired);
        m_isDirty = m_isDirty || changesPlan;
        forgetOldFailures();
    } else {
        fail(step.id, error);
        // The build that does not load stays the wanted one: those who wait for it have to hear so.
        if (const auto failed = m_failed.find(step.id); changesPlan && failed != m_failed.end())
            effects.emplace_back(RefusePlugin{step.id, failed->second.why});
    }
    goOn(effects);
    return effects;
}

void ApplyMachine::goOn(ApplyEffects& effects)
{
    if (!m_loading.empty() || m_isCollecting || m_storing > 0)
        return;
    if (!m_hasCollected) {
        m_isCollecting = true;
        effects.emplace_back(CollectUnused{});
        return;
    }
    if (!m_hasStored) {
        m_hasStored = true;
        storeSteps(effects);
        if (m_storing > 0)
            return;
    }
    if (!m_waiting.empty() || m_isDirty) {
        beginLoop(effects);
        return;
    }
    for (const SlotView& slot : m_slots())
        m_report.drainingLeases += slot.retired;
    m_report.totalTime = std::chrono::duration_cast<std::chrono::microseconds>(m_now() - m_startedAt);
    m_report.coalescedRequests = m_covered.empty() ? 0 : static_cast<uint32_t>(m_covered.size() - 1);
    m_status = m_report.hasFailed() ? Status::Failed : Status::Applied;
    m_activated.clear();
    effects.emplace_back(FinishApply{std::exchange(m_report, {}), std::exchange(m_covered, {})});
}

void ApplyMachine::storeSteps(ApplyEffects& effects)
{
    const std::vector<SlotView> slots = m_slots();
    const auto isInUse = [&slots](const std::string& id) {
        return std::any_of(slots.begin(), slots.end(), [&id](const SlotView& slot) {
            return slot.id == id && (slot.current || slot.retired > 0);
        });
    };
    const auto step = [&](StoreStep::Kind kind, const DesiredPlugin& plugin) {
        effects.emplace_back(StoreStep{kind, plugin.id, plugin.fingerprint.sha256});
        ++m_storing;
    };
    for (const DesiredPlugin& plugin : m_desired.plugins) {
        if (plugin.uninstallPending && !isInUse(plugin.id))
            step(StoreStep::Kind::FinishUninstall, plugin);
        else if (!plugin.uninstallPending && !plugin.previousFolder.empty() &&
                 m_activated.count(plugin.id) > 0)
            step(StoreStep::Kind::FinishUpdate, plugin);
    }
}

void ApplyMachine::fail(const std::string& id, const std::string& what)
{
    m_report.errors.push_back(fmt::format("{}: {}", id, what));
}

void ApplyMachine::note(Kind kind, const std::string& id, Outcome status, std::string detail)
{
    m_report.outcomes.push_back({kind, id, status, std::move(detail)});
}

} // namespace stellatune
