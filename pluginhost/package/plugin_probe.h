// Asks a plugin's library what it offers, in a process of its own: a plugin that crashes or hangs there takes
// nothing with it.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/package/plugin_metadata.h"

#include <chrono>
#include <filesystem>

namespace stellatune {

struct ProbeSettings {
    std::filesystem::path program; ///< stellatune-plugin-probe
    /// For loading, describing and unloading the library.
    std::chrono::milliseconds limit{5000};
};

/// The program beside the one that runs.
ProbeSettings probeBesideThisProgram();

/// Loads and unloads `library` in a child process and returns what it says about itself. `scratch` is a
/// folder in which the plugin gets an own one for the time being. Waits for the child, which is gone when
/// this returns. The error names the library: what the loader or the table check refused, Corrupt for a
/// crash, TimedOut for a hang, NotFound when the program is missing. Any thread, not one that shows a window.
Result<PluginMetadata> probePlugin(const ProbeSettings& settings, const std::filesystem::path& library,
                                   const std::filesystem::path& scratch);

} // namespace stellatune
