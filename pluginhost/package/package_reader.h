// Takes a plugin's package apart. Nothing in it is trusted.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/package/manifest.h"

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace stellatune {

/// What an honest package stays far below.
constexpr uint64_t kMostPackageEntries = 2000;
constexpr uint64_t kMostUnpackedBytes = 512u << 20;
/// How many times its own size a package may unpack to, once it unpacks to more than kUnpackedBytesFree.
constexpr uint64_t kMostUnpackedRatio = 100;
constexpr uint64_t kUnpackedBytesFree = 16u << 20;

/// Whether the file begins like a package rather than a library.
bool isPackage(const std::filesystem::path& file);

/// Unpacks into `folder`, which exists and is empty. Refuses names that faultOfPackagePath() refuses, names
/// that are one on some system, links and anything else that is neither file nor folder, and packages beyond
/// the limits above. On failure the folder may hold a part; nothing is ever written outside it. The message
/// names the package and what is wrong with it. Any thread.
Result<void> unpackPackage(const std::filesystem::path& package, const std::filesystem::path& folder);

/// Makes `folder`, unpacks into it and checks that what came out is a plugin for this platform: manifest and
/// library are there and sound. The library is not loaded. On failure nothing is left of the folder. Any
/// thread.
Result<Manifest> readPackage(const std::filesystem::path& package, const std::filesystem::path& folder);

constexpr const char* kManifestFile = "plugin.json";
/// The file that the store keeps beside what it unpacked.
constexpr const char* kMetadataFile = "metadata.json";
/// Whether `path`, below a package's folder, is on some system that file, in it, or one that it is on its way
/// to become. No package may hold such a name.
bool isNameOfStore(std::string_view path);

} // namespace stellatune
