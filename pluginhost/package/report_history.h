// What was done with plugins, over the last starts of the program: one file of JSON objects.
#pragma once

#include "pluginhost/base/result.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

/// Oldest first; empty when there is no such file, or nothing readable in it.
std::vector<std::string> readReports(const std::filesystem::path& file);

/// Drops the oldest beyond `kept`. ErrorCode::InvalidArgument when `report` is no JSON object.
Result<void> addReport(const std::filesystem::path& file, std::string_view report, size_t kept);

} // namespace stellatune
