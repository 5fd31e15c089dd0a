// Files that are read as a whole.
#pragma once

#include "pluginhost/base/result.h"

#include <cstddef>
#include <filesystem>
#include <string>

namespace stellatune {

/// ErrorCode::NotFound when there is no such file; ErrorCode::Corrupt when it is longer than `most` bytes.
/// Any thread.
Result<std::string> readSmallFile(const std::filesystem::path& path, size_t most);

} // namespace stellatune
