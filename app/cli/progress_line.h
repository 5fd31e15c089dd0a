// The one line that tells a terminal what is heard.
#pragma once

#include "engine/control/player.h"
#include "engine/tags/tags.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace stellatune::cli {

struct Progress {
    PlaybackState state = PlaybackState::Stopped;
    size_t track = 0; ///< from 1; 0: none yet
    size_t tracks = 0;
    std::string title; ///< see trackTitle()
    double positionSeconds = 0.0;
    std::optional<double> durationSeconds;
    std::string signalPath;
};

/// "Artist – Title" as far as the tags go, else the file's name; printable.
std::string trackTitle(const TrackTags& tags, const std::filesystem::path& path);

/// "3:45", "1:02:03"; negative and absurd values are shown as 0:00.
std::string clockTime(double seconds);

/// "Playing 3/12  Artist – Title  1:02 / 5:05  FLAC 44.1 kHz 16 bit, bit-perfect to the sound server", at
/// most `columns` wide: the title gives way first, down to a part that can be recognised, then the signal
/// path goes.
std::string formatProgress(const Progress& progress, size_t columns);

/// The same for a log: one line for each track, of any width, without a position.
std::string formatAnnouncement(const Progress& progress);

} // namespace stellatune::cli
