// What was chosen of each output sink, for when sound goes to it again. Pure.
#pragma once

#include "engine/control/player.h"

#include <map>
#include <string>

namespace stellatune {

struct SinkChoice {
    std::string target; ///< empty: the sink's default
    std::string config; ///< JSON; empty: the sink's defaults

    bool operator==(const SinkChoice&) const = default;
};

/// By DeviceChoice::name without a target.
using SinkChoices = std::map<std::string, SinkChoice>;

/// The same sink, whatever its target; devices stay as they are.
DeviceChoice withoutTarget(const DeviceChoice& choice);
/// Nothing when `output` goes to no sink.
void rememberSink(SinkChoices& choices, const OutputSettings& output);
/// Settings that a sink refused become those that it has, be it in use or not. True when there were any.
bool takeBackRefused(OutputSettings& output, SinkChoices& choices, const SinkOutcome& outcome);
/// What the sink that `device` names was set to last; empty for other devices.
std::string sinkConfigOf(const DeviceChoice& device, const SinkChoices& choices);
/// `output` through `device`; a sink that is named without a target gets what was chosen of it last.
OutputSettings withDevice(OutputSettings output, const DeviceChoice& device, const SinkChoices& choices);

} // namespace stellatune
