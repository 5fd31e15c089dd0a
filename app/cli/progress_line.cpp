#include "app/cli/progress_line.h"

#include "app/cli/terminal_text.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace stellatune::cli {

namespace {

constexpr size_t kRecognisableTitle = 24; // columns

std::string_view stateName(PlaybackState state)
{
    switch (state) {
    case PlaybackState::Stopped:
        return "Stopped";
    case PlaybackState::Playing:
        return "Playing";
    case PlaybackState::Paused:
        return "Paused";
    case PlaybackState::WaitingForDevice:
        return "Waiting for the device";
    }
    return "";
}

} // namespace

std::string trackTitle(const TrackTags& tags, const std::filesystem::path& path)
{
    if (tags.title.empty()) {
        const auto name = path.filename().u8string();
        return printable(std::string(name.begin(), name.end()));
    }
    return printable(tags.artist.empty() ? tags.title : fmt::format("{} – {}", tags.artist, tags.title));
}

std::string clockTime(double seconds)
{
    constexpr double kLongest = 3600.0 * 10'000;
    const bool sensible = std::isfinite(seconds) && seconds > 0.0 && seconds < kLongest;
    const auto whole = sensible ? static_cast<unsigned>(seconds) : 0U;
    const unsigned hours = whole / 3600;
    const unsigned minutes = whole / 60 % 60;
    return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60)
                     : fmt::format("{}:{:02}", minutes, whole % 60);
}

std::string formatProgress(const Progress& progress, size_t columns)
{
    const std::string front =
        fmt::format("{} {}/{}  ", stateName(progress.state), progress.track, progress.tracks);
    const std::string times = progress.durationSeconds
                                  ? fmt::format("  {} / {}", clockTime(progress.positionSeconds),
                                                clockTime(*progress.durationSeconds))
                                  : fmt::format("  {}", clockTime(progress.positionSeconds));
    std::string path = progress.signalPath.empty() ? std::string() : "  " + printable(progress.signalPath);

    const size_t fixed = displayWidth(front) + displayWidth(times);
    const size_t titleWidth = displayWidth(progress.title);
    if (fixed + std::min(titleWidth, kRecognisableTitle) + displayWidth(path) > columns)
        path.clear();
    const size_t taken = fixed + displayWidth(path);
    const size_t titleRoom = columns > taken ? columns - taken : 0;
    return truncated(front + truncated(progress.title, titleRoom) + times + path, columns);
}

std::string formatAnnouncement(const Progress& progress)
{
    std::string line = fmt::format("{}/{}  {}", progress.track, progress.tracks, progress.title);
    if (progress.durationSeconds)
        line += "  " + clockTime(*progress.durationSeconds);
    if (!progress.signalPath.empty())
        line += "  " + printable(progress.signalPath);
    return line;
}

} // namespace stellatune::cli
