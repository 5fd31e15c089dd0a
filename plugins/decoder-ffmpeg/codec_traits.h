// What is known of each codec beyond what FFmpeg tells.
#pragma once

#include "ffmpeg_api.h"

#include <cstdint>
#include <string>

namespace stellatune::ffmpeg {

/// As people write it: "AAC", "WavPack", "DSD64".
std::string codecName(const AVCodecContext& codec);

/// Reading after a jump gives the same samples as reading from the start.
bool isRepeatable(const AVCodecContext& codec);

/// Bits that carry signal in the stored samples; 0 for lossy codecs.
uint32_t signalBits(const AVCodecParameters& track, const AVCodecContext& codec);

/// One bit a sample, at a rate above 192 kHz once decoded.
bool isDsd(AVCodecID codec);

/// Frames, at `sampleRate`, to decode before the place that is wanted, so that nothing of the jump is heard.
int64_t preRoll(const AVCodecContext& codec, uint32_t sampleRate);

} // namespace stellatune::ffmpeg
