// Tracker music through the plugin's library, from modules made here.
#include "plugins/decoder-ffmpeg/tests/plugin_decoding.h"

#include <pluginapi/sdk/json.h>

#include <cmath>
#include <numbers>
#include <string_view>

#include <gtest/gtest.h>
#include <libopenmpt/libopenmpt.h>

namespace stellatune::plugintest {
namespace {

using Bytes = std::vector<unsigned char>;

/// One note in one channel of a MOD pattern.
struct Note {
    int row;
    int channel;
    uint16_t period; ///< 428 is a C of the middle octave
    uint8_t effect = 0;
    uint8_t parameter = 0;
};

/// A MOD of four channels with one sample, a looped sine of 32 samples. At the usual speed a row takes 0.12
/// seconds and a pattern of 64 rows 7.68.
Bytes makeMod(const std::vector<std::vector<Note>>& patterns, const std::vector<uint8_t>& orders)
{
    constexpr size_t kSampleSize = 64;
    Bytes file;
    const auto text = [&file](std::string_view words, size_t size) {
        for (size_t i = 0; i < size; ++i)
            file.push_back(i < words.size() ? static_cast<unsigned char>(words[i]) : 0);
    };
    const auto big = [&file](unsigned value) {
        file.push_back(static_cast<unsigned char>(value >> 8U));
        file.push_back(static_cast<unsigned char>(value));
    };
    text("test tune", 20);
    for (int sample = 0; sample < 31; ++sample) {
        text(sample == 0 ? "made by the test" : "", 22);
        big(sample == 0 ? kSampleSize / 2 : 0);
        file.push_back(0);                    // finetune
        file.push_back(sample == 0 ? 64 : 0); // volume
        big(0);                               // loop start
        big(sample == 0 ? kSampleSize / 2 : 1);
    }
    file.push_back(static_cast<unsigned char>(orders.size()));
    file.push_back(127);
    for (size_t i = 0; i < 128; ++i)
        file.push_back(i < orders.size() ? orders[i] : 0);
    text("M.K.", 4);
    for (const std::vector<Note>& pattern : patterns) {
        Bytes rows(64 * 4 * 4, 0);
        for (const Note& note : pattern) {
            unsigned char* const cell = rows.data() + (note.row * 4 + note.channel) * 4;
            cell[0] = static_cast<unsigned char>(note.period >> 8U);
            cell[1] = static_cast<unsigned char>(note.period);
            cell[2] = static_cast<unsigned char>((note.period != 0 ? 0x10U : 0U) | note.effect);
            cell[3] = note.parameter;
        }
        file.insert(file.end(), rows.begin(), rows.end());
    }
    for (size_t i = 0; i < kSampleSize; ++i)
        file.push_back(static_cast<unsigned char>(static_cast<int>(
            std::lround(100.0 * std::sin(2.0 * std::numbers::pi * static_cast<double>(i) / 32.0)))));
    return file;
}

Bytes tune()
{
    return makeMod({{{0, 0, 428}, {16, 1, 339}, {32, 2, 285}, {48, 3, 214}}, {{0, 0, 381}, {32, 1, 254}}},
                   {0, 1, 0});
}

/// Two pieces: the first goes back to its own start, and the second stands behind it.
Bytes twoTunes()
{
    return makeMod({{{0, 0, 428}, {63, 0, 0, 0xB, 0}}, {{0, 0, 214}, {15, 0, 0, 0xB, 1}}}, {0, 1});
}

DecoderPointer open(const Bytes& bytes, uint32_t subsong = 0, const std::string& config = {})
{
    return mustOpen(std::make_shared<MemoryStream>(bytes), "tune.mod", subsong, config);
}

double loudness(std::span<const float> samples)
{
    double power = 0.0;
    for (const float sample : samples)
        power += static_cast<double>(sample) * sample;
    return samples.empty() ? 0.0 : std::sqrt(power / static_cast<double>(samples.size()));
}

TEST(TrackerMusic, playsAsLongAsItSays)
{
    const DecoderPointer decoder = open(tune());
    const StDecoderInfo& info = decoder->info();
    EXPECT_EQ(info.sample_rate, 48'000U);
    EXPECT_EQ(info.channels, 2U);
    EXPECT_EQ(info.channel_mask, ST_SPEAKER_FRONT_LEFT | ST_SPEAKER_FRONT_RIGHT);
    EXPECT_EQ(info.flags, ST_DECODER_GENERATED);
    EXPECT_EQ(info.bits_per_sample, 0U);
    EXPECT_EQ(info.subsongs, 1U);
    EXPECT_NEAR(static_cast<double>(info.frames), 3 * 7.68 * 48'000, 100.0);
    const std::vector<float> all = readAll(*decoder);
    EXPECT_EQ(all.size(), info.frames * 2);
    EXPECT_GT(loudness(all), 0.02);
    EXPECT_EQ(readAll(*open(tune()), 77), all) << "however it is asked for";
}

TEST(TrackerMusic, tellsWhatItIs)
{
    const sdk::Json tags = sdk::Json::parse(open(tune())->metadata().value());
    EXPECT_EQ(tags["codec"].text(), "MOD");
    EXPECT_EQ(tags["title"].text(), "test tune");
    EXPECT_NE(tags["comment"].text().find("made by the test"), std::string::npos);
}

TEST(TrackerMusic, seeksToTheRowThatHoldsTheFrame)
{
    const DecoderPointer decoder = open(tune());
    const uint64_t frames = decoder->info().frames;
    const std::vector<float> all = readAll(*decoder);
    constexpr uint64_t kRow = 5'760;
    for (const uint64_t frame :
         {frames / 2, uint64_t{3 * kRow + 17}, frames - 10, uint64_t{40 * kRow}, uint64_t{1}}) {
        const Result<uint64_t> reached = decoder->seek(frame);
        ASSERT_TRUE(reached);
        EXPECT_LE(*reached, frame);
        EXPECT_LE(frame - *reached, 2 * kRow) << frame;
        EXPECT_EQ(readFrames(*decoder, UINT64_MAX).size(), (frames - *reached) * 2) << frame;
    }
    ASSERT_EQ(decoder->seek(0).value(), 0U);
    EXPECT_EQ(readAll(*decoder), all);
    EXPECT_EQ(decoder->seek(frames).value(), frames);
    EXPECT_TRUE(readFrames(*decoder, 10).empty());
    EXPECT_EQ(decoder->seek(UINT64_MAX).value(), frames);
}

TEST(TrackerMusic, landsWhereTheNotesAre)
{
    // Silence, then one note in the middle: found at the same place after a jump.
    const Bytes bytes = makeMod({{{32, 0, 428}}}, {0});
    const DecoderPointer decoder = open(bytes);
    const std::vector<float> all = readAll(*decoder);
    const auto firstSound = [](std::span<const float> samples) {
        size_t i = 0;
        while (i < samples.size() && std::abs(samples[i]) < 0.01F)
            ++i;
        return static_cast<double>(i / 2);
    };
    const double expected = firstSound(all);
    EXPECT_NEAR(expected, 32 * 5'760, 600.0);
    const uint64_t reached = decoder->seek(150'000).value();
    EXPECT_NEAR(static_cast<double>(reached) + firstSound(readAll(*decoder)), expected, 50.0);
}

TEST(TrackerMusic, playsEachPieceOfAFile)
{
    const DecoderPointer first = open(twoTunes(), 0);
    ASSERT_EQ(first->info().subsongs, 2U);
    const DecoderPointer second = open(twoTunes(), 1);
    EXPECT_NEAR(static_cast<double>(first->info().frames), 7.68 * 48'000, 100.0);
    EXPECT_NEAR(static_cast<double>(second->info().frames), 16 * 0.12 * 48'000, 100.0);
    EXPECT_GT(loudness(readAll(*second)), 0.02);
    EXPECT_EQ(sdk::Json::parse(first->metadata().value())["subsong_names"].size(), 2U);
    const Result<DecoderPointer> third = tryOpen(std::make_shared<MemoryStream>(twoTunes()), "tune.mod", 2);
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().code, ErrorCode::NotFound);
}

TEST(TrackerMusic, followsItsSettings)
{
    const std::vector<float> usual = readAll(*open(tune()));
    const DecoderPointer slow = open(tune(), 0, R"({"sample_rate": 44100})");
    EXPECT_EQ(slow->info().sample_rate, 44'100U);
    EXPECT_NEAR(static_cast<double>(slow->info().frames), 3 * 7.68 * 44'100, 100.0);

    const std::vector<float> mono = readAll(*open(tune(), 0, R"({"stereo_separation": 0})"));
    for (size_t i = 0; i < mono.size(); i += 2)
        ASSERT_NEAR(mono[i], mono[i + 1], 1e-6F);
    EXPECT_NE(readAll(*open(tune(), 0, R"({"interpolation": "none"})")), usual);

    const DecoderPointer repeating = open(tune(), 0, R"({"repeats": 1})");
    EXPECT_EQ(repeating->info().frames, ST_FRAMES_UNKNOWN);
    // Where no length cuts it, libopenmpt fades out for a tenth of a second.
    EXPECT_NEAR(static_cast<double>(readAll(*repeating).size()), 2.0 * static_cast<double>(usual.size()),
                10'000.0);

    for (const char* const wrong :
         {R"({"sample_rate": 47000})", R"({"interpolation": "best"})", R"({"stereo_separation": 201})",
          R"({"repeats": -1})", R"({"repeats": "x"})", "[]", "{"})
        EXPECT_FALSE(DecoderInstance::create(lease(), STELLATUNE_TESTED_TYPE, wrong)) << wrong;
}

TEST(TrackerMusic, changesSeparationAndInterpolationWhilePlaying)
{
    const DecoderPointer decoder = open(tune());
    readFrames(*decoder, 100'000);
    const std::string config = R"({"stereo_separation": 0, "interpolation": "linear"})";
    ASSERT_EQ(decoder->planConfig(config).value().change, ConfigChange::HotApply);
    EXPECT_EQ(decoder->planConfig(R"({"sample_rate": 96000})").value().change, ConfigChange::Recreate);
    EXPECT_EQ(decoder->planConfig(R"({"repeats": 2})").value().change, ConfigChange::Recreate);
    ASSERT_TRUE(decoder->applyConfig(config));
    readFrames(*decoder, 4'800); // libopenmpt glides
    const std::vector<float> after = readFrames(*decoder, 10'000);
    for (size_t i = 0; i < after.size(); i += 2)
        ASSERT_NEAR(after[i], after[i + 1], 1e-5F);
    EXPECT_GT(loudness(after), 0.01);
}

TEST(TrackerMusic, knowsEveryExtensionItClaims)
{
    const StDecoderType* const type = lease()->library().decoder(STELLATUNE_TESTED_TYPE);
    ASSERT_NE(type, nullptr);
    for (uint32_t i = 0; i < type->score_count; ++i) {
        const std::string extension(type->scores[i].extension.data, type->scores[i].extension.size);
        EXPECT_TRUE(openmpt_is_extension_supported(extension.c_str())) << extension;
    }
    EXPECT_GE(type->score_count, 50U);
}

TEST(TrackerMusic, refusesWhatIsNone)
{
    for (const Bytes& bytes : {Bytes{}, Bytes{0}, Bytes(5'000, 0), Bytes(5'000, 'x'), Bytes(300'000, 0xA5)}) {
        const Result<DecoderPointer> decoder = tryOpen(std::make_shared<MemoryStream>(bytes), "tune.mod");
        ASSERT_FALSE(decoder);
        EXPECT_TRUE(decoder.error().code == ErrorCode::Unsupported ||
                    decoder.error().code == ErrorCode::Corrupt);
        EXPECT_FALSE(decoder.error().message.empty());
    }
}

TEST(TrackerMusic, survivesBeingCutAndDamaged)
{
    const Bytes whole = tune();
    for (size_t part = 0; part <= 16; ++part) {
        const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() * part / 16));
        if (Result<DecoderPointer> decoder = tryOpen(std::make_shared<MemoryStream>(cut), "tune.mod")) {
            EXPECT_EQ(readAll(**decoder).size(), (*decoder)->info().frames * 2);
        }
    }
    for (unsigned round = 0; round < 60; ++round) {
        Bytes damaged = whole;
        for (unsigned i = 0; i < 30; ++i)
            damaged[(round * 7'919 + i * 104'729) % damaged.size()] =
                static_cast<unsigned char>(round * 31 + i * 17);
        if (Result<DecoderPointer> decoder = tryOpen(std::make_shared<MemoryStream>(damaged), "tune.mod"))
            readFrames(**decoder, 500'000);
    }
}

TEST(TrackerMusic, needsNoSeekingStreamAndPassesInterruptionsOn)
{
    auto forwards = std::make_shared<MemoryStream>(tune());
    forwards->canSeek = false;
    const DecoderPointer decoder = mustOpen(forwards, "tune.mod");
    EXPECT_EQ(readAll(*decoder), readAll(*open(tune())));
    EXPECT_TRUE(decoder->seek(0));

    auto interrupted = std::make_shared<MemoryStream>(tune());
    interrupted->interrupt();
    EXPECT_EQ(tryOpen(interrupted, "tune.mod").error().code, ErrorCode::Cancelled);
    auto failing = std::make_shared<MemoryStream>(tune());
    failing->failsFrom = 1'000;
    EXPECT_EQ(tryOpen(failing, "tune.mod").error().code, ErrorCode::Io);
}

} // namespace
} // namespace stellatune::plugintest
