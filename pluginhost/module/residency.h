// Proof that a library left the process. A loader's close call that reports success proves nothing.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace stellatune {

/// What became of a library that was closed.
struct Residency {
    bool unmapped = false;
    std::string reason; ///< why it is still there, for people; empty when it is unmapped
};

/// Remembers what one mapped library looks like to the system, in order to look for it after it was closed.
class MappedImage {
  public:
    /// `address` is any address inside the library, which is loaded. Any thread.
    MappedImage(const std::filesystem::path& path, const void* address);

    /// Whether any part of it is still in this process. Any thread.
    bool isMapped() const;
    const std::filesystem::path& path() const { return m_path; }

  private:
    std::filesystem::path m_path;
    const void* m_address;
    std::string m_systemName; ///< what the system calls the mapped file; it may differ through links
};

/// What keeps a closed library mapped, as far as its file tells: one sentence for people.
std::string reasonForStaying(const std::filesystem::path& path);

/// Files in `folder`, or deeper, of which this process maps any part; without duplicates. Empty on systems
/// that do not tell.
std::vector<std::filesystem::path> mappedFilesBelow(const std::filesystem::path& folder);

} // namespace stellatune
