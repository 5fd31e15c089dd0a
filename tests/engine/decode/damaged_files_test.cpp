// Cut, damaged and lying files: what can be played is played, the rest is an end or an error, and never a
// crash.
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

constexpr uint64_t kFrames = 441'000; // enough for a dozen Ogg pages

struct Kind {
    const char* name;
    std::function<void(const Pcm&, const std::filesystem::path&)> encode;
};

const std::vector<Kind>& kinds()
{
    static const std::vector<Kind> kKinds{
        {"a.wav", [](const Pcm& pcm, const auto& path) { writeWav(path, pcm); }},
        {"a.flac", [](const Pcm& pcm, const auto& path) { encodeFlac(pcm, path); }},
        {"a.oga", [](const Pcm& pcm, const auto& path) { encodeFlac(pcm, path, {"--ogg"}); }},
        {"a.mp3", [](const Pcm& pcm, const auto& path) { encodeMp3(pcm, path); }},
        {"vbr.mp3",
         [](const Pcm& pcm, const auto& path) {
             encodeMp3(pcm, path, {"-V2", "-t"});
         }},
        {"a.mp2", [](const Pcm& pcm, const auto& path) { encodeWithSox(pcm, path); }},
        {"a.ogg", [](const Pcm& pcm, const auto& path) { encodeVorbis(pcm, path); }},
        {"a.opus", [](const Pcm& pcm, const auto& path) { encodeOpus(pcm, path); }},
        {"a.aiff", [](const Pcm& pcm, const auto& path) { encodeWithSox(pcm, path); }},
        {"a.caf", [](const Pcm& pcm, const auto& path) { encodeWithSox(pcm, path); }},
        {"a.w64", [](const Pcm& pcm, const auto& path) { encodeWithSox(pcm, path); }},
        {"a.au", [](const Pcm& pcm, const auto& path) { encodeWithSox(pcm, path); }},
    };
    return kKinds;
}

/// Opens and reads `path` to whatever end it has, then seeks about in it. Frames read; 0 when it does not
/// open.
uint64_t playWhatThereIs(const std::filesystem::path& path)
{
    Result<std::unique_ptr<Decoder>> opened = openDecoder(path);
    if (!opened) {
        EXPECT_NE(opened.error().message.find(path.filename().string()), std::string::npos)
            << opened.error().message;
        return 0;
    }
    Decoder& decoder = **opened;
    const uint32_t channels = decoder.info().format.channels();
    std::vector<float> block(4'096 * channels);
    uint64_t frames = 0;
    for (;;) {
        const Result<uint64_t> got = decoder.read(block);
        if (!got) {
            EXPECT_NE(got.error().message.find(path.filename().string()), std::string::npos);
            break;
        }
        frames += *got;
        EXPECT_LE(frames, kFrames * 20) << "a file this small cannot hold that much";
        if (*got < 4'096 || frames > kFrames * 20)
            break;
    }
    for (const uint64_t frame : {kFrames / 2, kFrames - 1, uint64_t{0}}) {
        if (decoder.seek(frame))
            (void)decoder.read(block);
    }
    return frames;
}

TEST(DamagedFiles, CutAtEverySixteenth)
{
    const Pcm pcm = sweep(kFrames);
    for (const Kind& kind : kinds()) {
        SCOPED_TRACE(kind.name);
        const TempFolder folder;
        kind.encode(pcm, folder / kind.name);
        const std::vector<unsigned char> whole = readBytes(folder / kind.name);
        uint64_t before = 0;
        for (size_t part = 0; part <= 16; ++part) {
            SCOPED_TRACE(part);
            writeBytes(folder / kind.name, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(
                                                                               whole.size() * part / 16)});
            const uint64_t frames = playWhatThereIs(folder / kind.name);
            EXPECT_GE(frames, before) << "more of the file gives less sound";
            // libsndfile wants the data chunk of a CAF file whole.
            if (part >= 8 && kind.name != std::string("a.caf")) {
                EXPECT_GT(frames, kFrames / 4);
            }
            before = frames;
        }
        EXPECT_GE(before, kFrames);
    }
}

TEST(DamagedFiles, ACutLosslessFileIsExactAsFarAsItGoes)
{
    const TempFolder folder;
    const Pcm pcm = noise(kFrames);
    const std::vector<float> expected = pcm.asFloat();
    for (const Kind& kind : kinds()) {
        const std::string name = kind.name;
        if (name != "a.wav" && name != "a.flac")
            continue;
        kind.encode(pcm, folder / name);
        std::vector<unsigned char> bytes = readBytes(folder / name);
        bytes.resize(bytes.size() / 2);
        writeBytes(folder / name, bytes);
        const std::vector<float> samples = readAll(folder / name);
        ASSERT_GT(samples.size(), expected.size() / 3);
        ASSERT_LT(samples.size(), expected.size());
        EXPECT_TRUE(std::equal(samples.begin(), samples.end(), expected.begin()));
    }
}

TEST(DamagedFiles, AHoleInTheMiddleIsSteppedOver)
{
    const Pcm pcm = sweep(kFrames);
    for (const Kind& kind : kinds()) {
        SCOPED_TRACE(kind.name);
        const TempFolder folder;
        kind.encode(pcm, folder / kind.name);
        std::vector<unsigned char> bytes = readBytes(folder / kind.name);
        std::mt19937 random(3);
        const size_t middle = bytes.size() / 2;
        for (size_t i = middle; i < middle + bytes.size() / 20; ++i)
            bytes[i] = static_cast<unsigned char>(random());
        writeBytes(folder / kind.name, bytes);
        EXPECT_GT(playWhatThereIs(folder / kind.name), kFrames * 6 / 10);
    }
}

TEST(DamagedFiles, WhatFollowsAHoleInFlacKeepsItsTime)
{
    const TempFolder folder;
    const Pcm pcm = noise(kFrames);
    encodeFlac(pcm, folder / "a.flac");
    std::vector<unsigned char> bytes = readBytes(folder / "a.flac");
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 2), 40'000, 0xAA);
    writeBytes(folder / "a.flac", bytes);
    const std::vector<float> samples = readAll(folder / "a.flac");
    const std::vector<float> expected = pcm.asFloat();
    ASSERT_EQ(samples.size(), expected.size());
    const size_t tail = expected.size() / 4;
    EXPECT_TRUE(std::equal(samples.end() - static_cast<std::ptrdiff_t>(tail), samples.end(),
                           expected.end() - static_cast<std::ptrdiff_t>(tail)));
}

TEST(DamagedFiles, RandomBytesChanged)
{
    const Pcm pcm = sweep(30'000);
    std::mt19937 random(11);
    for (const Kind& kind : kinds()) {
        SCOPED_TRACE(kind.name);
        const TempFolder folder;
        kind.encode(pcm, folder / kind.name);
        const std::vector<unsigned char> whole = readBytes(folder / kind.name);
        for (int round = 0; round < 60; ++round) {
            std::vector<unsigned char> bytes = whole;
            // Half of the rounds aim at the headers, where lies do the most.
            const size_t reach = round % 2 == 0 ? std::min<size_t>(bytes.size(), 128) : bytes.size();
            for (int change = 0; change < 4; ++change)
                bytes[random() % reach] = static_cast<unsigned char>(random());
            writeBytes(folder / kind.name, bytes);
            playWhatThereIs(folder / kind.name);
        }
    }
}

TEST(DamagedFiles, BiggerTagsThanTheFile)
{
    const TempFolder folder;
    encodeMp3(sweep(kFrames), folder / "a.mp3");
    std::vector<unsigned char> bytes = readBytes(folder / "a.mp3");
    const std::vector<unsigned char> tag{'I', 'D', '3', 4, 0, 0, 0x7F, 0x7F, 0x7F, 0x7F};
    bytes.insert(bytes.begin(), tag.begin(), tag.end());
    writeBytes(folder / "a.mp3", bytes);
    EXPECT_GE(playWhatThereIs(folder / "a.mp3"), kFrames);
}

TEST(DamagedFiles, DeletedWhileOpen)
{
    const Pcm pcm = sweep(kFrames);
    for (const Kind& kind : kinds()) {
        SCOPED_TRACE(kind.name);
        const TempFolder folder;
        kind.encode(pcm, folder / kind.name);
        const std::vector<float> expected = readAll(folder / kind.name);
        const auto decoder = mustOpen(folder / kind.name);
        std::vector<float> samples = readFrames(*decoder, 1'000);
        std::filesystem::remove(folder / kind.name);
        const std::vector<float> rest = readAll(*decoder);
        samples.insert(samples.end(), rest.begin(), rest.end());
        EXPECT_EQ(samples, expected);
    }
}

TEST(DamagedFiles, CutWhileOpen)
{
    const Pcm pcm = sweep(kFrames);
    for (const Kind& kind : kinds()) {
        SCOPED_TRACE(kind.name);
        const TempFolder folder;
        kind.encode(pcm, folder / kind.name);
        const auto decoder = mustOpen(folder / kind.name);
        const uint32_t channels = decoder->info().format.channels();
        std::vector<float> block(4'096 * channels);
        ASSERT_TRUE(decoder->read(block));
        std::filesystem::resize_file(folder / kind.name, std::filesystem::file_size(folder / kind.name) / 4);
        uint64_t frames = 0;
        for (uint64_t got = 4'096; got == 4'096; frames += got) {
            const Result<uint64_t> read = decoder->read(block);
            if (!read)
                break;
            got = *read;
        }
        EXPECT_LT(frames, kFrames / 2);
    }
}

} // namespace
} // namespace stellatune
