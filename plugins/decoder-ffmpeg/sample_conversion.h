// From the sample formats of FFmpeg's decoders to interleaved float.
#pragma once

#include "ffmpeg_api.h"

#include <cstdint>

namespace stellatune::ffmpeg {

/// Whether interleave() takes it.
bool isConvertible(AVSampleFormat format);

/// Writes `count` frames of `frame`, from its frame number `first` on, as interleaved float. Integers of up
/// to 24 bits arrive exactly: each is divided by the power of two that is its full scale.
void interleave(const AVFrame& frame, int channels, int first, int count, float* interleaved);

} // namespace stellatune::ffmpeg
