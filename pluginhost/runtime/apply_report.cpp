#include "pluginhost/runtime/apply_report.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace stellatune {

using Json = nlohmann::ordered_json;

std::string_view nameOf(ActionOutcome::Status status)
{
    switch (status) {
    case ActionOutcome::Status::Done:
        return "done";
    case ActionOutcome::Status::Announced:
        return "announced";
    case ActionOutcome::Status::Stale:
        return "stale";
    case ActionOutcome::Status::Failed:
        return "failed";
    case ActionOutcome::Status::Reverted:
        return "reverted";
    }
    return "unknown";
}

uint32_t ApplyReport::count(PlannedAction::Kind kind) const
{
    return static_cast<uint32_t>(
        std::count_if(outcomes.begin(), outcomes.end(),
                      [kind](const ActionOutcome& outcome) { return outcome.kind == kind; }));
}

bool ApplyReport::hasChangedAnything() const
{
    using Kind = PlannedAction::Kind;
    return reclaimedLeases > 0 ||
           std::any_of(outcomes.begin(), outcomes.end(), [](const ActionOutcome& outcome) {
               const bool saysWhatIs =
                   outcome.kind == Kind::LoadNew && outcome.status == ActionOutcome::Status::Announced;
               return outcome.kind != Kind::CollectDraining && !saysWhatIs;
           });
}

std::string toJson(const ApplyReport& report)
{
    const auto milliseconds = [](std::chrono::microseconds time) {
        return static_cast<double>(time.count()) / 1000.0;
    };
    Json outcomes = Json::array();
    for (const ActionOutcome& outcome : report.outcomes) {
        outcomes.push_back({{"action", nameOf(outcome.kind)},
                            {"plugin", outcome.pluginId},
                            {"outcome", nameOf(outcome.status)},
                            {"detail", outcome.detail}});
    }
    using Kind = PlannedAction::Kind;
    return Json{{"number", report.number},
                {"started_at", report.startedAt},
                {"status", report.hasFailed() ? "failed" : "applied"},
                {"plan",
                 {{"load_new", report.count(Kind::LoadNew)},
                  {"reload_changed", report.count(Kind::ReloadChanged)},
                  {"deactivate", report.count(Kind::DeactivateMissingOrDisabled)},
                  {"collect", report.count(Kind::CollectDraining)}}},
                {"outcomes", std::move(outcomes)},
                {"plan_ms", milliseconds(report.planTime)},
                {"execute_ms", milliseconds(report.executeTime())},
                {"total_ms", milliseconds(report.totalTime)},
                {"coalesced_requests", report.coalescedRequests},
                {"loops", report.loops},
                {"reclaimed_leases", report.reclaimedLeases},
                {"draining_leases", report.drainingLeases},
                {"reload_unchanged_plugins_total", report.reloadedUnchanged},
                {"errors", report.errors}}
        .dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace stellatune
