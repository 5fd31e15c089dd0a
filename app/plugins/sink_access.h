// The output sinks of plugins for the player.
#pragma once

#include "engine/output/sink_plugins.h"
#include "pluginhost/runtime/lease_registry.h"

namespace stellatune {

/// The registry outlives the player that gets it.
SinkPlugins sinksOf(LeaseRegistry& registry);

} // namespace stellatune
