// Titles, lengths, loudness and covers written in audio files, read through TagLib. Blocking file I/O: never
// on the GUI thread or the control thread. Every function may be called from any thread.
#pragma once

#include "pluginhost/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace stellatune {

/// ReplayGain as written in the file (or Opus R128 gain converted to the same reference). Absent when not
/// written.
struct ReplayGainTags {
    std::optional<double> trackGainDb;
    std::optional<double> trackPeak; ///< linear, 1.0 is full scale
    std::optional<double> albumGainDb;
    std::optional<double> albumPeak;
};

/// All text is UTF-8; empty when the file does not say.
struct TrackTags {
    std::string title;
    std::string artist;
    std::string album;
    std::string albumArtist;
    std::string genre;
    std::string date; ///< as written: "1999" or "1999-03-01"
    uint32_t trackNumber = 0;
    uint32_t discNumber = 0;
    /// By the container's headers; 0 when unknown. For display only: the decoder knows the exact count of
    /// frames.
    double durationSeconds = 0.0;
    uint32_t bitrateKbps = 0;
    ReplayGainTags replayGain;
};

/// A picture as stored in the file or beside it (cover.jpg, folder.jpg, front.jpg, also .png, any case).
struct CoverImage {
    std::string mimeType;
    std::vector<unsigned char> bytes;
};

/// A file without tags yields empty fields, not an error; an error means that the file cannot be read at all.
Result<TrackTags> readTags(const std::filesystem::path& path);

/// Front cover embedded in the file, else any embedded picture, else a picture beside it; none otherwise.
std::optional<CoverImage> readCover(const std::filesystem::path& path);

} // namespace stellatune
