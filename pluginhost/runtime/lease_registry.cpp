#include "pluginhost/runtime/lease_registry.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

constexpr const char* kDomain = "plugins.lease";

LeaseView viewOf(const std::string& pluginId, const PluginGeneration& generation, LeaseView::State state,
                 std::string detail = {})
{
    LeaseView view{pluginId, generation.epoch(), state, 0, {}, {}, std::move(detail)};
    if (const auto& lease = generation.lease(); lease != nullptr) {
        view.holders = static_cast<uint32_t>(lease.use_count() - 1);
        view.instances = lease->instances();
        view.sideCalls = lease->sideCalls();
        if (state == LeaseView::State::Retired) {
            view.detail = lease->keptBecause();
            if (!view.detail.empty())
                view.state = LeaseView::State::Resident;
        }
    }
    return view;
}

} // namespace

std::string_view nameOf(LeaseView::State state)
{
    switch (state) {
    case LeaseView::State::Current:
        return "current";
    case LeaseView::State::Retired:
        return "retired";
    case LeaseView::State::Resident:
        return "resident";
    }
    return "unknown";
}

class LeaseRegistry::State {
  public:
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
        std::vector<uint64_t> leaving; ///< epochs of what is being unloaded
        std::vector<std::weak_ptr<WorkerMailbox>> mailboxes;
    };

    /// Changes one slot under the lock and tells its workers afterwards, if `change` says so.
    template <typename Change>
    void changeAndTell(const std::string& pluginId, WorkerControl::Kind kind, ControlReason reason,
                       Change&& change)
    {
        std::vector<std::shared_ptr<WorkerMailbox>> told;
        {
            const std::lock_guard lock(mutex);
            Slot& slot = slots[pluginId];
            if (!change(slot))
                return;
            for (const std::weak_ptr<WorkerMailbox>& known : slot.mailboxes) {
                if (std::shared_ptr<WorkerMailbox> mailbox = known.lock())
                    told.push_back(std::move(mailbox));
            }
        }
        for (const std::shared_ptr<WorkerMailbox>& mailbox : told)
            mailbox->post(kind, reason);
    }

    Result<std::shared_ptr<const ModuleLease>> acquire(const std::string& pluginId);

    std::mutex mutex;
    std::map<std::string, Slot, std::less<>> slots;
    std::function<void(const std::string&)> wanted;
};

Result<std::shared_ptr<const ModuleLease>> LeaseRegistry::State::acquire(const std::string& pluginId)
{
    std::function<void(const std::string&)> tell;
    {
        const std::lock_guard lock(mutex);
        const auto found = slots.find(pluginId);
        if (found == slots.end() || !found->second.enabled)
            return Error{ErrorCode::NotFound, kDomain,
                         fmt::format("The plugin {} is not installed, or not enabled.", pluginId)};
        if (found->second.current != nullptr)
            return found->second.current->lease();
        if (!found->second.failure.empty())
            return Error{ErrorCode::Unsupported, kDomain, found->second.failure};
        tell = wanted;
    }
    if (tell)
        tell(pluginId);
    return Error{ErrorCode::Busy, kDomain, fmt::format("The plugin {} is being loaded.", pluginId)};
}

LeaseRegistry::LeaseRegistry() : m_state(std::make_shared<State>()) {}

LeaseRegistry::~LeaseRegistry() = default;

Result<std::shared_ptr<const ModuleLease>> LeaseRegistry::acquire(const std::string& pluginId)
{
    return m_state->acquire(pluginId);
}

WorkerEndpoint LeaseRegistry::bind(const std::string& pluginId, CapabilityKind kind,
                                   const std::string& typeId, std::function<void()> wake)
{
    auto mailbox = std::make_shared<WorkerMailbox>(std::move(wake));
    {
        const std::lock_guard lock(m_state->mutex);
        auto& mailboxes = m_state->slots[pluginId].mailboxes;
        std::erase_if(mailboxes, [](const std::weak_ptr<WorkerMailbox>& known) { return known.expired(); });
        mailboxes.push_back(mailbox);
    }
    auto acquire = [weak = std::weak_ptr(m_state), pluginId]() -> Result<std::shared_ptr<const ModuleLease>> {
        if (const std::shared_ptr<State> state = weak.lock())
            return state->acquire(pluginId);
        return Error{
            ErrorCode::NotFound, kDomain,
            fmt::format("The plugin {} cannot be used any more: the plugins were shut down.", pluginId)};
    };
    return {pluginId, kind, typeId, std::move(acquire), std::move(mailbox)};
}

std::vector<SlotView> LeaseRegistry::slotViews() const
{
    const std::lock_guard lock(m_state->mutex);
    std::vector<SlotView> views;
    for (const auto& [id, slot] : m_state->slots)
        views.push_back(
            {id, slot.fingerprint, slot.current != nullptr,
             static_cast<uint32_t>(slot.retired.size() + slot.residents.size() + slot.leaving.size())});
    return views;
}

std::vector<LeaseView> LeaseRegistry::leases() const
{
    using LeaseState = LeaseView::State;
    const std::lock_guard lock(m_state->mutex);
    std::vector<LeaseView> views;
    for (const auto& [id, slot] : m_state->slots) {
        if (slot.current != nullptr)
            views.push_back(viewOf(id, *slot.current, LeaseState::Current));
        for (const auto& generation : slot.retired)
            views.push_back(viewOf(id, *generation, LeaseState::Retired));
        for (const uint64_t epoch : slot.leaving)
            views.push_back({id, epoch, LeaseState::Retired, 0, {}, {}, "is being unloaded"});
        for (const State::Resident& resident : slot.residents)
            views.push_back(viewOf(id, *resident.generation, LeaseState::Resident, resident.reason));
    }
    return views;
}

void LeaseRegistry::onWanted(std::function<void(const std::string&)> wanted)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->wanted = std::move(wanted);
}

void LeaseRegistry::announce(const std::string& pluginId, const Fingerprint& fingerprint)
{
    m_state->changeAndTell(pluginId, WorkerControl::Kind::Recreate, ControlReason::Enabled,
                           [&](State::Slot& slot) {
                               slot.enabled = true;
                               slot.failure.clear();
                               slot.fingerprint = fingerprint;
                               return true;
                           });
}

void LeaseRegistry::activate(const std::string& pluginId, std::unique_ptr<PluginGeneration> generation,
                             ControlReason reason)
{
    m_state->changeAndTell(pluginId, WorkerControl::Kind::Recreate, reason, [&](State::Slot& slot) {
        slot.enabled = true;
        slot.failure.clear();
        slot.fingerprint = generation->fingerprint();
        if (slot.current != nullptr)
            slot.retired.push_back(std::move(slot.current));
        slot.current = std::move(generation);
        return true;
    });
}

void LeaseRegistry::refuse(const std::string& pluginId, std::string why)
{
    m_state->changeAndTell(pluginId, WorkerControl::Kind::Recreate, ControlReason::Enabled,
                           [&](State::Slot& slot) {
                               slot.enabled = true;
                               slot.failure = std::move(why);
                               if (slot.current != nullptr)
                                   return false;
                               slot.fingerprint.reset();
                               return true;
                           });
}

void LeaseRegistry::deactivate(const std::string& pluginId, ControlReason reason)
{
    m_state->changeAndTell(pluginId, WorkerControl::Kind::Destroy, reason, [](State::Slot& slot) {
        slot.enabled = false;
        slot.failure.clear();
        slot.fingerprint.reset();
        if (slot.current != nullptr)
            slot.retired.push_back(std::move(slot.current));
        return true;
    });
}

void LeaseRegistry::retire(const std::string& pluginId, std::unique_ptr<PluginGeneration> generation)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->slots[pluginId].retired.push_back(std::move(generation));
}

std::vector<LeaseRegistry::Unused> LeaseRegistry::takeUnused(std::optional<std::string_view> pluginId,
                                                             Residents residents)
{
    std::vector<Unused> unused;
    const std::lock_guard lock(m_state->mutex);
    const auto take = [&](const std::string& id, State::Slot& slot,
                          std::unique_ptr<PluginGeneration> generation, std::string reason) {
        const uint64_t epoch = generation->epoch();
        slot.leaving.push_back(epoch);
        std::shared_ptr<const void> leaving(nullptr, [weak = std::weak_ptr(m_state), id, epoch](const void*) {
            if (const std::shared_ptr<State> state = weak.lock()) {
                const std::lock_guard inner(state->mutex);
                std::erase(state->slots[id].leaving, epoch);
            }
        });
        unused.push_back({id, std::move(reason), std::move(leaving), std::move(generation)});
    };
    for (auto& [id, slot] : m_state->slots) {
        if (pluginId && id != *pluginId)
            continue;
        for (auto& generation : slot.retired) {
            if (generation->isUnused())
                take(id, slot, std::move(generation), {});
        }
        std::erase(slot.retired, nullptr);
        if (residents == Residents::Left)
            continue;
        for (State::Resident& resident : slot.residents)
            take(id, slot, std::move(resident.generation), std::move(resident.reason));
        slot.residents.clear();
    }
    return unused;
}

void LeaseRegistry::keepResident(Unused unused, std::string reason)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->slots[unused.pluginId].residents.push_back({std::move(unused.generation), std::move(reason)});
}

} // namespace stellatune
