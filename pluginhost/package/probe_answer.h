// What stellatune-plugin-probe writes to its output, and its reader.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/package/plugin_metadata.h"

#include <string>
#include <string_view>

namespace stellatune {

std::string toProbeAnswer(const Result<PluginMetadata>& result);
/// ErrorCode::Corrupt without words when it is no answer.
Result<PluginMetadata> fromProbeAnswer(std::string_view answer);

} // namespace stellatune
