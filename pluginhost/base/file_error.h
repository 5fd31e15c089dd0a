// What the system says when a file operation fails, as an Error.
#pragma once

#include "pluginhost/base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace stellatune {

/// The path as people read it, in UTF-8.
std::string inUtf8(const std::filesystem::path& path);

/// "/a/b: cannot be written: No space left on device: make room on that disk". `action` is the verb:
/// "written".
Error fileError(const std::filesystem::path& path, std::string_view action, std::error_code cause);

} // namespace stellatune
