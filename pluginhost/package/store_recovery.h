// Clearing up behind transactions of the store, those that ended and those that died.
#pragma once

#include "pluginhost/package/plugin_probe.h"
#include "pluginhost/package/store_folders.h"
#include "pluginhost/package/trash.h"
#include "pluginhost/runtime/desired_state.h"

#include <filesystem>
#include <vector>

namespace stellatune {

/// The folders directly below `folder`; empty when it cannot be read.
std::vector<std::filesystem::path> foldersIn(const std::filesystem::path& folder);

/// Puts builds that `state` does not name into the trash. What cannot be moved is logged and stays for the
/// next time.
void sweepInstalled(const StoreFolders& folders, const DesiredState& state, Trash& trash);

/// Removes what was on its way in, and half-written files. When no transaction runs.
void clearRemains(const StoreFolders& folders, Trash& trash);

/// The list of plugins from the files alone, for when it was lost: the newest readable build of each,
/// switched off, because nothing tells which ones were on.
DesiredState rebuildState(const StoreFolders& folders, const ProbeSettings& probe);

} // namespace stellatune
