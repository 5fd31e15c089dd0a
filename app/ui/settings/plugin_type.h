// Finds what a plugin brings by its name.
#pragma once

#include "pluginhost/runtime/plugin_overview.h"

#include <algorithm>
#include <string_view>

namespace stellatune {

/// Null when the plugin has no such type. Belongs to `plugin`.
inline const CapabilityMetadata* findType(const PluginStatus& plugin, CapabilityKind kind,
                                          std::string_view typeId)
{
    const auto& types = plugin.metadata.capabilities;
    const auto found = std::find_if(types.begin(), types.end(), [&](const CapabilityMetadata& type) {
        return type.kind == kind && type.typeId == typeId;
    });
    return found == types.end() ? nullptr : &*found;
}

} // namespace stellatune
