// Whether a plugin counts where something is to be chosen.
#pragma once

#include "pluginhost/runtime/plugin_overview.h"

namespace stellatune {

/// What it makes can be offered: it is switched on, stays, and did not fail. Loaded or not, for it is loaded
/// when somebody asks for it.
inline bool isUsable(const PluginStatus& plugin)
{
    return plugin.state == PluginStatus::State::Enabled || plugin.state == PluginStatus::State::Loaded;
}

} // namespace stellatune
