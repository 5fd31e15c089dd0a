// JSON as the command line prints it.
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

namespace stellatune::cli {

/// Keeps the order in which members were put in, for people who read it.
using Json = nlohmann::ordered_json;

/// Indented, with a newline at the end. File names that are no UTF-8 get U+FFFD instead of failing.
std::string toText(const Json& json);

std::string toText(const std::filesystem::path& path);

} // namespace stellatune::cli
