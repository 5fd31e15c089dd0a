// Asks a plugin's library what it offers, in a process of its own: a plugin that crashes or hangs there takes
// nothing with it.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/package/plugin_metadata.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>

namespace stellatune {

struct ProbeSettings {
    std::filesystem::path program; ///< stellatune-plugin-probe
    /// For loading, describing and unloading the library.
    std::chrono::milliseconds limit{5000};
    /// May be null. Once it is true, the probe that runs is ended and no other one begins.
    std::shared_ptr<const std::atomic<bool>> stop{};
};

/// The program beside the one that runs.
ProbeSettings probeBesideThisProgram();

/// Loads and unloads `library` in a child process and returns what it says about itself. `scratch` is a
/// folder in which the plugin gets an own one for the time being; `packageFolder` is where its package lies
/// unpacked, or empty. Waits for the child, which is gone when this returns. The error names the library:
/// what the loader or the table check refused, Corrupt for a crash, TimedOut for a hang, Cancelled when it
/// was stopped, NotFound when the program is missing. Any thread, not one that shows a window.
Result<PluginMetadata> probePlugin(const ProbeSettings& settings, const std::filesystem::path& library,
                                   const std::filesystem::path& scratch,
                                   const std::filesystem::path& packageFolder = {});

} // namespace stellatune
