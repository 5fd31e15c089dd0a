// Each speaker's sound comes out of the channel that the layout gives it, whatever order the codec has.
#include "engine/decode/channel_order.h"
#include "tests/engine/decode/decoding.h"
#include "tests/fixtures/encoded_audio.h"

#include <numeric>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace decoding;
using namespace fixtures;

uint32_t loudestChannel(const std::vector<float>& samples, uint32_t channels)
{
    std::vector<double> energy(channels);
    for (size_t i = 0; i < samples.size(); ++i)
        energy[i % channels] += static_cast<double>(samples[i]) * samples[i];
    return static_cast<uint32_t>(std::max_element(energy.begin(), energy.end()) - energy.begin());
}

template <typename Encode>
void expectStandardOrder(const char* name, const Encode& encode)
{
    const TempFolder folder;
    for (uint32_t channels = 1; channels <= kMaxChannels; ++channels) {
        for (uint32_t channel = 0; channel < channels; ++channel) {
            // The encoder takes out of the low-frequency channel what does not belong there.
            const bool isLow = ChannelLayout::standard(channels)[channel] == Speaker::LowFrequency;
            encode(toneInChannel(24'000, 48'000, channels, channel, 0.5, isLow ? 60.0 : 440.0),
                   folder / name);
            const auto decoder = mustOpen(folder / name);
            ASSERT_EQ(decoder->info().format.layout, ChannelLayout::standard(channels));
            EXPECT_EQ(loudestChannel(readAll(*decoder), channels), channel) << "of " << channels;
        }
    }
}

TEST(ChannelOrder, Flac)
{
    expectStandardOrder("a.flac", [](const Pcm& pcm, const auto& path) { encodeFlac(pcm, path); });
}

TEST(ChannelOrder, Vorbis)
{
    expectStandardOrder("a.ogg", [](const Pcm& pcm, const auto& path) { encodeVorbis(pcm, path); });
}

TEST(ChannelOrder, Opus)
{
    expectStandardOrder("a.opus", [](const Pcm& pcm, const auto& path) { encodeOpus(pcm, path); });
}

TEST(ChannelOrder, WavMasksNameTheSpeakers)
{
    using enum Speaker;
    struct Case {
        uint32_t mask;
        ChannelLayout layout;
    };
    const TempFolder folder;
    for (const Case& mask : {
             Case{0x3, {FrontLeft, FrontRight}}, Case{0xB, {FrontLeft, FrontRight, LowFrequency}},
             Case{0xF, {FrontLeft, FrontRight, FrontCenter, LowFrequency}},
             Case{0x107, {FrontLeft, FrontRight, FrontCenter, BackCenter}},
             Case{0x603, ChannelLayout::standard(4)}, Case{0x60F, ChannelLayout::standard(6)},
             Case{0x3F, ChannelLayout::standard(6)}, Case{0x70F, ChannelLayout::standard(7)},
             Case{0x63F, ChannelLayout::standard(8)},
             Case{0xFF, ChannelLayout::standard(8)}, // left and right of centre are no speakers of the engine
         }) {
        const Pcm pcm = noise(1'000, 48'000, mask.layout.channels(), 16);
        writeWav(folder / "a.wav", pcm, mask.mask);
        const auto decoder = mustOpen(folder / "a.wav");
        EXPECT_EQ(decoder->info().format.layout, mask.layout) << std::hex << mask.mask;
        EXPECT_EQ(readAll(*decoder), pcm.asFloat());
    }
}

TEST(ChannelOrder, SortsFrames)
{
    using enum Speaker;
    const ChannelOrder order(ChannelLayout{FrontCenter, FrontLeft, FrontRight});
    EXPECT_EQ(order.layout(), ChannelLayout::standard(3));
    std::vector<float> samples{1, 2, 3, 4, 5, 6};
    order.apply(samples.data(), 2);
    EXPECT_EQ(samples, (std::vector<float>{2, 3, 1, 5, 6, 4}));
}

} // namespace
} // namespace stellatune
