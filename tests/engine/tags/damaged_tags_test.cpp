#include "engine/tags/tag_text.h"
#include "engine/tags/tags.h"
#include "tests/fixtures/encoded_audio.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace stellatune {
namespace {

using namespace fixtures;
using Bytes = std::vector<unsigned char>;

void expectSound(const std::filesystem::path& path)
{
    const Result<TrackTags> tags = readTags(path);
    if (tags) {
        for (const std::string* text : {&tags->title, &tags->artist, &tags->album, &tags->genre, &tags->date})
            EXPECT_TRUE(tagtext::isValidUtf8(*text));
        EXPECT_GE(tags->durationSeconds, 0.0);
    } else {
        EXPECT_FALSE(tags.error().message.empty());
    }
    (void)readCover(path);
}

struct Damaged : testing::Test {
    std::vector<std::filesystem::path> everyFormat()
    {
        const Pcm pcm = sweep(8'820);
        runTool({"convert", "-size", "32x32", "xc:red", picture.string()});
        encodeFlac(pcm, folder / "a.flac", {"-T", "TITLE=Title", "--picture=3||||" + picture.string()});
        encodeMp3(pcm, folder / "a.mp3", {"--tt", "Jóga", "--ta", "Artist", "--ti", picture.string()});
        encodeVorbis(pcm, folder / "a.ogg", {"-t", "Title", "-a", "Artist"});
        encodeOpus(pcm, folder / "a.opus", {"--title", "Title", "--picture", picture.string()});
        encodeWithSox(pcm, folder / "a.aiff", {"--comment", "Title"});
        writeWav(folder / "a.wav", pcm);
        return {folder / "a.flac", folder / "a.mp3",  folder / "a.ogg",
                folder / "a.opus", folder / "a.aiff", folder / "a.wav"};
    }

    TempFolder folder;
    TempFolder pictures;
    std::filesystem::path picture = pictures / "red.jpg";
};

TEST_F(Damaged, TruncatedAtEverySixteenth)
{
    for (const auto& path : everyFormat()) {
        const Bytes whole = readBytes(path);
        for (size_t part = 0; part < 16; ++part) {
            SCOPED_TRACE(path.filename().string() + " cut at " + std::to_string(part) + "/16");
            writeBytes(path,
                       Bytes(whole.begin(), whole.begin() + static_cast<long>(whole.size() * part / 16)));
            expectSound(path);
        }
    }
}

TEST_F(Damaged, BytesChangedInTheHeaders)
{
    std::mt19937 random(7);
    for (const auto& path : everyFormat()) {
        const Bytes whole = readBytes(path);
        for (int round = 0; round < 200; ++round) {
            SCOPED_TRACE(path.filename().string() + " round " + std::to_string(round));
            Bytes bytes = whole;
            for (int change = 0; change < 6; ++change)
                bytes[random() % std::min<size_t>(bytes.size(), 600)] = static_cast<unsigned char>(random());
            writeBytes(path, bytes);
            expectSound(path);
        }
    }
}

TEST_F(Damaged, NoiseUnderEveryName)
{
    std::mt19937 random(11);
    Bytes noiseBytes(20'000);
    for (unsigned char& byte : noiseBytes)
        byte = static_cast<unsigned char>(random());
    for (const char* name :
         {"n.flac", "n.mp3", "n.ogg", "n.opus", "n.m4a", "n.wav", "n.aiff", "n.ape", "n.wma", "n"}) {
        SCOPED_TRACE(name);
        writeBytes(folder / name, noiseBytes);
        expectSound(folder / name);
        writeBytes(folder / name, {});
        expectSound(folder / name);
    }
}

TEST_F(Damaged, PlacesThatAreNoFiles)
{
    const auto fifo = folder / "fifo.flac";
    ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
    const Result<TrackTags> fromFifo = readTags(fifo);
    ASSERT_FALSE(fromFifo);
    EXPECT_EQ(fromFifo.error().code, ErrorCode::Unsupported);
    EXPECT_FALSE(readCover(fifo));

    const Result<TrackTags> fromFolder = readTags(folder.path());
    ASSERT_FALSE(fromFolder);
    EXPECT_EQ(fromFolder.error().code, ErrorCode::Unsupported);

    const Result<TrackTags> fromNothing = readTags(folder / "nothing.flac");
    ASSERT_FALSE(fromNothing);
    EXPECT_EQ(fromNothing.error().code, ErrorCode::NotFound);
    EXPECT_NE(fromNothing.error().message.find("nothing.flac"), std::string::npos);
}

} // namespace
} // namespace stellatune
