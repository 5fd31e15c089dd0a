// A small file that is there whole or not at all.
#pragma once

#include "pluginhost/base/result.h"

#include <filesystem>
#include <string_view>

namespace stellatune {

/// Writes a temporary file beside `path` and renames it; what was there before stays until that succeeds. A
/// crash or a loss of power leaves the old content or the new one; that it is the new one is certain once the
/// folder is synced too (durable_files.h), which costs more than all the rest. Any thread.
Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view text);

/// Removes what a program that ended within writeFileAtomically(path, ...) left beside it. Not while somebody
/// else may be writing that file.
void removeTemporariesOf(const std::filesystem::path& path);

} // namespace stellatune
