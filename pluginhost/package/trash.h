// Where the store puts what has to go: out of the way at once, removed as soon as the system lets it.
#pragma once

#include "pluginhost/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace stellatune {

/// A file that could not be removed.
struct UnremovedFile {
    std::filesystem::path path;
    std::string reason; ///< the system's words
};

/// One thread at a time.
class Trash {
  public:
    explicit Trash(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    /// Renames a file or folder of the same file system into the trash. On failure it stays where it was.
    Result<void> take(const std::filesystem::path& path);
    /// Removes all that can be removed, around what cannot, which is returned and stays for the next time.
    std::vector<UnremovedFile> empty();

  private:
    const std::filesystem::path m_folder;
};

/// 16 hexadecimal digits that were not there before.
std::string freshName();

} // namespace stellatune
