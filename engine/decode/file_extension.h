// How the kind of a file is called in its name.
#pragma once

#include <filesystem>
#include <string>

namespace stellatune {

/// In lower case (of ASCII letters), without the dot; empty when there is none.
std::string fileExtension(const std::filesystem::path& path);

} // namespace stellatune
