// Which output of a plugin somebody means.
#pragma once

#include "engine/output/sink_address.h"
#include "engine/output/sink_state.h"
#include "pluginhost/base/result.h"
#include "pluginhost/package/plugin_metadata.h"

#include <string>
#include <string_view>
#include <vector>

namespace stellatune::cli {

/// "PLUGIN[:TARGET]", where PLUGIN is a plugin's id, the end of one ("file" of org.example.file), or the id
/// of a type ("cast"), also as PLUGIN/TYPE. The error names what there is.
Result<SinkAddress> sinkOf(std::string_view text, const std::vector<PluginMetadata>& plugins);

/// What people are told of where an output takes the sound when no target is named, and how another is
/// chosen; empty when it lists no targets. `sink` is how it is named.
std::string whereItGoes(std::string_view sink, const std::vector<SinkTarget>& targets);

} // namespace stellatune::cli
