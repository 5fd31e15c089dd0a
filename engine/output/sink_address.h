// Which sink of which plugin, and where it takes the sound.
#pragma once

#include "engine/output/device.h"

#include <optional>
#include <string>

namespace stellatune {

/// As a DeviceChoice: interface "plugin", name "PLUGIN-ID/TYPE-ID" or "PLUGIN-ID/TYPE-ID:TARGET".
struct SinkAddress {
    std::string pluginId;
    std::string typeId;
    std::string target; ///< as the plugin lists it; empty: its default

    bool operator==(const SinkAddress&) const = default;
};

bool isSink(const DeviceChoice& choice);
/// That one, whatever its target.
bool isSink(const DeviceChoice& choice, const std::string& pluginId, const std::string& typeId);
/// None when `choice` is no sink, or does not name one.
std::optional<SinkAddress> sinkAddressOf(const DeviceChoice& choice);
DeviceChoice choiceOf(const SinkAddress& address);

} // namespace stellatune
