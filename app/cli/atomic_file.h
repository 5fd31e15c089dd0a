// A small file that is there whole or not at all.
#pragma once

#include "pluginhost/base/result.h"

#include <filesystem>
#include <string_view>

namespace stellatune::cli {

/// Writes a temporary file beside `path` and renames it; what was there before stays until that succeeds.
Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view text);

} // namespace stellatune::cli
