// What is told of the output sinks of plugins.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/worker/worker_controller.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

/// Where a sink can take the sound.
struct SinkTarget {
    std::string id;   ///< for SinkAddress::target
    std::string name; ///< for people
    bool isDefault = false;

    bool operator==(const SinkTarget&) const = default;
};

/// Reads what a sink lists, see pluginapi/abi/output.h.
Result<std::vector<SinkTarget>> sinkTargetsFromJson(std::string_view text);

/// The targets of one type, as it was asked.
struct SinkTargets {
    std::string pluginId;
    std::string typeId;
    std::vector<SinkTarget> targets;
};

/// What became of a change of a sink's settings, or of its instance.
struct SinkOutcome {
    std::string pluginId;
    std::string typeId;
    UpdateOutcome outcome;
};

struct SinkConfigChange {
    std::string config;      ///< a JSON object, or empty for the plugin's defaults
    uint64_t generation = 0; ///< grows with each change
};

/// What is told of a change that waits for the next instance.
UpdateOutcome appliedLater(const SinkConfigChange& change);

} // namespace stellatune
