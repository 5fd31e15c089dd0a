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
    LeaseView view{pluginId, generation.epoch(), state, 0, {}, std::move(detail)};
    if (const auto& lease = generation.lease(); lease != nullptr) {
        view.holders = static_cast<uint32_t>(lease.use_count() - 1);
        view.instances = lease->instances();
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

Result<std::shared_ptr<const ModuleLease>> LeaseRegistry::acquire(const std::string& pluginId)
{
    std::function<void(const std::string&)> wanted;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_slots.find(pluginId);
        if (found == m_slots.end() || !found->second.enabled)
            return Error{ErrorCode::NotFound, kDomain,
                         fmt::format("The plugin {} is not enabled.", pluginId)};
        if (found->second.current != nullptr)
            return found->second.current->lease();
        if (!found->second.failure.empty())
            return Error{ErrorCode::Unsupported, kDomain, found->second.failure};
        wanted = m_wanted;
    }
    if (wanted)
        wanted(pluginId);
    return Error{ErrorCode::Busy, kDomain, fmt::format("The plugin {} is being loaded.", pluginId)};
}

WorkerEndpoint LeaseRegistry::bind(const std::string& pluginId, CapabilityKind kind,
                                   const std::string& typeId)
{
    auto mailbox = std::make_shared<WorkerMailbox>();
    {
        const std::lock_guard lock(m_mutex);
        auto& mailboxes = m_slots[pluginId].mailboxes;
        std::erase_if(mailboxes, [](const std::weak_ptr<WorkerMailbox>& known) { return known.expired(); });
        mailboxes.push_back(mailbox);
    }
    return {pluginId, kind, typeId, [this, pluginId] { return acquire(pluginId); }, std::move(mailbox)};
}

std::vector<SlotView> LeaseRegistry::slotViews() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<SlotView> views;
    for (const auto& [id, slot] : m_slots)
        views.push_back({id, slot.fingerprint, slot.current != nullptr,
                         static_cast<uint32_t>(slot.retired.size() + slot.residents.size())});
    return views;
}

std::vector<LeaseView> LeaseRegistry::leases() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<LeaseView> views;
    for (const auto& [id, slot] : m_slots) {
        if (slot.current != nullptr)
            views.push_back(viewOf(id, *slot.current, LeaseView::State::Current));
        for (const auto& generation : slot.retired)
            views.push_back(viewOf(id, *generation, LeaseView::State::Retired));
        for (const Resident& resident : slot.residents)
            views.push_back(viewOf(id, *resident.generation, LeaseView::State::Resident, resident.reason));
    }
    return views;
}

void LeaseRegistry::onWanted(std::function<void(const std::string&)> wanted)
{
    const std::lock_guard lock(m_mutex);
    m_wanted = std::move(wanted);
}

void LeaseRegistry::announce(const std::string& pluginId, const Fingerprint& fingerprint)
{
    const std::lock_guard lock(m_mutex);
    Slot& slot = m_slots[pluginId];
    slot.enabled = true;
    slot.failure.clear();
    slot.fingerprint = fingerprint;
    tell(slot, WorkerControl::Kind::Recreate, ControlReason::Enabled);
}

void LeaseRegistry::activate(const std::string& pluginId, std::unique_ptr<PluginGeneration> generation,
                             ControlReason reason)
{
    const std::lock_guard lock(m_mutex);
    Slot& slot = m_slots[pluginId];
    slot.enabled = true;
    slot.failure.clear();
    slot.fingerprint = generation->fingerprint();
    if (slot.current != nullptr)
        slot.retired.push_back(std::move(slot.current));
    slot.current = std::move(generation);
    tell(slot, WorkerControl::Kind::Recreate, reason);
}

void LeaseRegistry::refuse(const std::string& pluginId, std::string why)
{
    const std::lock_guard lock(m_mutex);
    Slot& slot = m_slots[pluginId];
    slot.enabled = true;
    slot.failure = std::move(why);
    if (slot.current == nullptr)
        slot.fingerprint.reset();
    tell(slot, WorkerControl::Kind::Recreate, ControlReason::Enabled);
}

void LeaseRegistry::deactivate(const std::string& pluginId, ControlReason reason)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_slots.find(pluginId);
    if (found == m_slots.end())
        return;
    Slot& slot = found->second;
    slot.enabled = false;
    slot.failure.clear();
    slot.fingerprint.reset();
    if (slot.current != nullptr)
        slot.retired.push_back(std::move(slot.current));
    tell(slot, WorkerControl::Kind::Destroy, reason);
}

std::vector<LeaseRegistry::Unused> LeaseRegistry::takeUnused(std::optional<std::string_view> pluginId)
{
    const std::lock_guard lock(m_mutex);
    std::vector<Unused> unused;
    for (auto& [id, slot] : m_slots) {
        if (pluginId && id != *pluginId)
            continue;
        for (auto& generation : slot.retired) {
            if (generation->isUnused())
                unused.push_back({id, std::move(generation)});
        }
        std::erase(slot.retired, nullptr);
        for (Resident& resident : slot.residents)
            unused.push_back({id, std::move(resident.generation)});
        slot.residents.clear();
    }
    return unused;
}

void LeaseRegistry::keepResident(Unused unused, std::string reason)
{
    const std::lock_guard lock(m_mutex);
    m_slots[unused.pluginId].residents.push_back({std::move(unused.generation), std::move(reason)});
}

void LeaseRegistry::tell(Slot& slot, WorkerControl::Kind kind, ControlReason reason)
{
    for (const std::weak_ptr<WorkerMailbox>& known : slot.mailboxes) {
        if (const std::shared_ptr<WorkerMailbox> mailbox = known.lock())
            mailbox->post(kind, reason);
    }
}

} // namespace stellatune
