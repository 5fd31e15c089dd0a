#include "engine/audio/format.h"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>

namespace stellatune {

ChannelLayout::ChannelLayout(std::initializer_list<Speaker> speakers)
    : ChannelLayout(std::span(speakers.begin(), speakers.size()))
{}

ChannelLayout::ChannelLayout(std::span<const Speaker> speakers)
    : m_count(static_cast<uint8_t>(speakers.size()))
{
    assert(speakers.size() <= kMaxChannels);
    std::copy(speakers.begin(), speakers.end(), m_speakers.begin());
}

ChannelLayout ChannelLayout::standard(uint32_t channels)
{
    using enum Speaker;
    switch (channels) {
    case 1:
        return {FrontCenter};
    case 2:
        return {FrontLeft, FrontRight};
    case 3:
        return {FrontLeft, FrontRight, FrontCenter};
    case 4:
        return {FrontLeft, FrontRight, BackLeft, BackRight};
    case 5:
        return {FrontLeft, FrontRight, FrontCenter, BackLeft, BackRight};
    case 6:
        return {FrontLeft, FrontRight, FrontCenter, LowFrequency, BackLeft, BackRight};
    case 7:
        return {FrontLeft, FrontRight, FrontCenter, LowFrequency, BackCenter, SideLeft, SideRight};
    case 8:
        return {FrontLeft, FrontRight, FrontCenter, LowFrequency, BackLeft, BackRight, SideLeft, SideRight};
    default:
        assert(false && "1 to 8 channels");
        return {};
    }
}

std::optional<uint32_t> ChannelLayout::indexOf(Speaker speaker) const
{
    const auto end = m_speakers.begin() + m_count;
    const auto found = std::find(m_speakers.begin(), end, speaker);
    if (found == end)
        return std::nullopt;
    return static_cast<uint32_t>(found - m_speakers.begin());
}

std::string ChannelLayout::name() const
{
    if (m_count == 1)
        return "mono";
    if (m_count == 2)
        return "stereo";
    if (*this == standard(6))
        return "5.1";
    if (*this == standard(8))
        return "7.1";
    return fmt::format("{} channels", m_count);
}

uint32_t bitsPerSample(SampleFormat format)
{
    switch (format) {
    case SampleFormat::Int8:
        return 8;
    case SampleFormat::Int16:
        return 16;
    case SampleFormat::Int24:
        return 24;
    case SampleFormat::Int32:
    case SampleFormat::Float32:
        return 32;
    case SampleFormat::Float64:
        return 64;
    }
    return 0;
}

uint32_t bytesPerSample(SampleFormat format)
{
    return bitsPerSample(format) / 8;
}

bool isFloat(SampleFormat format)
{
    return format == SampleFormat::Float32 || format == SampleFormat::Float64;
}

std::string describe(SampleFormat format)
{
    return fmt::format("{} bit{}", bitsPerSample(format), isFloat(format) ? " float" : "");
}

bool fitsEngineSample(SampleFormat format)
{
    return format != SampleFormat::Int32 && format != SampleFormat::Float64;
}

} // namespace stellatune
