// MP3, Vorbis and Opus: exactly as many frames as went in, and at the right place.
#include "tests/engine/decode/decoding.h"
#include "tests/fixtures/encoded_audio.h"

#include <cmath>
#include <numeric>
#include <string>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace decoding;
using namespace fixtures;

constexpr uint64_t kFrames = 100'003; // no multiple of any codec's block

TEST(Lossy, Mp3WithItsLameTagIsExact)
{
    const TempFolder folder;
    const Pcm pcm = sweep(kFrames);
    for (const std::vector<std::string>& options :
         {std::vector<std::string>{}, {"-V2"}, {"-V4"}, {"--abr", "130"}, {"-b", "320"}, {"-m", "m"}}) {
        SCOPED_TRACE(options.empty() ? "CBR" : options[0]);
        encodeMp3(pcm, folder / "file.mp3", options);
        const auto decoder = mustOpen(folder / "file.mp3");
        const DecoderInfo& info = decoder->info();
        EXPECT_EQ(info.codec, "MP3");
        EXPECT_EQ(info.sampleFormat, SampleFormat::Float32);
        EXPECT_EQ(info.significantBits, 0U);
        EXPECT_FALSE(info.lossless);
        EXPECT_EQ(info.frames, kFrames);
        EXPECT_EQ(info.encoderDelay, 576U);
        EXPECT_EQ((kFrames + info.encoderDelay + info.encoderPadding) % 1'152, 0U);
        const std::vector<float> samples = readAll(*decoder);
        EXPECT_EQ(samples.size(), kFrames * info.format.channels());
        if (info.format.channels() == 2) {
            EXPECT_EQ(delayOf(samples, pcm, kFrames / 2), 0);
        }
    }
}

TEST(Lossy, Mp3WithoutALameTagPlaysWhatIsThere)
{
    const TempFolder folder;
    const Pcm pcm = sweep(kFrames);
    for (const std::vector<std::string>& options : {std::vector<std::string>{"-t"}, {"-t", "-V2"}}) {
        encodeMp3(pcm, folder / "file.mp3", options);
        const auto decoder = mustOpen(folder / "file.mp3");
        const DecoderInfo& info = decoder->info();
        EXPECT_EQ(info.encoderDelay, 0U);
        EXPECT_EQ(info.encoderPadding, 0U);
        ASSERT_TRUE(info.frames);
        EXPECT_GE(*info.frames, kFrames);
        EXPECT_EQ(*info.frames % 1'152, 0U);
        EXPECT_EQ(readAll(*decoder).size(), *info.frames * 2);
    }
}

TEST(Lossy, Mp3OfEveryRate)
{
    const TempFolder folder;
    for (const uint32_t rate :
         {8'000U, 11'025U, 12'000U, 16'000U, 22'050U, 24'000U, 32'000U, 44'100U, 48'000U}) {
        SCOPED_TRACE(rate);
        encodeMp3(sweep(30'011, rate), folder / "file.mp3", {"--resample", std::to_string(rate / 1000.0)});
        const auto decoder = mustOpen(folder / "file.mp3");
        EXPECT_EQ(decoder->info().format.sampleRate, rate);
        EXPECT_EQ(decoder->info().frames, 30'011U);
        EXPECT_EQ(readAll(*decoder).size(), 30'011U * 2);
    }
}

TEST(Lossy, Mp2)
{
    const TempFolder folder;
    encodeWithSox(sweep(kFrames), folder / "file.mp2");
    const auto decoder = mustOpen(folder / "file.mp2");
    EXPECT_EQ(decoder->info().codec, "MP2");
    ASSERT_TRUE(decoder->info().frames);
    EXPECT_EQ(*decoder->info().frames % 1'152, 0U);
    EXPECT_EQ(readAll(*decoder).size(), *decoder->info().frames * 2);
}

TEST(Lossy, VorbisIsExact)
{
    const TempFolder folder;
    const Pcm pcm = sweep(kFrames);
    for (const char* quality : {"-q1", "-q4", "-q10"}) {
        encodeVorbis(pcm, folder / "file.ogg", {quality});
        const auto decoder = mustOpen(folder / "file.ogg");
        EXPECT_EQ(decoder->info().codec, "Vorbis");
        EXPECT_EQ(decoder->info().frames, kFrames);
        const std::vector<float> samples = readAll(*decoder);
        EXPECT_EQ(samples.size(), kFrames * 2);
        EXPECT_EQ(delayOf(samples, pcm, kFrames / 2), 0);
    }
}

TEST(Lossy, OpusIsExact)
{
    const TempFolder folder;
    const Pcm pcm = sweep(kFrames, 48'000);
    for (const std::vector<std::string>& options : {std::vector<std::string>{},
                                                    {"--framesize", "2.5"},
                                                    {"--framesize", "60"},
                                                    {"--hard-cbr"},
                                                    {"--bitrate", "48"}}) {
        SCOPED_TRACE(options.empty() ? "default" : options[0] + options.back());
        encodeOpus(pcm, folder / "file.opus", options);
        const auto decoder = mustOpen(folder / "file.opus");
        EXPECT_EQ(decoder->info().codec, "Opus");
        EXPECT_EQ(decoder->info().format.sampleRate, 48'000U);
        EXPECT_EQ(decoder->info().frames, kFrames);
        EXPECT_EQ(decoder->info().encoderDelay, 312U);
        const std::vector<float> samples = readAll(*decoder);
        EXPECT_EQ(samples.size(), kFrames * 2);
        EXPECT_EQ(delayOf(samples, pcm, kFrames / 2), 0);
    }
}

/// RFC 7845: the gain in the header is always applied.
TEST(Lossy, OpusHeaderGainIsApplied)
{
    const TempFolder folder;
    encodeOpus(sweep(kFrames, 48'000), folder / "file.opus");
    const std::vector<float> plain = readAll(folder / "file.opus");
    std::vector<unsigned char> bytes = readBytes(folder / "file.opus");
    // OpusHead is the first page's only packet, behind 28 bytes of page header; the gain is 16 bits at 16, in
    // 1/256 dB. The page's checksum is made anew below.
    constexpr size_t kGainAt = 28 + 16;
    constexpr int kGain = -6 * 256;
    bytes[kGainAt] = static_cast<unsigned char>(kGain & 0xFF);
    bytes[kGainAt + 1] = static_cast<unsigned char>((kGain >> 8) & 0xFF);
    const size_t pageBytes = 28 + bytes[27];
    std::fill_n(bytes.begin() + 22, 4, 0);
    uint32_t checksum = 0;
    for (size_t i = 0; i < pageBytes; ++i) {
        checksum ^= static_cast<uint32_t>(bytes[i]) << 24;
        for (int bit = 0; bit < 8; ++bit)
            checksum = checksum << 1 ^ ((checksum & 0x8000'0000U) != 0 ? 0x04C1'1DB7U : 0U);
    }
    for (size_t i = 0; i < 4; ++i)
        bytes[22 + i] = static_cast<unsigned char>(checksum >> (8 * i));
    writeBytes(folder / "file.opus", bytes);

    const std::vector<float> quiet = readAll(folder / "file.opus");
    ASSERT_EQ(quiet.size(), plain.size());
    const auto energy = [](const std::vector<float>& samples) {
        return std::inner_product(samples.begin(), samples.end(), samples.begin(), 0.0);
    };
    EXPECT_NEAR(10.0 * std::log10(energy(quiet) / energy(plain)), -6.0, 0.05);
}

/// Speech recorded at 16 kHz: an Opus stream is 48 kHz whatever went in, RFC 7845 section 5.1.
TEST(Lossy, OpusOfLowRates)
{
    const TempFolder folder;
    for (const uint32_t rate : {8'000U, 16'000U, 24'000U, 44'100U}) {
        SCOPED_TRACE(rate);
        encodeOpus(sweep(rate * 2, rate, 1), folder / "file.opus");
        const auto decoder = mustOpen(folder / "file.opus");
        const uint32_t decoded = decoder->info().format.sampleRate;
        EXPECT_EQ(decoder->info().frames, decoded * 2);
        EXPECT_EQ(readAll(*decoder).size(), decoded * 2);
    }
}

} // namespace
} // namespace stellatune
