#include "pluginhost/runtime/plan.h"

#include <algorithm>

namespace stellatune {

namespace {

using Kind = PlannedAction::Kind;
using Why = PlannedAction::Why;

const SlotView* slotOf(const std::vector<SlotView>& runtime, std::string_view id)
{
    const auto slot =
        std::find_if(runtime.begin(), runtime.end(), [id](const SlotView& view) { return view.id == id; });
    return slot != runtime.end() ? &*slot : nullptr;
}

std::optional<Why> reasonToStop(const DesiredPlugin* plugin)
{
    if (plugin == nullptr)
        return Why::Missing;
    if (plugin->uninstallPending)
        return Why::Uninstalled;
    if (!plugin->enabled)
        return Why::Disabled;
    return std::nullopt;
}

} // namespace

std::string_view nameOf(Kind kind)
{
    switch (kind) {
    case Kind::LoadNew:
        return "load_new";
    case Kind::ReloadChanged:
        return "reload_changed";
    case Kind::DeactivateMissingOrDisabled:
        return "deactivate";
    case Kind::CollectDraining:
        return "collect";
    }
    return "unknown";
}

std::vector<PlannedAction> plan(const DesiredState& desired, const std::vector<SlotView>& runtime)
{
    std::vector<PlannedAction> stopping;
    std::vector<PlannedAction> starting;
    std::vector<PlannedAction> collecting;

    for (const SlotView& slot : runtime) {
        const std::optional<Why> stop = reasonToStop(desired.find(slot.id));
        const bool stops = stop && slot.current;
        if (stops)
            stopping.push_back({Kind::DeactivateMissingOrDisabled, *stop, slot.id});
        if (stops || slot.retired > 0)
            collecting.push_back({Kind::CollectDraining, Why::Retired, slot.id});
    }
    for (const DesiredPlugin& plugin : desired.plugins) {
        if (reasonToStop(&plugin))
            continue;
        const SlotView* slot = slotOf(runtime, plugin.id);
        if (slot == nullptr || !slot->current) {
            starting.push_back({Kind::LoadNew, Why::Installed, plugin.id});
        } else if (!slot->current->isSameBuild(plugin.fingerprint)) {
            starting.push_back({Kind::ReloadChanged, Why::Changed, plugin.id});
            if (slot->retired == 0) // the others are collected above
                collecting.push_back({Kind::CollectDraining, Why::Retired, plugin.id});
        }
    }

    std::vector<PlannedAction> actions = std::move(stopping);
    actions.insert(actions.end(), starting.begin(), starting.end());
    actions.insert(actions.end(), collecting.begin(), collecting.end());
    return actions;
}

} // namespace stellatune
