// All checks of one plugin, from its file to its end.
#pragma once

#include "pluginhost/check/report.h"

#include <chrono>
#include <filesystem>
#include <vector>

namespace stellatune {

struct InspectionRequest {
    std::filesystem::path file;                                 ///< a library or a package
    std::vector<std::filesystem::path> music;                   ///< for its decoders
    std::chrono::milliseconds limit = std::chrono::seconds(10); ///< for one call into the plugin
};

/// Throws std::system_error when the system gives no process or no temporary folder. To be called from a
/// program with one thread.
Report inspect(const InspectionRequest& request);

} // namespace stellatune
