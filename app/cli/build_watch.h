// Noticing that somebody has built a file again.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/runtime/desired_state.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace stellatune::cli {

/// Tells of each content that a file has once nobody writes to it any more.
class BuildWatch {
  public:
    using Clock = std::chrono::steady_clock;
    /// What the system says of the file; an error when it is not there.
    using Stamp = std::function<Result<FileStamp>()>;
    /// Of the file's content; empty when it cannot be read.
    using Digest = std::function<std::string()>;

    /// A file that nobody has touched for so long is built to its end.
    static constexpr std::chrono::milliseconds kQuiet{300};

    BuildWatch(Stamp stamp, Digest digest) : m_stamp(std::move(stamp)), m_digest(std::move(digest)) {}

    /// Whether a build that it has not told of lies there. To be asked again and again; reads the file only
    /// when its stamp is new and has not changed for kQuiet.
    bool hasNewBuild(Clock::time_point now);
    /// Tells of the same build once more, after kQuiet: it could not be used, for no fault of its own.
    void tellAgain(Clock::time_point now);

  private:
    const Stamp m_stamp;
    const Digest m_digest;
    std::optional<FileStamp> m_seen;
    Clock::time_point m_since; ///< of m_seen
    bool m_isRead = false;     ///< in this state
    std::string m_told;        ///< digest
};

/// `path`, or the newest package or library in it when it is a folder. ErrorCode::NotFound when there is none
/// (yet), ErrorCode::InvalidArgument when several plugins lie there.
Result<std::filesystem::path> newestBuild(const std::filesystem::path& path);

/// SHA-256; empty when the file cannot be read.
std::string digestOf(const std::filesystem::path& file);

} // namespace stellatune::cli
