// What became of each file of a session, for `--stats-json` and the exit code.
#pragma once

#include "engine/control/player.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace stellatune::cli {

class PlayReport {
  public:
    explicit PlayReport(std::vector<std::filesystem::path> files);

    /// Files are named by their index. A failure stays, whatever a repetition brings.
    void started(size_t file);
    void played(size_t file);
    void failed(size_t file, const Error& error);
    /// A failure of no file: a device, a folder, the report itself.
    void failed(const Error& error);

    void setSignalPath(const SignalPath& path) { m_signalPath = path; }

    const std::vector<std::filesystem::path>& files() const { return m_files; }
    bool anyFailed() const { return m_anyFailed; }

    /// `elapsedSeconds`: of wall clock.
    std::string toJson(const PlayerStatistics& statistics, double elapsedSeconds, int exitCode) const;

  private:
    enum class Outcome : uint8_t { NotReached, Interrupted, Played, Failed };
    static const char* nameOf(Outcome outcome);

    struct FileOutcome {
        Outcome outcome = Outcome::NotReached;
        std::optional<Error> error;
    };

    std::vector<std::filesystem::path> m_files;
    std::vector<FileOutcome> m_outcomes; ///< one for each file
    std::vector<Error> m_errors;
    std::optional<SignalPath> m_signalPath; ///< the last one in use
    bool m_anyFailed = false;
};

} // namespace stellatune::cli
