// Which output of a plugin somebody means.
#pragma once

#include "engine/output/sink_address.h"
#include "pluginhost/base/result.h"
#include "pluginhost/package/plugin_metadata.h"

#include <string_view>
#include <vector>

namespace stellatune::cli {

/// "PLUGIN[:TARGET]", where PLUGIN is a plugin's id, the end of one ("file" of org.example.file), or the id
/// of a type ("cast"), also as PLUGIN/TYPE. The error names what there is.
Result<SinkAddress> sinkOf(std::string_view text, const std::vector<PluginMetadata>& plugins);

} // namespace stellatune::cli
