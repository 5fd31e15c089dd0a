// metadata.json: what was learned of a build when it was probed, beside its files.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/package/plugin_metadata.h"

#include <filesystem>
#include <optional>
#include <string_view>

namespace stellatune {

/// None when there is nothing readable, or it was learned of another build than `sha256`.
std::optional<PluginMetadata> readCachedMetadata(const std::filesystem::path& folder,
                                                 std::string_view sha256);

Result<void> cacheMetadata(const std::filesystem::path& folder, std::string_view sha256,
                           const PluginMetadata& metadata);

} // namespace stellatune
