// plugin.json: what a package says about the plugin in it.
#pragma once

#include "pluginhost/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace stellatune {

struct Manifest {
    std::string id;
    std::string name;
    std::string version; ///< semantic
    uint32_t apiVersion = 0;
    std::string author; ///< may be empty, and so may those below
    std::string license;
    std::string description;
    std::string homepage;
    /// By platform, "linux-x86_64": the library's place in the package, with '/' between folders.
    std::map<std::string, std::string> libraries;

    bool operator==(const Manifest&) const = default;
};

/// As its file has it, and back. Strict: what is not known, missing, there twice or of the wrong kind is
/// refused; the message names the key and what to write instead. ErrorCode::Corrupt, or Unsupported for a
/// manifest or an interface of another version.
std::string toJson(const Manifest& manifest);
Result<Manifest> manifestFromJson(std::string_view json);

/// No honest manifest is longer, in bytes.
constexpr size_t kLongestManifest = 64 * 1024;

/// Whether it can be a plugin's id, and so the name of a folder.
bool isPluginId(std::string_view id);

/// The library for `platform`; ErrorCode::Unsupported says which ones there are instead.
Result<std::string> libraryFor(const Manifest& manifest, std::string_view platform);

} // namespace stellatune
