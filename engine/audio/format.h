// What a stretch of PCM audio is: rate, speakers, and how a sample is stored outside the engine. Inside the
// engine every sample is a 32-bit float in [-1, 1), interleaved; that holds 24-bit integers exactly.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>

namespace stellatune {

inline constexpr uint32_t kMaxChannels = 8;
inline constexpr uint32_t kMinSampleRate = 8'000;
inline constexpr uint32_t kMaxSampleRate = 192'000;

enum class Speaker : uint8_t {
    FrontLeft,
    FrontRight,
    FrontCenter,
    LowFrequency,
    BackLeft,
    BackRight,
    BackCenter,
    SideLeft,
    SideRight,
};

/// The speakers of an interleaved frame, in order. 0 to kMaxChannels of them.
class ChannelLayout {
  public:
    ChannelLayout() = default;
    ChannelLayout(std::initializer_list<Speaker> speakers);
    explicit ChannelLayout(std::span<const Speaker> speakers);

    /// The order of WAV and FLAC for a count of channels: 1 mono, 2 stereo, 3 L R C, 4 quad, 5 L R C BL BR,
    /// 6 5.1 (L R C LFE BL BR), 7 L R C LFE BC SL SR, 8 7.1 (L R C LFE BL BR SL SR). `channels` is 1 to 8.
    static ChannelLayout standard(uint32_t channels);

    uint32_t channels() const { return m_count; }
    Speaker operator[](uint32_t channel) const { return m_speakers[channel]; }
    std::optional<uint32_t> indexOf(Speaker speaker) const;
    /// "mono", "stereo", "5.1", "7.1", else "N channels".
    std::string name() const;

    bool operator==(const ChannelLayout&) const = default;

  private:
    std::array<Speaker, kMaxChannels> m_speakers{};
    uint8_t m_count = 0;
};

struct AudioFormat {
    uint32_t sampleRate = 0; ///< Hz
    ChannelLayout layout;

    uint32_t channels() const { return layout.channels(); }
    bool operator==(const AudioFormat&) const = default;
};

/// How samples are stored in a file or handed to a device.
enum class SampleFormat : uint8_t { Int8, Int16, Int24, Int32, Float32, Float64 };

/// Bits that carry signal: 8, 16, 24, 32, 32, 64.
uint32_t bitsPerSample(SampleFormat format);
/// Bytes a sample takes in a packed buffer: Int24 takes 3.
uint32_t bytesPerSample(SampleFormat format);
bool isFloat(SampleFormat format);
/// "16 bit", "32 bit float".
std::string describe(SampleFormat format);
/// True when every value of `format` survives the engine's 32-bit float: up to 24-bit integer and 32-bit
/// float.
bool fitsEngineSample(SampleFormat format);

} // namespace stellatune
