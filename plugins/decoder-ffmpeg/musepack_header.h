// The exact length of a Musepack file, which libavformat rounds to whole packets.
#pragma once

#include "ffmpeg_api.h"

#include <cstdint>
#include <optional>

namespace stellatune::ffmpeg {

/// Frames by which Musepack's filter bank delays the sound; its decoders take them off, FFmpeg's does not.
inline constexpr uint32_t kMusepackDelay = 481;

/// Frames that are meant to be heard. Reads through `io`, from the start of the file, and leaves it where it
/// was.
std::optional<uint64_t> readMusepackLength(AVIOContext& io);

} // namespace stellatune::ffmpeg
