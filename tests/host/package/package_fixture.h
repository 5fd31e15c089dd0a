// Packages for tests, honest and otherwise.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace stellatune::testing {

struct ZipEntry {
    enum class Kind : uint8_t { File, Folder, Link, HardLink, Device };

    std::string name;
    std::string content; ///< of a link: what it points to
    Kind kind = Kind::File;
};

/// Writes any names and kinds as they are. Throws std::runtime_error when it cannot.
void writeZip(const std::filesystem::path& file, const std::vector<ZipEntry>& entries);

/// The same with what zip files do not know: hard links.
void writeTar(const std::filesystem::path& file, const std::vector<ZipEntry>& entries);

/// A zip file that wants a password.
void writeEncryptedZip(const std::filesystem::path& file, const std::vector<ZipEntry>& entries);

/// A zip file with one entry of `size` zero bytes beside `entries`.
void writeZipWithZeros(const std::filesystem::path& file, std::vector<ZipEntry> entries, uint64_t size);

/// Has the package claim that the entry `name` unpacks to `size` bytes.
void claimSize(const std::filesystem::path& file, const std::string& name, uint32_t size);

/// Has the package claim that it is compressed by another method, by its number in the zip format.
void claimMethod(const std::filesystem::path& file, const std::string& name, char method);

std::string readText(const std::filesystem::path& file);

/// What a package of the gain plugin holds: plugin.json, LICENSE and the library of the fixture of that name.
std::vector<ZipEntry> gainEntries(const std::string& fixture = "two_builds_1",
                                  const std::string& version = "1.0.0", const std::string& author = "");
/// Packs it and returns `folder`/`name`.
std::filesystem::path gainPackage(const std::filesystem::path& folder,
                                  const std::string& name = "gain.stplugin",
                                  const std::string& fixture = "two_builds_1",
                                  const std::string& version = "1.0.0");
/// The same as a plugin of its own, with that id and name; returns `folder`/`id`.stplugin.
std::filesystem::path packageNamed(const std::filesystem::path& folder, const std::string& id,
                                   const std::string& fixture, const std::string& name = "Gain for tests");

/// Every file and folder below `folder`, relative, folders with '/' at the end; sorted.
std::vector<std::string> listingOf(const std::filesystem::path& folder);

} // namespace stellatune::testing
