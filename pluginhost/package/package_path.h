// Which names files in a package may have.
#pragma once

#include <string>
#include <string_view>

namespace stellatune {

/// Why `path`, relative and with '/' between its parts, may not be a file's name in a package; empty when it
/// may. Reads on from the name: "goes out of the package with ..". What passes means the same file below the
/// same folder on every system, and stays below it. Pure.
std::string faultOfPackagePath(std::string_view path);

/// "linux-x86_64", "windows-x86_64", "macos-arm64": of the system this was built for.
std::string_view packagePlatform();

} // namespace stellatune
