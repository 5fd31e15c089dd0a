// What each system does in its own way with files and folders; one source file a system.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

namespace stellatune::filesink {

/// A new file for writing, without a buffer; null, with errno set, when there is one already or the system
/// refuses.
std::FILE* createFile(const std::filesystem::path& path);

/// Beyond 2 GB too. False, with errno set, when the system refuses.
bool seekFile(std::FILE* file, int64_t offset);

/// Returns when the file's content is on the disk. False, with errno set, when the system refuses.
bool syncFile(std::FILE* file);

/// Returns when the names in the folder are on the disk, or at once where the system does that by itself or
/// keeps the folder from being read. Returns an errno value, 0 for success.
int syncFolder(const std::filesystem::path& folder);

/// Gives a file its new name in one step, and only when no other has it: EEXIST otherwise. Returns an errno
/// value, 0 for success.
int renameToNew(const std::filesystem::path& from, const std::filesystem::path& to);

/// Gives a file its new name in one step, in place of another that has it. Returns an errno value, 0 for
/// success.
int renameOver(const std::filesystem::path& from, const std::filesystem::path& to);

/// Whether this process may make files in `folder`: an errno value, 0 for yes.
int mayWriteInto(const std::filesystem::path& folder);

/// Where the listener keeps music; empty when there is no such folder.
std::filesystem::path musicFolder();

/// Date and time of this moment as the listener's clock shows them, "2026-11-21 14.40.05".
std::string localTime();

} // namespace stellatune::filesink
