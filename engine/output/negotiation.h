// What to ask of a device that cannot give exactly what a track wants. Pure decisions; the engine resamples,
// maps channels and dithers what remains.
#pragma once

#include "engine/audio/format.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace stellatune {

/// The rate itself when `offered` (Hz; empty: anything) has it, else the smallest multiple of it, else the
/// next higher one, else the highest.
uint32_t negotiateSampleRate(uint32_t wanted, std::span<const unsigned int> offered);

/// Float when the device takes it, else its widest integer; float when it says nothing.
SampleFormat negotiateSampleFormat(std::span<const SampleFormat> offered);

/// How the speakers of an interface can be addressed, given the most channels the device takes.
/// PulseAudio: mono or stereo, because RtAudio lets the server guess the speakers of wider streams, and it
/// guesses differently from the order that files have. ALSA: pairs, in the order that ALSA gives them.
/// Elsewhere the order of WAV. Mono becomes stereo wherever a single channel would sound from the left
/// speaker only.
ChannelLayout negotiateLayout(std::string_view interface, uint32_t wantedChannels, uint32_t maxChannels);

/// Frames per callback when nobody asked for a number.
uint32_t defaultBufferFrames(uint32_t sampleRate);

} // namespace stellatune
