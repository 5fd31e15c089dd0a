// What is told of the nodes of a DSP chain.
#pragma once

#include "pluginhost/worker/worker_controller.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace stellatune {

struct DspNodeState {
    enum class Status : uint8_t {
        Active,
        Bypassed,    ///< as was asked
        Waiting,     ///< for its plugin to be loaded, or for music
        Missing,     ///< its plugin is not installed, not enabled, or cannot be loaded
        Unsupported, ///< it does not take the format of the music
        Faulty,      ///< it failed; left out until its settings or its plugin change
    };
    uint64_t id = 0;
    Status status = Status::Waiting;
    std::string name;          ///< as people call it; the type's id as long as the plugin is not there
    std::string detail;        ///< why, for people
    uint64_t faults = 0;       ///< times it failed since it is in the chain
    bool afterMapping = false; ///< in which of the two chains

    bool operator==(const DspNodeState&) const = default;
};

/// "active", "bypassed", "waiting", "missing", "unsupported", "faulty".
std::string_view nameOf(DspNodeState::Status status);

/// What became of a change of a node's settings, or of its instance.
struct DspNodeOutcome {
    uint64_t id = 0;
    std::string pluginId;
    std::string typeId;
    UpdateOutcome outcome;
};

} // namespace stellatune
