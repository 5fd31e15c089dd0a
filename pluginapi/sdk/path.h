// SPDX-License-Identifier: MIT
// Paths cross the interface as UTF-8; the file system of Windows wants something else.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace stellatune::sdk {

inline std::filesystem::path toPath(std::string_view utf8)
{
    return std::filesystem::path(std::u8string(utf8.begin(), utf8.end()));
}

inline std::string toUtf8(const std::filesystem::path& path)
{
    const std::u8string utf8 = path.u8string();
    return std::string(utf8.begin(), utf8.end());
}

} // namespace stellatune::sdk
