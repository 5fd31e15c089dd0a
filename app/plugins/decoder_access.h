// The decoders of plugins for the player, and what kinds of files they add to those that can be played.
#pragma once

#include "engine/decode/decoder_plugins.h"
#include "pluginhost/runtime/coordinator.h"

#include <set>
#include <string>
#include <vector>

namespace stellatune {

/// The coordinator outlives the player that gets it.
DecoderPlugins decodersOf(PluginRuntimeCoordinator& coordinator);

/// Extensions, lower case and without a dot, of which a plugin that is switched on has decoders; "*" among
/// them when one takes every file.
std::set<std::string> decodedExtensions(const std::vector<PluginStatus>& plugins);

} // namespace stellatune
