// Which file of an unpacked plugin is what.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/package/manifest.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace stellatune {

struct BuildFiles {
    std::filesystem::path folder;
    std::optional<Manifest> manifest;   ///< none for a bare library
    std::filesystem::path manifestFile; ///< empty for a bare library
    std::filesystem::path library;      ///< for this platform
};

/// Finds the files, without looking into the library. Any thread.
Result<BuildFiles> findBuildFiles(const std::filesystem::path& folder);

/// All others, but for what the store itself keeps there: relative to the folder, with '/' between the parts,
/// in UTF-8, sorted. Any thread.
Result<std::vector<std::string>> sideFilesOf(const BuildFiles& files);

} // namespace stellatune
