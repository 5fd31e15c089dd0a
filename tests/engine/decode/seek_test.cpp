// After a seek the samples are those that reading from the start gives at that place.
#include "tests/engine/decode/decoding.h"
#include "tests/fixtures/encoded_audio.h"

#include <functional>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace decoding;
using namespace fixtures;

constexpr int kSeeks = 200;
constexpr uint64_t kFrames = 44'100 * 20 + 17;
constexpr uint64_t kCompared = 1'500;

void expectExactSeeks(const std::filesystem::path& path, float tolerance)
{
    const auto decoder = mustOpen(path);
    const uint32_t channels = decoder->info().format.channels();
    const std::vector<float> whole = readAll(*decoder);
    const uint64_t frames = whole.size() / channels;
    ASSERT_EQ(decoder->info().frames, frames);

    std::mt19937 random(7);
    int wrong = 0;
    for (int i = 0; i < kSeeks; ++i) {
        const uint64_t frame = i == 0 ? 0 : i == 1 ? frames - 1 : random() % frames;
        ASSERT_TRUE(decoder->seek(frame));
        const std::vector<float> samples = readFrames(*decoder, kCompared);
        const uint64_t expected = std::min(kCompared, frames - frame);
        if (largestDifference(samples, std::span(whole).subspan(frame * channels, expected * channels)) >
            tolerance)
            ++wrong;
    }
    EXPECT_EQ(wrong, 0);

    for (const uint64_t beyond : {frames, frames + 1, frames * 1'000, UINT64_MAX / 2}) {
        ASSERT_TRUE(decoder->seek(beyond));
        EXPECT_TRUE(readFrames(*decoder, 10).empty());
    }
    ASSERT_TRUE(decoder->seek(0));
    EXPECT_LE(largestDifference(readAll(*decoder), whole), tolerance);
}

using Encode = std::function<void(const Pcm&, const std::filesystem::path&)>;

void expectExactSeeks(const char* name, const Encode& encode, float tolerance,
                      const Pcm& pcm = sweep(kFrames))
{
    const TempFolder folder;
    encode(pcm, folder / name);
    expectExactSeeks(folder / name, tolerance);
}

TEST(Seek, Wav)
{
    expectExactSeeks(
        "a.wav", [](const Pcm& pcm, const auto& path) { writeWav(path, pcm); }, 0.0F);
}

TEST(Seek, Flac)
{
    expectExactSeeks(
        "a.flac", [](const Pcm& pcm, const auto& path) { encodeFlac(pcm, path); }, 0.0F);
}

TEST(Seek, FlacWithoutASeekTable)
{
    const auto encode = [](const Pcm& pcm, const auto& path) { encodeFlac(pcm, path, {"--no-seektable"}); };
    expectExactSeeks("a.flac", encode, 0.0F, noise(kFrames, 44'100, 2, 24));
}

TEST(Seek, OggFlac)
{
    expectExactSeeks(
        "a.oga", [](const Pcm& pcm, const auto& path) { encodeFlac(pcm, path, {"--ogg"}); }, 0.0F);
}

TEST(Seek, Mp3Cbr)
{
    expectExactSeeks(
        "a.mp3", [](const Pcm& pcm, const auto& path) { encodeMp3(pcm, path); }, 1e-6F);
}

TEST(Seek, Mp3Vbr)
{
    expectExactSeeks(
        "a.mp3", [](const Pcm& pcm, const auto& path) { encodeMp3(pcm, path, {"-V2"}); }, 1e-6F);
}

TEST(Seek, Mp3VbrNoise)
{
    const auto encode = [](const Pcm& pcm, const auto& path) { encodeMp3(pcm, path, {"-V0"}); };
    expectExactSeeks("a.mp3", encode, 1e-6F, noise(kFrames));
}

TEST(Seek, Mp3LowRateWithAFullReservoir)
{
    const auto encode = [](const Pcm& pcm, const auto& path) {
        encodeMp3(pcm, path, {"-b", "32", "--resample", "22.05"});
    };
    expectExactSeeks("a.mp3", encode, 1e-6F);
}

TEST(Seek, Mp3WithoutALameTag)
{
    expectExactSeeks(
        "a.mp3",
        [](const Pcm& pcm, const auto& path) {
            encodeMp3(pcm, path, {"-t", "-V4"});
        },
        1e-6F);
}

TEST(Seek, Mp2)
{
    expectExactSeeks(
        "a.mp2", [](const Pcm& pcm, const auto& path) { encodeWithSox(pcm, path); }, 1e-6F);
}

TEST(Seek, Vorbis)
{
    expectExactSeeks(
        "a.ogg", [](const Pcm& pcm, const auto& path) { encodeVorbis(pcm, path); }, 1e-6F);
}

TEST(Seek, VorbisSurround)
{
    const auto encode = [](const Pcm& pcm, const auto& path) { encodeVorbis(pcm, path); };
    expectExactSeeks("a.ogg", encode, 1e-6F, sweep(kFrames / 4, 48'000, 6));
}

// An Opus decoder converges on the state it would have had; the differences left are below any 16-bit step.
constexpr float kOpusConvergence = 1.5e-5F;

TEST(Seek, Opus)
{
    const auto encode = [](const Pcm& pcm, const auto& path) { encodeOpus(pcm, path); };
    expectExactSeeks("a.opus", encode, kOpusConvergence, sweep(kFrames, 48'000));
}

TEST(Seek, OpusNoise)
{
    const auto encode = [](const Pcm& pcm, const auto& path) { encodeOpus(pcm, path, {"--bitrate", "64"}); };
    expectExactSeeks("a.opus", encode, 1e-2F, noise(kFrames, 44'100));
}

TEST(Seek, OpusSurround)
{
    const auto encode = [](const Pcm& pcm, const auto& path) { encodeOpus(pcm, path); };
    expectExactSeeks("a.opus", encode, kOpusConvergence, sweep(kFrames / 4, 48'000, 6));
}

TEST(Seek, OpusSpeech)
{
    const auto encode = [](const Pcm& pcm, const auto& path) {
        encodeOpus(pcm, path, {"--speech", "--bitrate", "16"});
    };
    expectExactSeeks("a.opus", encode, 1e-2F, sweep(kFrames / 2, 16'000, 1));
}

} // namespace
} // namespace stellatune
