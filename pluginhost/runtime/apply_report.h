// What one convergence of the plugins did.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/runtime/plan.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

struct ActionOutcome {
    enum class Status : uint8_t {
        Done,
        Announced, ///< counts as loaded; is mapped when somebody asks for it
        Stale,     ///< the user changed his mind meanwhile
        Failed,
        Reverted, ///< an update that does not load; the version before is in use again
    };

    PlannedAction::Kind kind = PlannedAction::Kind::LoadNew;
    std::string pluginId;
    Status status = Status::Done;
    std::string detail;
};

std::string_view nameOf(ActionOutcome::Status status);

struct ApplyReport {
    uint64_t number = 0;   ///< grows
    std::string startedAt; ///< UTC, ISO 8601
    std::vector<ActionOutcome> outcomes;
    std::vector<std::string> errors;
    std::chrono::microseconds planTime{0}; ///< deciding, all loops together
    std::chrono::microseconds totalTime{0};
    uint32_t coalescedRequests = 0; ///< answered by this report besides the first
    uint32_t loops = 1;             ///< plans that were needed
    uint32_t reclaimedLeases = 0;
    uint32_t drainingLeases = 0;    ///< that still wait for an instance, or stay mapped
    uint32_t reloadedUnchanged = 0; ///< loaded although that very build was in use; a fault when not 0

    std::chrono::microseconds executeTime() const { return totalTime - planTime; }
    uint32_t count(PlannedAction::Kind kind) const;
    bool hasFailed() const { return !errors.empty(); }
    /// False for a run that found everything in its place, or merely said what there is.
    bool hasChangedAnything() const;
};

/// One JSON object, for histories and scripts.
std::string toJson(const ApplyReport& report);

} // namespace stellatune
