#include "engine/output/negotiation.h"

#include <algorithm>
#include <array>

namespace stellatune {

namespace {

/// Waking up is what playing costs, so buffers are as long as a pause and a volume change can wait for: at
/// four of them 171 ms at 48 kHz.
constexpr uint32_t kBaseBufferFrames = 2048;
constexpr uint32_t kBaseRate = 48'000;

ChannelLayout alsaLayout(uint32_t channels)
{
    using enum Speaker;
    switch (channels) {
    case 4:
        return {FrontLeft, FrontRight, BackLeft, BackRight};
    case 6:
        return {FrontLeft, FrontRight, BackLeft, BackRight, FrontCenter, LowFrequency};
    case 8:
        return {FrontLeft, FrontRight, BackLeft, BackRight, FrontCenter, LowFrequency, SideLeft, SideRight};
    default:
        return ChannelLayout::standard(channels);
    }
}

} // namespace

uint32_t negotiateSampleRate(uint32_t wanted, std::span<const unsigned int> offered)
{
    if (offered.empty() || std::find(offered.begin(), offered.end(), wanted) != offered.end())
        return wanted;
    uint32_t multiple = 0;
    uint32_t above = 0;
    uint32_t highest = 0;
    for (const unsigned int rate : offered) {
        highest = std::max(highest, rate);
        if (rate < wanted)
            continue;
        if (above == 0 || rate < above)
            above = rate;
        if (rate % wanted == 0 && (multiple == 0 || rate < multiple))
            multiple = rate;
    }
    if (multiple != 0)
        return multiple;
    return above != 0 ? above : highest;
}

SampleFormat negotiateSampleFormat(std::span<const SampleFormat> offered)
{
    constexpr std::array kPreferred{SampleFormat::Float32, SampleFormat::Int32, SampleFormat::Int24,
                                    SampleFormat::Int16};
    for (const SampleFormat format : kPreferred) {
        if (std::find(offered.begin(), offered.end(), format) != offered.end())
            return format;
    }
    return SampleFormat::Float32; // the driver converts
}

ChannelLayout negotiateLayout(std::string_view interface, uint32_t wantedChannels, uint32_t maxChannels)
{
    maxChannels = std::clamp(maxChannels, 1U, kMaxChannels);
    if (interface == "pulse")
        return ChannelLayout::standard(std::min({wantedChannels, 2U, maxChannels}));
    const uint32_t wanted = std::min(std::max(wantedChannels, 2U), maxChannels);
    if (interface != "alsa")
        return ChannelLayout::standard(wanted);
    const uint32_t paired = wanted + wanted % 2;
    if (paired <= maxChannels)
        return alsaLayout(paired);
    return alsaLayout(maxChannels > 1 ? maxChannels - maxChannels % 2 : 1);
}

uint32_t defaultBufferFrames(uint32_t sampleRate)
{
    uint32_t frames = kBaseBufferFrames;
    for (uint32_t rate = kBaseRate; rate < sampleRate; rate *= 2)
        frames *= 2;
    for (uint32_t rate = kBaseRate / 2; rate >= sampleRate; rate /= 2)
        frames /= 2;
    return frames;
}

} // namespace stellatune
