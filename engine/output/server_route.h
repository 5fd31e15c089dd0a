// What the sound server does with the player's sound, read back from the server.
#pragma once

#include "engine/audio/format.h"

#include <cstdint>
#include <optional>
#include <string>

namespace stellatune {

/// From our stream to the device behind the server, at one moment: users and other programs change it.
struct ServerRoute {
    std::string server; ///< "PulseAudio", "PipeWire"
    std::string device; ///< as people call it
    AudioFormat stream; ///< what the server takes from us
    AudioFormat output; ///< what it gives to the device; of the layout only the count is true
    SampleFormat outputSamples = SampleFormat::Int16;
    bool isHardware = false;   ///< false: there is no sound card behind the device
    bool isRemixed = false;    ///< other speakers, or in another order
    bool isMuted = false;      ///< the stream or the device
    double volume = 1.0;       ///< linear, of stream and device together; the loudest channel's
    bool volumeIsOne = true;   ///< of each channel
    uint32_t otherStreams = 0; ///< that are mixed with ours

    bool isResampled() const { return stream.sampleRate != output.sampleRate; }
    /// Whether samples of so many bits arrive at the device as they are.
    bool keeps(uint32_t significantBits) const
    {
        const bool holds = isFloat(outputSamples) || significantBits <= bitsPerSample(outputSamples);
        return holds && volumeIsOne && !isMuted && !isResampled() && !isRemixed && otherStreams == 0;
    }
};

/// Of this process's stream to PulseAudio, or to what answers in its place; nothing where there is none.
/// Blocks up to a second: not on the GUI thread, nor on one of the player's.
std::optional<ServerRoute> readServerRoute();

} // namespace stellatune
