// Lossless formats: the very samples that were encoded, from the start and after any jump.
#include "plugins/decoder-ffmpeg/tests/encoders.h"
#include "plugins/decoder-ffmpeg/tests/plugin_decoding.h"
#include "plugins/decoder-ffmpeg/tests/signals.h"

#include <functional>
#include <ostream>
#include <random>

#include <gtest/gtest.h>

namespace stellatune::plugintest {
namespace {

using fixtures::Pcm;
using fixtures::TempFolder;
using Encode = std::function<void(const Pcm&, const std::filesystem::path&)>;

struct Lossless {
    const char* name;
    const char* file;
    uint32_t bits;
    uint32_t channels;
    Encode encode;
    uint32_t sampleRate = 44'100;
};

std::ostream& operator<<(std::ostream& out, const Lossless& format)
{
    return out << format.name;
}

Encode withFfmpeg(std::vector<std::string> options = {})
{
    return [options](const Pcm& pcm, const std::filesystem::path& path) {
        encodeWithFfmpeg(pcm, path, options);
    };
}

Encode withWavPack(std::vector<std::string> options = {})
{
    return
        [options](const Pcm& pcm, const std::filesystem::path& path) { encodeWavPack(pcm, path, options); };
}

class LosslessFormat : public ::testing::TestWithParam<Lossless> {};

TEST_P(LosslessFormat, givesTheSamplesBack)
{
    const Lossless& format = GetParam();
    const TempFolder folder;
    // Not a multiple of anything, and longer than several packets of the slowest format.
    const Pcm pcm =
        fixtures::sweep(5 * format.sampleRate + 4'711, format.sampleRate, format.channels, format.bits);
    const std::filesystem::path path = folder / format.file;
    format.encode(pcm, path);
    const std::vector<float> wanted = pcm.asFloat();

    const DecoderPointer decoder = mustOpen(path);
    const StDecoderInfo& info = decoder->info();
    EXPECT_EQ(info.sample_rate, format.sampleRate);
    EXPECT_EQ(info.channels, format.channels);
    EXPECT_EQ(info.bits_per_sample, format.bits);
    EXPECT_EQ(info.frames, pcm.frames());
    EXPECT_EQ(info.encoder_delay, 0U);
    EXPECT_EQ(info.encoder_padding, 0U);
    EXPECT_TRUE(info.flags & ST_DECODER_LOSSLESS);
    EXPECT_EQ(largestDifference(readAll(*decoder), wanted), 0.0F);

    std::mt19937 random(7);
    for (int i = 0; i < 50; ++i) {
        const uint64_t frame = random() % pcm.frames();
        const uint64_t count = std::min<uint64_t>(1 + random() % 3'000, pcm.frames() - frame);
        const std::span<const float> there =
            std::span(wanted).subspan(frame * format.channels, count * format.channels);
        ASSERT_EQ(largestDifference(readAt(*decoder, frame, count), there), 0.0F) << "at " << frame;
    }
    EXPECT_EQ(largestDifference(readAt(*decoder, 0, UINT64_MAX), wanted), 0.0F) << "from the start again";
    EXPECT_TRUE(readAt(*decoder, pcm.frames(), 10).empty());
    EXPECT_TRUE(readAt(*decoder, UINT64_MAX, 10).empty());
}

INSTANTIATE_TEST_SUITE_P(
    Encoders, LosslessFormat,
    ::testing::Values(Lossless{"Alac16", "a.m4a", 16, 2, withFfmpeg({"-c:a", "alac"})},
                      Lossless{"Alac24", "a.m4a", 24, 2, withFfmpeg({"-c:a", "alac", "-sample_fmt", "s32p"})},
                      Lossless{"AlacMono", "a.m4a", 16, 1, withFfmpeg({"-c:a", "alac"})},
                      Lossless{"AlacCaf", "a.caf", 16, 2, withFfmpeg({"-c:a", "alac"})},
                      Lossless{"AlacMatroska", "a.mka", 16, 2, withFfmpeg({"-c:a", "alac"})},
                      Lossless{"WavPack16", "a.wv", 16, 2, withWavPack()},
                      Lossless{"WavPack24", "a.wv", 24, 2, withWavPack({"-h"})},
                      Lossless{"WavPackMono", "a.wv", 16, 1, withWavPack()},
                      Lossless{"WavPack6", "a.wv", 24, 6, withWavPack()},
                      Lossless{"WavPackHigh", "a.wv", 24, 2, withWavPack({"-hh"}), 192'000},
                      Lossless{"WavPackByFfmpeg", "a.wv", 16, 2, withFfmpeg()},
                      Lossless{"WavPackMatroska", "a.mka", 16, 2, withFfmpeg({"-c:a", "wavpack"})},
                      Lossless{"Tta16", "a.tta", 16, 2, withFfmpeg()},
                      Lossless{"Tta24", "a.tta", 24, 2, withFfmpeg({"-sample_fmt", "s32"})},
                      Lossless{"FlacFile", "a.flac", 24, 2, withFfmpeg({"-sample_fmt", "s32"})},
                      Lossless{"FlacMatroska", "a.mka", 16, 2, withFfmpeg({"-c:a", "flac"})},
                      Lossless{"FlacMp4", "a.mp4", 16, 2, withFfmpeg({"-c:a", "flac", "-strict", "-2"})},
                      Lossless{"FlacOgg", "a.oga", 16, 2, withFfmpeg({"-c:a", "flac"})},
                      Lossless{"PcmMov", "a.mov", 24, 2, withFfmpeg({"-c:a", "pcm_s24le"})},
                      Lossless{"PcmCaf", "a.caf", 24, 2, withFfmpeg({"-c:a", "pcm_s24be"})},
                      Lossless{"PcmAu", "a.au", 16, 2, withFfmpeg()},
                      Lossless{"PcmMatroska", "a.mka", 24, 2, withFfmpeg({"-c:a", "pcm_s24le"})},
                      Lossless{"PcmWav", "a.wav", 24, 8, withFfmpeg({"-c:a", "pcm_s24le"})},
                      Lossless{"PcmAiff", "a.aiff", 16, 2, withFfmpeg()}),
    [](const ::testing::TestParamInfo<Lossless>& format) { return std::string(format.param.name); });

TEST(LosslessFiles, keepsFloatingPointSamples)
{
    const TempFolder folder;
    const Pcm pcm = fixtures::sweep(50'000);
    std::vector<float> samples = pcm.asFloat();
    for (float& sample : samples)
        sample *= 1.7F;
    fixtures::writeFloatWav(folder / "a.wav", samples, 44'100, 2);
    fixtures::runTool({"wavpack", "-q", "-y", (folder / "a.wav").string(), "-o", (folder / "a.wv").string()});
    const DecoderPointer decoder = mustOpen(folder / "a.wv");
    EXPECT_TRUE(decoder->info().flags & ST_DECODER_FLOAT);
    EXPECT_EQ(decoder->info().bits_per_sample, 32U);
    EXPECT_EQ(largestDifference(readAll(*decoder), samples), 0.0F);
}

TEST(LosslessFiles, repeatsHybridWavPackAfterJumps)
{
    const TempFolder folder;
    const Pcm pcm = fixtures::sweep(200'003);
    encodeWavPack(pcm, folder / "a.wv", {"-b256"});
    const DecoderPointer decoder = mustOpen(folder / "a.wv");
    const std::vector<float> whole = readAll(*decoder);
    ASSERT_EQ(whole.size(), pcm.samples.size());
    EXPECT_LT(residual(whole, pcm, 0, pcm.frames()), 0.05);
    for (const uint64_t frame : {150'000U, 3U, 77'777U})
        EXPECT_EQ(largestDifference(readAt(*decoder, frame, 999), std::span(whole).subspan(frame * 2, 1'998)),
                  0.0F);
}

TEST(LosslessFiles, tellsTheSpeakers)
{
    const TempFolder folder;
    constexpr uint32_t kFiveOne = 0x3F;
    for (uint32_t channel = 0; channel < 6; ++channel) {
        const Pcm tone = fixtures::toneInChannel(20'000, 48'000, 6, channel);
        fixtures::writeWav(folder / "a.wav", tone, kFiveOne);
        fixtures::runTool({"ffmpeg", "-v", "error", "-nostdin", "-y", "-i", (folder / "a.wav").string(),
                           "-c:a", "alac", (folder / "a.m4a").string()});
        const DecoderPointer decoder = mustOpen(folder / "a.m4a");
        EXPECT_EQ(decoder->info().channel_mask, kFiveOne);
        EXPECT_EQ(largestDifference(readAll(*decoder), tone.asFloat()), 0.0F) << "channel " << channel;
    }
}

} // namespace
} // namespace stellatune::plugintest
