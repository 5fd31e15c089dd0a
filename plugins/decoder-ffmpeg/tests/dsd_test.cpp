// DSD: one-bit sound, brought to a rate that the host takes.
#include "plugins/decoder-ffmpeg/tests/plugin_decoding.h"
#include "plugins/decoder-ffmpeg/tests/signals.h"

#include <numbers>

#include <gtest/gtest.h>

namespace stellatune::plugintest {
namespace {

constexpr uint32_t kDsd64 = 2'822'400;
constexpr double kLeft = 1'000.0;
constexpr double kRight = 3'000.0;

/// How strong `hertz` is in one channel, by correlation over whole periods.
double levelOf(const std::vector<float>& samples, uint32_t channel, double rate, double hertz)
{
    double sine = 0.0;
    double cosine = 0.0;
    const size_t begin = 2'000;
    const auto count = static_cast<size_t>(rate / 1'000.0) * 100; // periods of 1 kHz and its multiples
    for (size_t i = 0; i < count; ++i) {
        const double phase = 2.0 * std::numbers::pi * hertz * static_cast<double>(begin + i) / rate;
        sine += samples[(begin + i) * 2 + channel] * std::sin(phase);
        cosine += samples[(begin + i) * 2 + channel] * std::cos(phase);
    }
    return 2.0 * std::hypot(sine, cosine) / static_cast<double>(count);
}

class DsdFile : public ::testing::TestWithParam<uint32_t> {};

void expectTones(const std::filesystem::path& path, uint32_t multiple, uint64_t bits)
{
    const DecoderPointer decoder = mustOpen(path);
    const StDecoderInfo& info = decoder->info();
    EXPECT_EQ(info.sample_rate, 176'400U);
    EXPECT_EQ(info.channels, 2U);
    EXPECT_EQ(info.bits_per_sample, 1U);
    EXPECT_NE(decoder->metadata()->find("DSD" + std::to_string(64 * multiple)), std::string::npos);
    const uint64_t frames = bits / (16 * multiple);
    EXPECT_EQ(info.frames, frames);
    const std::vector<float> whole = readAll(*decoder);
    ASSERT_EQ(whole.size(), frames * 2);

    const double left = levelOf(whole, 0, 176'400.0, kLeft);
    EXPECT_NEAR(left, 0.5, 0.03);
    EXPECT_NEAR(levelOf(whole, 1, 176'400.0, kRight), left, 0.03);
    EXPECT_LT(levelOf(whole, 0, 176'400.0, kRight), 0.002);
    EXPECT_LT(levelOf(whole, 1, 176'400.0, kLeft), 0.002);

    for (const uint64_t frame : {frames - 1'500, uint64_t{5'000}, frames / 2, uint64_t{17}, uint64_t{0}}) {
        const std::span<const float> there = std::span(whole).subspan(frame * 2, 2'000);
        ASSERT_EQ(largestDifference(readAt(*decoder, frame, 1'000), there), 0.0F) << "at " << frame;
    }
    EXPECT_TRUE(readAt(*decoder, frames, 10).empty());
}

TEST_P(DsdFile, playsDsfAtARateTheHostTakes)
{
    const uint32_t rate = kDsd64 * GetParam();
    const uint64_t bits = rate / 4 / 8 * 8;
    const fixtures::TempFolder folder;
    writeDsf(folder / "a.dsf", modulate(bits, rate, {kLeft, kRight}, 0.5), rate);
    expectTones(folder / "a.dsf", GetParam(), bits);
}

TEST_P(DsdFile, playsDffAtARateTheHostTakes)
{
    const uint32_t rate = kDsd64 * GetParam();
    const uint64_t bits = rate / 4 / 128 * 128;
    const fixtures::TempFolder folder;
    writeDff(folder / "a.dff", modulate(bits, rate, {kLeft, kRight}, 0.5), rate);
    expectTones(folder / "a.dff", GetParam(), bits);
}

INSTANTIATE_TEST_SUITE_P(Rates, DsdFile, ::testing::Values(1U, 2U, 4U),
                         [](const ::testing::TestParamInfo<uint32_t>& multiple) {
                             return "Dsd" + std::to_string(64 * multiple.param);
                         });

TEST(Dxd, isBroughtDownByHalf)
{
    const fixtures::TempFolder folder;
    const fixtures::Pcm pcm = fixtures::toneInChannel(352'800, 352'800, 2, 0, 0.5, 1'000.0);
    fixtures::writeWav(folder / "a.wav", pcm);
    const DecoderPointer decoder = mustOpen(folder / "a.wav");
    EXPECT_EQ(decoder->info().sample_rate, 176'400U);
    EXPECT_EQ(decoder->info().frames, 176'400U);
    const std::vector<float> whole = readAll(*decoder);
    ASSERT_EQ(whole.size(), 2 * 176'400U);
    const std::vector<float> source = pcm.asFloat();
    for (size_t frame = 1'000; frame < 170'000; frame += 97)
        ASSERT_NEAR(whole[frame * 2], source[frame * 4], 2e-5F) << frame;
}

} // namespace
} // namespace stellatune::plugintest
