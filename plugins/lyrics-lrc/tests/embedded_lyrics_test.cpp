// Lyrics in the tags of real files, made by real encoders and tagged by TagLib or FFmpeg.
#include "plugins/lyrics-lrc/tests/lyrics_fixture.h"
#include "tests/fixtures/encoded_audio.h"

#include <apetag.h>
#include <flacfile.h>
#include <id3v2tag.h>
#include <mpegfile.h>
#include <synchronizedlyricsframe.h>
#include <textidentificationframe.h>
#include <tpropertymap.h>
#include <unsynchronizedlyricsframe.h>
#include <vorbisfile.h>
#include <wavpackfile.h>
#include <xiphcomment.h>

#include <gmock/gmock.h>

namespace stellatune::lrc {
namespace {

using TagLib::ID3v2::SynchronizedLyricsFrame;
using TagLib::ID3v2::UnsynchronizedLyricsFrame;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kWords = "Für Elise\n\nTā tā tā";

TagLib::String text(const char* utf8)
{
    return {utf8, TagLib::String::UTF8};
}

class EmbeddedLyrics : public LyricsTest {
  protected:
    std::filesystem::path makeMp3() const
    {
        const std::filesystem::path path = folder() / "a.mp3";
        fixtures::encodeMp3(fixtures::sweep(20'000), path);
        return path;
    }
    std::filesystem::path makeFlac() const
    {
        const std::filesystem::path path = folder() / "a.flac";
        fixtures::encodeFlac(fixtures::sweep(20'000), path);
        return path;
    }

    static void addWords(TagLib::ID3v2::Tag& tag, const char* words, const char* language,
                         TagLib::String::Type encoding = TagLib::String::UTF16)
    {
        auto* frame = new UnsynchronizedLyricsFrame(encoding); // the tag's from here on
        frame->setText(text(words));
        frame->setLanguage(language);
        tag.addFrame(frame);
    }

    static void addPieces(TagLib::ID3v2::Tag& tag,
                          const std::vector<std::pair<unsigned int, const char*>>& pieces)
    {
        auto* frame = new SynchronizedLyricsFrame(TagLib::String::UTF8); // the tag's from here on
        frame->setLanguage("eng");
        frame->setType(SynchronizedLyricsFrame::Lyrics);
        frame->setTimestampFormat(SynchronizedLyricsFrame::AbsoluteMilliseconds);
        SynchronizedLyricsFrame::SynchedTextList list;
        for (const auto& [time, piece] : pieces)
            list.append(SynchronizedLyricsFrame::SynchedText(time, text(piece)));
        frame->setSynchedText(list);
        tag.addFrame(frame);
    }

    Json fetchFirst(const std::filesystem::path& music)
    {
        const Json found = search(music);
        if (found["candidates"].empty())
            throw std::runtime_error("no lyrics in " + music.string());
        return fetch(found["candidates"][0]["id"]);
    }

    /// "1000:text" where synchronised, else the text alone.
    static std::vector<std::string> lines(const Json& lyrics)
    {
        std::vector<std::string> all;
        for (const Json& line : lyrics["lines"]) {
            const std::string time = line.contains("time_ms") ? line["time_ms"].dump() + ":" : "";
            all.push_back(time + line["text"].get<std::string>());
        }
        return all;
    }
};

TEST_F(EmbeddedLyrics, mp3WithWords)
{
    const std::filesystem::path music = makeMp3();
    {
        TagLib::MPEG::File file(music.c_str());
        addWords(*file.ID3v2Tag(true), kWords, "deu");
        ASSERT_TRUE(file.save());
    }
    const Json found = search(music, "Für Elise");
    ASSERT_EQ(found["candidates"].size(), 1U);
    EXPECT_EQ(found["candidates"][0]["source"], "The file's tags, deu");
    EXPECT_EQ(found["candidates"][0]["title"], "Für Elise");
    EXPECT_EQ(found["candidates"][0]["synchronized"], false);
    EXPECT_EQ(found["candidates"][0]["id"], "tag:0:" + music.string());
    const Json lyrics = fetchFirst(music);
    EXPECT_THAT(lines(lyrics), ElementsAre("Für Elise", "", "Tā tā tā"));
    EXPECT_EQ(lyrics["language"], "deu");
}

TEST_F(EmbeddedLyrics, mp3WithTimesForLines)
{
    const std::filesystem::path music = makeMp3();
    {
        TagLib::MPEG::File file(music.c_str());
        addWords(*file.ID3v2Tag(true), kWords, "XXX");
        addPieces(*file.ID3v2Tag(), {{2000, "two"}, {1000, "one"}, {3000, ""}, {4000, "four"}});
        ASSERT_TRUE(file.save());
    }
    const Json found = search(music);
    EXPECT_THAT(sources(found), ElementsAre("The file's tags, eng", "The file's tags"));
    EXPECT_EQ(found["candidates"][0]["synchronized"], true);
    EXPECT_GT(found["candidates"][0]["score"], found["candidates"][1]["score"]);
    EXPECT_THAT(lines(fetchFirst(music)), ElementsAre("1000:one", "2000:two", "3000:", "4000:four"));
}

TEST_F(EmbeddedLyrics, mp3WithTimesForSyllables)
{
    const std::filesystem::path music = makeMp3();
    {
        TagLib::MPEG::File file(music.c_str());
        addPieces(*file.ID3v2Tag(true), {{1000, "\nSyl"}, {1200, "la"}, {1400, "bles "}, {3000, "\nsecond"}});
        ASSERT_TRUE(file.save());
    }
    const Json lyrics = fetchFirst(music);
    EXPECT_THAT(lines(lyrics), ElementsAre("1000:Syllables", "3000:second"));
    EXPECT_EQ(
        lyrics["lines"][0]["words"].dump(),
        R"([{"text":"Syl","time_ms":1000},{"text":"la","time_ms":1200},{"text":"bles","time_ms":1400}])");
    EXPECT_FALSE(lyrics["lines"][1].contains("words"));
}

TEST_F(EmbeddedLyrics, mp3WithLineEndsBehindTheLines)
{
    const std::filesystem::path music = makeMp3();
    {
        TagLib::MPEG::File file(music.c_str());
        addPieces(*file.ID3v2Tag(true), {{1000, "one\n"}, {2000, "two\n"}, {5000, "\n"}, {7000, "three\n"}});
        ASSERT_TRUE(file.save());
    }
    EXPECT_THAT(lines(fetchFirst(music)), ElementsAre("1000:one", "2000:two", "7000:three"));
}

TEST_F(EmbeddedLyrics, mp3WithLrcInItsWords)
{
    const std::filesystem::path music = makeMp3();
    {
        TagLib::MPEG::File file(music.c_str());
        addWords(*file.ID3v2Tag(true), "[00:02.00]two\r\n[00:01.00]one", "eng");
        ASSERT_TRUE(file.save());
    }
    EXPECT_EQ(search(music)["candidates"][0]["synchronized"], true);
    EXPECT_THAT(lines(fetchFirst(music)), ElementsAre("1000:one", "2000:two"));
}

TEST_F(EmbeddedLyrics, mp3WithUtf8ThatClaimsToBeLatin1)
{
    const std::filesystem::path music = makeMp3();
    {
        TagLib::MPEG::File file(music.c_str());
        auto* frame = new UnsynchronizedLyricsFrame(TagLib::String::Latin1); // the tag's from here on
        frame->setText(TagLib::String("Für", TagLib::String::Latin1));
        file.ID3v2Tag(true)->addFrame(frame);
        ASSERT_TRUE(file.save());
    }
    EXPECT_THAT(lines(fetchFirst(music)), ElementsAre("Für"));
}

TEST_F(EmbeddedLyrics, flacAndOggWithAnyOfTheNames)
{
    for (const char* name : {"LYRICS", "UNSYNCEDLYRICS", "SYNCEDLYRICS", "UNSYNCED LYRICS"}) {
        const std::filesystem::path music = makeFlac();
        {
            TagLib::FLAC::File file(music.c_str());
            file.xiphComment(true)->addField(name, text("[00:01.50]Für"));
            ASSERT_TRUE(file.save());
        }
        EXPECT_THAT(lines(fetchFirst(music)), ElementsAre("1500:Für")) << name;
    }
    const std::filesystem::path music = folder() / "b.ogg";
    fixtures::encodeVorbis(fixtures::sweep(20'000), music);
    {
        TagLib::Ogg::Vorbis::File file(music.c_str());
        file.tag()->addField("LYRICS", text(kWords));
        ASSERT_TRUE(file.save());
    }
    EXPECT_THAT(lines(fetchFirst(music)), ElementsAre("Für Elise", "", "Tā tā tā"));
}

TEST_F(EmbeddedLyrics, flacWithSeveral)
{
    const std::filesystem::path music = makeFlac();
    {
        TagLib::FLAC::File file(music.c_str());
        file.xiphComment(true)->addField("LYRICS", text("words"));
        file.xiphComment()->addField("UNSYNCEDLYRICS", text("words"));
        file.xiphComment()->addField("SYNCEDLYRICS", text("[00:01.00]words"));
        ASSERT_TRUE(file.save());
    }
    const Json found = search(music);
    ASSERT_EQ(found["candidates"].size(), 2U) << "the same words count once";
    EXPECT_THAT(lines(fetch(found["candidates"][0]["id"])), ElementsAre("1000:words"));
    EXPECT_THAT(lines(fetch(found["candidates"][1]["id"])), ElementsAre("words"));
    EXPECT_THAT(fetchFailure("tag:2:" + music.string()), HasSubstr("Search again"));
}

TEST_F(EmbeddedLyrics, mp4)
{
    const std::filesystem::path wav = folder() / "a.wav";
    const std::filesystem::path music = folder() / "a.m4a";
    fixtures::writeWav(wav, fixtures::sweep(20'000));
    fixtures::runTool({"ffmpeg", "-v", "error", "-i", wav.string(), "-c:a", "aac", "-metadata",
                       std::string("lyrics=") + kWords, music.string()});
    EXPECT_THAT(lines(fetchFirst(music)), ElementsAre("Für Elise", "", "Tā tā tā"));
}

TEST_F(EmbeddedLyrics, apeTagOfWavPack)
{
    const std::filesystem::path wav = folder() / "a.wav";
    const std::filesystem::path music = folder() / "a.wv";
    fixtures::writeWav(wav, fixtures::sweep(20'000));
    fixtures::runTool({"wavpack", "-q", wav.string(), "-o", music.string()});
    {
        TagLib::WavPack::File file(music.c_str());
        file.APETag(true)->addValue("Lyrics", text(kWords));
        ASSERT_TRUE(file.save());
    }
    EXPECT_THAT(lines(fetchFirst(music)), ElementsAre("Für Elise", "", "Tā tā tā"));
}

TEST_F(EmbeddedLyrics, filesBesideComeFirst)
{
    const std::filesystem::path music = makeMp3();
    {
        TagLib::MPEG::File file(music.c_str());
        addPieces(*file.ID3v2Tag(true), {{1000, "one"}});
        ASSERT_TRUE(file.save());
    }
    writeFile("a.txt", "words");
    writeFile("a.lrc", "[00:01.00]one");
    EXPECT_THAT(sources(search(music)),
                ElementsAre("a.lrc, beside the music", "The file's tags, eng", "a.txt, beside the music"));
}

TEST_F(EmbeddedLyrics, damagedFilesAreHarmless)
{
    const std::filesystem::path music = makeMp3();
    {
        TagLib::MPEG::File file(music.c_str());
        addWords(*file.ID3v2Tag(true), kWords, "deu");
        addPieces(*file.ID3v2Tag(), {{1000, "one"}, {2000, "two"}});
        ASSERT_TRUE(file.save());
    }
    const std::vector<unsigned char> whole = fixtures::readBytes(music);
    for (size_t at = 0; at < 400; at += 3) {
        std::vector<unsigned char> damaged = whole;
        damaged[at] = static_cast<unsigned char>(damaged[at] ^ 0xFF);
        fixtures::writeBytes(music, damaged);
        search(music);
        damaged.resize(at);
        fixtures::writeBytes(music, damaged);
        search(music);
    }
}

TEST_F(EmbeddedLyrics, noneIsNone)
{
    EXPECT_THAT(sources(search(makeMp3())), IsEmpty());
    EXPECT_THAT(sources(search(makeFlac())), IsEmpty());
}

} // namespace
} // namespace stellatune::lrc
