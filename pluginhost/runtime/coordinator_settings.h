// What a plugin runtime is made with.
#pragma once

#include "pluginhost/package/plugin_probe.h"

#include <chrono>
#include <filesystem>
#include <string>

namespace stellatune {

struct CoordinatorSettings {
    std::filesystem::path storeFolder;
    std::string hostVersion;
    bool safeMode = false; ///< load nothing, whatever is installed
    /// Installs signal handlers, and switches off what the program died in last time; see CrashMemory.
    bool remembersCrashes = false;
    std::chrono::milliseconds loadLimit{10'000};
    std::chrono::milliseconds shutdownLimit{5'000};     ///< of one plugin
    std::chrono::milliseconds quitLimit{3'000};         ///< for the whole end, whatever hangs
    std::chrono::milliseconds callLimit{5'000};         ///< after which a call into a plugin is reported
    std::chrono::milliseconds residentInterval{30'000}; ///< between tries to unload what stayed in memory
    ProbeSettings probe = probeBesideThisProgram();
};

} // namespace stellatune
