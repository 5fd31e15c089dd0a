// From float frames to the bytes of one kind of file.
#pragma once

#include "partial_file.h"
#include "settings.h"
#include "track.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>

namespace stellatune::filesink {

struct SoundFormat {
    StoredFormat stored;
    uint32_t sampleRate = 0;  ///< Hz
    uint32_t channels = 0;    ///< 1 to 8
    uint32_t channelMask = 0; ///< ST_SPEAKER_..., never 0
    bool dither = true;
    uint32_t flacLevel = 5;
};

/// Writes into a PartialFile that outlives it, which keeps why the system refused.
class Encoder {
  public:
    Encoder() = default;
    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;
    virtual ~Encoder() = default;

    /// Whole frames, interleaved. False when they could not be stored.
    virtual bool write(std::span<const float> interleaved) = 0;
    /// Completes the header; nothing is written afterwards. False when that failed.
    virtual bool finish() = 0;
    virtual uint64_t clippedSamples() const = 0;
};

/// Both throw sdk::Error when the codec takes no such format; with `file`'s failure set when the system
/// refused.
std::unique_ptr<Encoder> makeWavEncoder(PartialFile& file, const SoundFormat& format, const Track* tags);
std::unique_ptr<Encoder> makeFlacEncoder(PartialFile& file, const SoundFormat& format, const Track* tags);

/// The speakers that 1 to 8 channels usually feed, as a channel mask.
constexpr uint32_t usualChannelMask(uint32_t channels)
{
    constexpr std::array<uint32_t, 9> kMasks{0, 0x4, 0x3, 0x7, 0x33, 0x37, 0x3F, 0x70F, 0x63F};
    return channels < kMasks.size() ? kMasks[channels] : 0;
}

} // namespace stellatune::filesink
