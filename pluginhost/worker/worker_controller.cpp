#include "pluginhost/worker/worker_controller.h"

namespace stellatune {

std::string_view nameOf(UpdateOutcome::Status status)
{
    switch (status) {
    case UpdateOutcome::Status::Applied:
        return "applied";
    case UpdateOutcome::Status::RequiresRecreate:
        return "requires_recreate";
    case UpdateOutcome::Status::Recreated:
        return "recreated";
    case UpdateOutcome::Status::Rejected:
        return "rejected";
    case UpdateOutcome::Status::Failed:
        return "failed";
    case UpdateOutcome::Status::Destroyed:
        return "destroyed";
    }
    return "unknown";
}

bool takeBackRefused(std::string& config, const UpdateOutcome& outcome)
{
    // What was asked for since then counts.
    if (config != outcome.config || config == outcome.standing)
        return false;
    config = outcome.standing;
    return true;
}

} // namespace stellatune
