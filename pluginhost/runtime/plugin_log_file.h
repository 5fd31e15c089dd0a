// What plugins said, kept beyond the end of the program.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/host/plugin_log.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace stellatune {

/// Two files in the store's folder, of which the newer, log.txt, is written: one line of text for each line
/// of a plugin. Waits for the disk; one thread at a time, one program at a time.
class PluginLogFile {
  public:
    static constexpr uint64_t kLongestFile = 512u << 10; ///< bytes

    explicit PluginLogFile(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    /// Oldest first; what is no line of a log is passed over.
    std::vector<PluginLog::Line> read() const;
    /// When log.txt is full it becomes the older file, and that one is gone.
    Result<void> append(const std::vector<PluginLog::Line>& lines);

  private:
    std::filesystem::path newer() const { return m_folder / "log.txt"; }
    std::filesystem::path older() const { return m_folder / "log.1.txt"; }

    const std::filesystem::path m_folder;
};

} // namespace stellatune
