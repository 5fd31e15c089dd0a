// The plugins that watch how they are treated: as packages, and what they noted.
#pragma once

#include "pluginhost/module/module_table.h"
#include "tests/fixtures/plugins/watchful/plugin_board.h"

#include <filesystem>
#include <string>

namespace stellatune::testing {

std::string watchfulId(CapabilityKind kind);
/// Of its only type.
std::string watchfulType(CapabilityKind kind);

/// Packs a build, 1 or 2, which is its major version, into `folder` and returns the file. Throws
/// std::runtime_error.
std::filesystem::path packWatchful(const std::filesystem::path& folder, CapabilityKind kind, int build);

/// What the plugin of that kind has noted so far, in all its loads. Any thread.
PluginBoard boardOf(CapabilityKind kind);

/// What happened that never may, in words; empty when all is well.
std::string wrongsOn(const PluginBoard& board);

} // namespace stellatune::testing
