#include "engine/decode/channel_order.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace stellatune {

namespace {

ChannelLayout xiphLayout(uint32_t channels)
{
    using enum Speaker;
    switch (channels) {
    case 3:
        return {FrontLeft, FrontCenter, FrontRight};
    case 5:
        return {FrontLeft, FrontCenter, FrontRight, BackLeft, BackRight};
    case 6:
        return {FrontLeft, FrontCenter, FrontRight, BackLeft, BackRight, LowFrequency};
    case 7:
        return {FrontLeft, FrontCenter, FrontRight, SideLeft, SideRight, BackCenter, LowFrequency};
    case 8:
        return {FrontLeft, FrontCenter, FrontRight, SideLeft, SideRight, BackLeft, BackRight, LowFrequency};
    default:
        return ChannelLayout::standard(channels);
    }
}

} // namespace

ChannelOrder::ChannelOrder(const ChannelLayout& coded)
{
    const uint32_t channels = coded.channels();
    const auto end = m_source.begin() + channels;
    std::iota(m_source.begin(), end, uint8_t{0});
    std::stable_sort(m_source.begin(), end, [&coded](uint8_t a, uint8_t b) { return coded[a] < coded[b]; });
    m_identity = std::is_sorted(m_source.begin(), end);
    std::array<Speaker, kMaxChannels> speakers{};
    std::transform(m_source.begin(), end, speakers.begin(),
                   [&coded](uint8_t channel) { return coded[channel]; });
    m_layout = ChannelLayout(std::span<const Speaker>(speakers.data(), channels));
}

ChannelOrder ChannelOrder::xiph(uint32_t channels)
{
    return ChannelOrder(xiphLayout(channels));
}

void ChannelOrder::apply(float* interleaved, uint64_t frames) const
{
    if (m_identity)
        return;
    const uint32_t channels = m_layout.channels();
    for (float* frame = interleaved; frames > 0; --frames, frame += channels) {
        std::array<float, kMaxChannels> coded;
        std::copy_n(frame, channels, coded.begin());
        for (uint32_t channel = 0; channel < channels; ++channel)
            frame[channel] = coded[m_source[channel]];
    }
}

} // namespace stellatune
