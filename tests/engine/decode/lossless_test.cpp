// Files that hold samples exactly must come out exactly, in every depth, channel count and rate that is
// played.
#include "tests/engine/decode/decoding.h"
#include "tests/fixtures/encoded_audio.h"

#include <functional>
#include <string>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace decoding;
using namespace fixtures;

constexpr uint64_t kFrames = 20'011;

using Encode = std::function<void(const Pcm&, const std::filesystem::path&)>;

struct Format {
    const char* name; ///< also the extension
    const char* codec;
    Encode encode;
};

const std::vector<Format>& formats()
{
    static const std::vector<Format> kFormats{
        {"wav", "WAV", [](const Pcm& pcm, const auto& path) { writeWav(path, pcm); }},
        {"flac", "FLAC", [](const Pcm& pcm, const auto& path) { encodeFlac(pcm, path); }},
        {"oga", "FLAC", [](const Pcm& pcm, const auto& path) { encodeFlac(pcm, path, {"--ogg"}); }},
        {"aiff", "AIFF", [](const Pcm& pcm, const auto& path) { encodeWithSox(pcm, path); }},
        {"caf", "CAF", [](const Pcm& pcm, const auto& path) { encodeWithSox(pcm, path); }},
        {"w64", "W64", [](const Pcm& pcm, const auto& path) { encodeWithSox(pcm, path); }},
        {"au", "AU", [](const Pcm& pcm, const auto& path) { encodeWithSox(pcm, path); }},
    };
    return kFormats;
}

SampleFormat stored(uint32_t bits)
{
    return bits == 8    ? SampleFormat::Int8
           : bits == 16 ? SampleFormat::Int16
           : bits == 24 ? SampleFormat::Int24
                        : SampleFormat::Int32;
}

void expectExact(const Format& format, const Pcm& pcm)
{
    SCOPED_TRACE(std::string(format.name) + " " + std::to_string(pcm.bits) + " bit, " +
                 std::to_string(pcm.channels) + " channels, " + std::to_string(pcm.sampleRate) + " Hz");
    const TempFolder folder;
    const auto path = folder / (std::string("file.") + format.name);
    format.encode(pcm, path);
    const auto decoder = mustOpen(path);
    const DecoderInfo& info = decoder->info();
    EXPECT_EQ(info.codec, format.codec);
    EXPECT_EQ(info.format, (AudioFormat{pcm.sampleRate, ChannelLayout::standard(pcm.channels)}));
    EXPECT_EQ(info.sampleFormat, stored(pcm.bits));
    EXPECT_EQ(info.significantBits, pcm.bits);
    EXPECT_TRUE(info.lossless);
    EXPECT_TRUE(info.seekable);
    EXPECT_EQ(info.frames, pcm.frames());
    EXPECT_EQ(readAll(*decoder), pcm.asFloat());
}

TEST(Lossless, EveryDepth)
{
    for (const Format& format : formats()) {
        for (const uint32_t bits : {8U, 16U, 24U, 32U}) {
            expectExact(format, noise(kFrames, 44'100, 2, bits));
        }
    }
}

TEST(Lossless, EveryChannelCount)
{
    for (const Format& format : formats()) {
        for (uint32_t channels = 1; channels <= kMaxChannels; ++channels)
            expectExact(format, noise(kFrames / channels, 48'000, channels, 16, channels));
    }
}

TEST(Lossless, EveryRate)
{
    for (const Format& format : formats()) {
        for (const uint32_t rate :
             {8'000U, 11'025U, 22'050U, 44'100U, 48'000U, 88'200U, 96'000U, 176'400U, 192'000U})
            expectExact(format, noise(5'003, rate, 2, 24));
    }
}

TEST(Lossless, FloatKeepsEveryValue)
{
    const TempFolder folder;
    std::vector<float> samples{0.0F, -0.0F, 1.0F, -1.0F, 1.5F, -2.75F, 1e-30F, 0x1p-149F, 0.1F, -0.333333F};
    writeFloatWav(folder / "float.wav", samples, 44'100, 2);
    const auto decoder = mustOpen(folder / "float.wav");
    EXPECT_EQ(decoder->info().sampleFormat, SampleFormat::Float32);
    EXPECT_EQ(decoder->info().significantBits, 32U);
    EXPECT_TRUE(decoder->info().lossless);
    EXPECT_EQ(readAll(*decoder), samples);
}

TEST(Lossless, DoubleIsRoundedToFloat)
{
    const TempFolder folder;
    const Pcm pcm = noise(kFrames, 44'100, 2, 24);
    encodeWithSox(pcm, folder / "double.wav", {"-e", "floating-point", "-b", "64"});
    const auto decoder = mustOpen(folder / "double.wav");
    EXPECT_EQ(decoder->info().sampleFormat, SampleFormat::Float64);
    EXPECT_EQ(readAll(*decoder), pcm.asFloat());
}

TEST(Lossless, TheSizeOfAReadMakesNoDifference)
{
    const TempFolder folder;
    const Pcm pcm = noise(kFrames);
    encodeFlac(pcm, folder / "file.flac");
    const std::vector<float> expected = pcm.asFloat();
    for (const uint64_t step : {1UL, 7UL, 4'095UL, 4'096UL, 4'097UL, 50'000UL}) {
        const auto decoder = mustOpen(folder / "file.flac");
        EXPECT_EQ(readAll(*decoder, step), expected) << step;
    }
}

TEST(Lossless, FlacBlockSizes)
{
    const TempFolder folder;
    const Pcm pcm = noise(150'000);
    for (const char* size : {"16", "576", "4608", "65535"}) {
        encodeFlac(pcm, folder / "file.flac", {"--lax", std::string("--blocksize=") + size});
        EXPECT_EQ(readAll(folder / "file.flac"), pcm.asFloat()) << size;
    }
}

TEST(Lossless, FlacWithoutALengthInItsHeader)
{
    const TempFolder folder;
    const Pcm pcm = noise(kFrames);
    encodeFlac(pcm, folder / "file.flac");
    std::vector<unsigned char> bytes = readBytes(folder / "file.flac");
    bytes[21] &= 0xF0; // 36 bits of length: the low half of this byte and the four after it
    std::fill_n(bytes.begin() + 22, 4, 0);
    writeBytes(folder / "file.flac", bytes);
    const auto decoder = mustOpen(folder / "file.flac");
    EXPECT_FALSE(decoder->info().frames);
    EXPECT_EQ(readAll(*decoder), pcm.asFloat());
    ASSERT_TRUE(decoder->seek(12'345));
    EXPECT_EQ(readAll(*decoder), pcm.slice(12'345, kFrames - 12'345).asFloat());
    ASSERT_TRUE(decoder->seek(kFrames + 5));
    EXPECT_TRUE(readAll(*decoder).empty());
}

} // namespace
} // namespace stellatune
