// The DSP nodes of plugins for the player.
#pragma once

#include "engine/dsp/dsp_plugins.h"
#include "pluginhost/runtime/lease_registry.h"

namespace stellatune {

/// The registry outlives the player that gets it.
DspPlugins dspOf(LeaseRegistry& registry);

} // namespace stellatune
