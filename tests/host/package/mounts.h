// What a system does to files by mounting something over them. Needs to be root, or a system on which anybody
// may have a user namespace; throws std::runtime_error elsewhere.
#pragma once

#include <cstdint>
#include <filesystem>

namespace stellatune::testing {

/// As long as it lives, the file or folder can be moved with the folder around it, but not removed.
class HeldPath {
  public:
    explicit HeldPath(std::filesystem::path path);
    ~HeldPath();
    HeldPath(const HeldPath&) = delete;
    HeldPath& operator=(const HeldPath&) = delete;

    /// It was moved with the folder around it.
    void isNow(const std::filesystem::path& path) { m_path = path; }

  private:
    std::filesystem::path m_path;
};

/// A disk of `bytes`, in memory, that lies over a folder as long as it lives.
class SmallDisk {
  public:
    SmallDisk(std::filesystem::path folder, uint64_t bytes);
    ~SmallDisk();
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    /// Nothing on it can be changed by its name from now on; or, after that, can be again.
    void setWritable(bool isWritable) const;
    /// Leaves room for so many bytes, in blocks of 4096.
    void fillUpTo(uint64_t freeBytes) const;

  private:
    const std::filesystem::path m_folder;
};

} // namespace stellatune::testing
