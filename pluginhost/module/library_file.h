// Whether a file can be a plugin's library at all, in words that say more than the loader's.
#pragma once

#include "pluginhost/base/result.h"

#include <filesystem>

namespace stellatune {

/// Checks that `path` is a whole library for this system, without loading it. ErrorCode::NotFound,
/// PermissionDenied, Corrupt or Unsupported; the message names the file.
Result<void> checkLibraryFile(const std::filesystem::path& path);

} // namespace stellatune
