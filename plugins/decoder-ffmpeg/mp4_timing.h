// What an MP4 or QuickTime file says of the length of its sound, from its own boxes: libavformat rounds it to
// the clock of the movie, often milliseconds.
#pragma once

#include "ffmpeg_api.h"

#include <cstdint>
#include <optional>

namespace stellatune::ffmpeg {

/// Frames that are meant to be heard, at `sampleRate`; none when the file does not say. Reads through `io`
/// and leaves it where it was. `trackId` is the track's own number, AVStream::id.
std::optional<uint64_t> readMp4Length(AVIOContext& io, int trackId, uint32_t sampleRate);

/// The same from iTunes' own note, "iTunSMPB": the audible frames.
std::optional<uint64_t> parseItunesLength(const char* note);

} // namespace stellatune::ffmpeg
