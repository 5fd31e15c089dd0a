// What plugins said, for the log view and the command line.
#pragma once

#include "pluginhost/base/log.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

/// The newest lines of all plugins together; older ones are forgotten. Any thread.
class PluginLog {
  public:
    static constexpr size_t kCapacity = 2000;

    struct Line {
        uint64_t number = 0; ///< grows by one a line
        int64_t timeMs = 0;  ///< since 1970, UTC
        LogLevel level = LogLevel::Info;
        std::string pluginId;
        std::string text;
    };

    /// What the plugin says. Never waits, since plugins log in real time too: a line that comes while
    /// somebody reads is dropped, and the next line of any plugin is preceded by one that tells how many
    /// were.
    void add(const std::string& pluginId, LogLevel level, std::string text);
    /// What the host says of the plugin, which must not get lost; not in real time.
    void addFromHost(const std::string& pluginId, LogLevel level, std::string text);

    /// Oldest first, of one plugin or of all, with numbers above `after`.
    std::vector<Line> lines(std::optional<std::string_view> pluginId = std::nullopt,
                            uint64_t after = 0) const;

    /// What was added since the last time.
    std::vector<Line> takeNew();
    /// Begins with lines of an earlier time, oldest first, before any other is added; takeNew() does not
    /// bring them.
    void beginWith(std::vector<Line> older);

  private:
    /// With the lock held.
    void tellOfLoss(const std::string& pluginId, int64_t timeMs);
    void append(Line line);

    mutable std::mutex m_mutex;
    std::atomic<uint64_t> m_dropped = 0; ///< and not told yet
    std::deque<Line> m_lines;
    uint64_t m_last = 0;
    uint64_t m_taken = 0; ///< the last line's number
};

} // namespace stellatune
