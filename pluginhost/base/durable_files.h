// Changes to files that outlast a loss of power: the system writes when it likes unless it is told to.
#pragma once

#include "pluginhost/base/result.h"

#include <filesystem>

namespace stellatune {

/// Returns when what the file holds is on the disk.
Result<void> syncFile(const std::filesystem::path& path);
/// Returns when the names that the folder holds are on the disk. Without effect where the system does that by
/// itself.
Result<void> syncFolder(const std::filesystem::path& path);
/// Every file and folder below `folder`, and itself.
Result<void> syncTree(const std::filesystem::path& folder);

/// Renames a file or folder within one file system and returns when that is on the disk. A file at `to` is
/// replaced. After an error either name may be the true one.
Result<void> renameDurably(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace stellatune
