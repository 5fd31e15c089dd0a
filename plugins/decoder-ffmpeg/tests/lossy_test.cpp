// Lossy formats: as long as the file says, nothing out of place, and jumps that cannot be heard.
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

struct Lossy {
    const char* name;
    const char* file;
    Encode encode;
    /// Frames by which the sound comes later than it went in, where the file does not tell the encoder's
    /// delay.
    int delay = 0;
    /// Most frames beyond what went in, where the file does not tell the padding.
    uint64_t excess = 0;
    double residual = 0.05;
    /// What a jump may change: some codecs add noise of their own, or keep a trace of all that went before.
    float jump = 0.0F;
    uint32_t sampleRate = 44'100;
    uint32_t channels = 2;
    /// Opus shifts the phase a little, depending on the frequency.
    int slack = 0;
};

std::ostream& operator<<(std::ostream& out, const Lossy& format)
{
    return out << format.name;
}

Encode withFfmpeg(std::vector<std::string> options = {})
{
    return [options](const Pcm& pcm, const std::filesystem::path& path) {
        encodeWithFfmpeg(pcm, path, options);
    };
}

class LossyFormat : public ::testing::TestWithParam<Lossy> {};

TEST_P(LossyFormat, isExactInLengthAndPlace)
{
    const Lossy& format = GetParam();
    const TempFolder folder;
    const Pcm pcm = fixtures::sweep(8 * format.sampleRate + 4'711, format.sampleRate, format.channels);
    const std::filesystem::path path = folder / format.file;
    format.encode(pcm, path);

    const DecoderPointer decoder = mustOpen(path);
    const StDecoderInfo& info = decoder->info();
    EXPECT_EQ(info.sample_rate, format.sampleRate);
    ASSERT_EQ(info.channels, format.channels);
    EXPECT_EQ(info.bits_per_sample, 0U);
    EXPECT_EQ(info.flags, 0U);
    const std::vector<float> whole = readAll(*decoder);
    const uint64_t frames = whole.size() / format.channels;
    EXPECT_EQ(info.frames, frames);
    EXPECT_GE(frames, pcm.frames());
    EXPECT_LE(frames, pcm.frames() + format.excess);
    for (const uint64_t frame : {pcm.frames() / 4, pcm.frames() / 2, pcm.frames() * 5 / 8})
        EXPECT_NEAR(delayOf(whole, pcm, frame), format.delay, format.slack) << "at " << frame;
    EXPECT_LT(residual(whole, pcm, 5'000, pcm.frames() * 3 / 4, format.delay), format.residual);

    std::mt19937 random(11);
    for (int i = 0; i < 25; ++i) {
        const uint64_t frame = random() % (frames - 3'000);
        const std::span<const float> there =
            std::span(whole).subspan(frame * format.channels, 3'000 * format.channels);
        ASSERT_LE(largestDifference(readAt(*decoder, frame, 3'000), there), format.jump) << "at " << frame;
    }
    EXPECT_LE(largestDifference(readAt(*decoder, 0, UINT64_MAX), whole), format.jump)
        << "from the start again";
    EXPECT_TRUE(readAt(*decoder, frames, 10).empty());
}

TEST_P(LossyFormat, givesTheSameAfterAJumpWhateverWentBefore)
{
    const Lossy& format = GetParam();
    const TempFolder folder;
    const uint64_t length = 6 * format.sampleRate;
    const std::filesystem::path path = folder / format.file;
    format.encode(fixtures::noise(length, format.sampleRate, format.channels), path);
    const uint64_t target = 4 * format.sampleRate + 321;
    const std::vector<float> first = readAt(*mustOpen(path), target, 30'000);
    ASSERT_FALSE(first.empty());

    const DecoderPointer decoder = mustOpen(path);
    readFrames(*decoder, 50'000);
    EXPECT_EQ(largestDifference(readAt(*decoder, target, 30'000), first), 0.0F) << "from far";
    readAt(*decoder, 2 * format.sampleRate, 5'000);
    readAt(*decoder, target - 12'345, 12'345);
    EXPECT_EQ(largestDifference(readAt(*decoder, target, 30'000), first), 0.0F) << "from there";
    readAt(*decoder, target - 5'000, 1'000);
    EXPECT_EQ(largestDifference(readAt(*decoder, target, 30'000), first), 0.0F) << "from near";
    const std::vector<float> start = readFrames(*mustOpen(path), 30'000);
    EXPECT_EQ(largestDifference(readAt(*decoder, 0, 30'000), start), 0.0F) << "the start";
}

INSTANTIATE_TEST_SUITE_P(
    Encoders, LossyFormat,
    ::testing::Values(
        Lossy{"AacM4a", "a.m4a", withFfmpeg({"-c:a", "aac", "-b:a", "192k"}), 0, 0, 0.05, 0.003F},
        Lossy{"AacM4aMono", "a.m4a", withFfmpeg({"-c:a", "aac"}), 0, 0, 0.08, 0.003F, 48'000, 1},
        Lossy{"AacMov", "a.mov", withFfmpeg({"-c:a", "aac"}), 0, 0, 0.05, 0.003F},
        Lossy{"AacFragmented", "a.mp4",
              withFfmpeg({"-c:a", "aac", "-movflags", "frag_keyframe+empty_moov+delay_moov"}), 0, 2'048, 0.05,
              0.003F},
        Lossy{"AacAdts", "a.aac", withFfmpeg({"-c:a", "aac"}), 1'024, 3'072, 0.05, 0.003F},
        Lossy{"AacMatroska", "a.mka", withFfmpeg({"-c:a", "aac"}), 1'024, 3'072, 0.05, 0.003F},
        Lossy{"AacTransport", "a.ts", withFfmpeg({"-c:a", "aac"}), 1'024, 3'072, 0.05, 0.003F},
        Lossy{"AacFlash", "a.flv", withFfmpeg({"-c:a", "aac"}), 1'024, 3'072, 0.05, 0.003F},
        Lossy{"Opus", "a.opus", withFfmpeg({"-c:a", "libopus", "-b:a", "192k"}), 0, 0, 0.1, 0.001F, 48'000, 2,
              1},
        Lossy{"OpusWebm", "a.webm", withFfmpeg({"-c:a", "libopus", "-b:a", "192k"}), 0, 0, 0.1, 0.001F,
              48'000, 2, 1},
        Lossy{"VorbisOgg", "a.ogg", withFfmpeg({"-c:a", "libvorbis", "-q:a", "7"}), 0, 0, 0.1},
        Lossy{"VorbisWebm", "a.webm", withFfmpeg({"-c:a", "libvorbis", "-q:a", "7"}), 0, 1'024, 0.1},
        Lossy{"Mp3", "a.mp3", withFfmpeg({"-c:a", "libmp3lame", "-q:a", "2"}), 0, 0, 0.05, 0.0001F},
        Lossy{"Mp3Matroska", "a.mka", withFfmpeg({"-c:a", "libmp3lame"}), 1'105, 3'500, 0.1, 0.0001F},
        Lossy{"Mp2", "a.mp2", withFfmpeg(), 481, 2'304, 0.05, 0.001F},
        Lossy{"Musepack8", "a.mpc",
              [](const Pcm& pcm, const std::filesystem::path& path) { encodeMusepack(pcm, path); }, 0, 0,
              0.1},
        Lossy{"Wma2", "a.wma", withFfmpeg({"-b:a", "192k"}), 0, 4'096, 0.1},
        Lossy{"Wma1", "a.wma", withFfmpeg({"-c:a", "wmav1", "-b:a", "192k"}), 0, 4'096, 0.1},
        Lossy{"Wma22050", "a.wma", withFfmpeg({"-b:a", "64k"}), 0, 4'096, 0.2, 0.0F, 22'050},
        Lossy{"Ac3", "a.ac3", withFfmpeg({"-b:a", "384k"}), 256, 3'072, 0.05, 0.01F},
        Lossy{"Ac3Matroska", "a.mka", withFfmpeg({"-c:a", "ac3", "-b:a", "384k"}), 256, 3'072, 0.05, 0.01F},
        Lossy{"Eac3", "a.eac3", withFfmpeg({"-b:a", "384k"}), 256, 3'072, 0.05, 0.01F},
        Lossy{"Dts", "a.dts", withFfmpeg({"-strict", "-2"}), 512, 3'072, 0.05, 0.0001F, 48'000},
        Lossy{"Ac3RealMedia", "a.rm", withFfmpeg({"-c:a", "ac3", "-b:a", "384k"}), 256, 3'072, 0.05, 0.01F},
        Lossy{"AdpcmWav", "a.wav", withFfmpeg({"-c:a", "adpcm_ms"}), 0, 4'096, 0.2}),
    [](const ::testing::TestParamInfo<Lossy>& format) { return std::string(format.param.name); });

TEST(LossyFiles, mapsTheSpeakersOfSixChannels)
{
    const TempFolder folder;
    for (uint32_t channel = 0; channel < 6; ++channel) {
        if (channel == 3)
            continue; // the low frequency channel does not carry this tone
        const Pcm tone = fixtures::toneInChannel(48'000, 48'000, 6, channel);
        fixtures::writeWav(folder / "a.wav", tone, 0x3F);
        fixtures::runTool({"ffmpeg", "-v", "error", "-nostdin", "-y", "-i", (folder / "a.wav").string(),
                           "-c:a", "aac", "-b:a", "384k", (folder / "a.m4a").string()});
        const DecoderPointer decoder = mustOpen(folder / "a.m4a");
        EXPECT_EQ(decoder->info().channel_mask, 0x3FU);
        const std::vector<float> whole = readAll(*decoder);
        for (uint32_t other = 0; other < 6; ++other) {
            double power = 0.0;
            for (size_t frame = 10'000; frame < 40'000; ++frame)
                power += static_cast<double>(whole[frame * 6 + other]) * whole[frame * 6 + other];
            EXPECT_EQ(std::sqrt(power / 30'000.0) > 0.1, other == channel) << channel << " in " << other;
        }
    }
}

} // namespace
} // namespace stellatune::plugintest
