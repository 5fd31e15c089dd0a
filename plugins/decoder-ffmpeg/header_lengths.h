// The exact lengths that headers tell where libavformat rounds them to whole packets.
#pragma once

#include "ffmpeg_api.h"

#include <cstdint>
#include <optional>

namespace stellatune::ffmpeg {

/// Frames by which Musepack's filter bank delays the sound; its decoders take them off, FFmpeg's does not.
inline constexpr uint32_t kMusepackDelay = 481;

/// Frames that are meant to be heard. Both read through `io`, from the start of the file, and leave it where
/// it was.
std::optional<uint64_t> readMusepackLength(AVIOContext& io);
/// In bytes of each channel, which are FFmpeg's frames of DSD.
std::optional<uint64_t> readDsfLength(AVIOContext& io);

} // namespace stellatune::ffmpeg
