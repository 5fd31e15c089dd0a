// Plugins in words.
#pragma once

#include "pluginhost/runtime/coordinator.h"

#include <QString>

#include <functional>

namespace stellatune {

QString pluginName(const PluginStatus& plugin);
/// What the plugin calls one of its types.
QString typeName(const CapabilityMetadata& type);
/// "Decoder", "Effect", ...
QString capabilityText(CapabilityKind kind);
/// Each kind once: "Decoder, Lyrics".
QString offersText(const std::vector<CapabilityMetadata>& capabilities);
/// Instances of any load of the plugin.
int usersOf(const PluginStatus& plugin);
/// One or two words: "In use", "Off", "Failed".
QString stateText(const PluginStatus& plugin);
QString leaseStateText(LeaseView::State state);
/// The newest apply report in words, a line each; empty when `json` is none. `nameOf` answers for an id.
QString reportText(const std::string& json, const std::function<QString(const std::string&)>& nameOf);

} // namespace stellatune
