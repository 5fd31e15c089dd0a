// One build of a plugin, as it lies unpacked in a folder.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/package/build_files.h"
#include "pluginhost/package/manifest.h"
#include "pluginhost/package/plugin_metadata.h"
#include "pluginhost/package/plugin_probe.h"
#include "pluginhost/runtime/desired_state.h"

#include <filesystem>

namespace stellatune {

/// Makes `folder` from a package, or from a bare library. Verifies the files and loads nothing. On failure
/// something may be left of the folder. Any thread.
Result<void> unpackBuild(const std::filesystem::path& file, const std::filesystem::path& folder);

struct PluginBuild {
    Manifest manifest; ///< of a bare library: made from its metadata
    Fingerprint fingerprint;
    PluginMetadata metadata;
};

/// Hashes the files where their stamps differ from `known`, which may be null, and probes the library unless
/// what is known of it is of this very build; what a probe tells is kept beside the files. Refuses a library
/// that says something else than its manifest. `scratch` as in probePlugin(). Any thread that may wait.
Result<PluginBuild> readBuild(const std::filesystem::path& folder, const Fingerprint* known,
                              const ProbeSettings& probe, const std::filesystem::path& scratch);

} // namespace stellatune
