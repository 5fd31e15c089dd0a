#include "engine/tags/tags.h"
#include "tests/fixtures/encoded_audio.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <apetag.h>
#include <gtest/gtest.h>
#include <id3v2tag.h>
#include <mpegfile.h>
#include <relativevolumeframe.h>

namespace stellatune {
namespace {

using namespace fixtures;

/// Puts `to` (as many bytes) in the place of every `from`.
void replaceBytes(const std::filesystem::path& path, std::string_view from, std::string_view to)
{
    ASSERT_EQ(from.size(), to.size());
    std::vector<unsigned char> bytes = readBytes(path);
    int replaced = 0;
    for (auto at = bytes.begin();
         (at = std::search(at, bytes.end(), from.begin(), from.end())) != bytes.end(); ++replaced)
        at = std::copy(to.begin(), to.end(), at);
    ASSERT_GT(replaced, 0);
    writeBytes(path, bytes);
}

TrackTags tagsOf(const std::filesystem::path& path)
{
    Result<TrackTags> tags = readTags(path);
    EXPECT_TRUE(tags) << tags.error().message;
    return tags ? *tags : TrackTags{};
}

class ReadTags : public testing::Test {
  protected:
    TempFolder m_folder;
    Pcm m_pcm = sweep(44'100);
};

TEST_F(ReadTags, FlacWithAllFields)
{
    const auto path = m_folder / "a.flac";
    encodeFlac(m_pcm, path, {"-T", "TITLE=Jóga",
                             "-T", "ARTIST=Björk",
                             "-T", "ARTIST=Mark Bell",
                             "-T", "ALBUM=Homogenic",
                             "-T", "ALBUMARTIST=Björk",
                             "-T", "GENRE=Art Pop",
                             "-T", "DATE=1997-09-22",
                             "-T", "TRACKNUMBER=02/10",
                             "-T", "DISCNUMBER=1",
                             "-T", "REPLAYGAIN_TRACK_GAIN=-7.43 dB",
                             "-T", "REPLAYGAIN_TRACK_PEAK=0.97",
                             "-T", "replaygain_album_gain=-8.01 dB",
                             "-T", "REPLAYGAIN_ALBUM_PEAK=1.01"});
    const TrackTags tags = tagsOf(path);
    EXPECT_EQ(tags.title, "Jóga");
    EXPECT_EQ(tags.artist, "Björk; Mark Bell");
    EXPECT_EQ(tags.album, "Homogenic");
    EXPECT_EQ(tags.albumArtist, "Björk");
    EXPECT_EQ(tags.genre, "Art Pop");
    EXPECT_EQ(tags.date, "1997-09-22");
    EXPECT_EQ(tags.trackNumber, 2U);
    EXPECT_EQ(tags.discNumber, 1U);
    EXPECT_DOUBLE_EQ(tags.durationSeconds, 1.0);
    EXPECT_GT(tags.bitrateKbps, 0U);
    EXPECT_EQ(tags.replayGain.trackGainDb, -7.43);
    EXPECT_EQ(tags.replayGain.trackPeak, 0.97);
    EXPECT_EQ(tags.replayGain.albumGainDb, -8.01);
    EXPECT_EQ(tags.replayGain.albumPeak, 1.01);
}

TEST_F(ReadTags, GainWrittenByMetaflac)
{
    const auto path = m_folder / "a.flac";
    encodeFlac(m_pcm, path);
    runTool({"metaflac", "--add-replay-gain", path.string()});
    const TrackTags tags = tagsOf(path);
    ASSERT_TRUE(tags.replayGain.trackGainDb);
    EXPECT_EQ(tags.replayGain.trackGainDb, tags.replayGain.albumGainDb);
    ASSERT_TRUE(tags.replayGain.trackPeak);
    EXPECT_NEAR(*tags.replayGain.trackPeak, 0.5, 0.01);
}

TEST_F(ReadTags, Mp3FromLame)
{
    const auto path = m_folder / "a.mp3";
    encodeMp3(m_pcm, path, {"--tt", "Jóga",
                            "--ta", "Björk",
                            "--tl", "Homogenic",
                            "--ty", "1997",
                            "--tn", "2/10",
                            "--tg", "17",
                            "--tv", "TPE2=Various",
                            "--tv", "TPOS=2",
                            "--tv", "TXXX=replaygain_track_gain=-5.10 dB",
                            "--tv", "TXXX=REPLAYGAIN_ALBUM_PEAK=0.8"});
    const TrackTags tags = tagsOf(path);
    EXPECT_EQ(tags.title, "Jóga");
    EXPECT_EQ(tags.artist, "Björk");
    EXPECT_EQ(tags.album, "Homogenic");
    EXPECT_EQ(tags.albumArtist, "Various");
    EXPECT_EQ(tags.genre, "Rock");
    EXPECT_EQ(tags.date, "1997");
    EXPECT_EQ(tags.trackNumber, 2U);
    EXPECT_EQ(tags.discNumber, 2U);
    EXPECT_NEAR(tags.durationSeconds, 1.0, 0.1);
    EXPECT_EQ(tags.replayGain.trackGainDb, -5.10);
    EXPECT_EQ(tags.replayGain.albumPeak, 0.8);
}

TEST_F(ReadTags, Mp3WithGainInAnApeTagBesideId3)
{
    const auto path = m_folder / "a.mp3";
    encodeMp3(m_pcm, path, {"--add-id3v2", "--tt", "Both"});
    {
        TagLib::MPEG::File file(path.c_str());
        file.APETag(true)->addValue("REPLAYGAIN_TRACK_GAIN", "-4.50 dB");
        file.APETag()->addValue("Title", "APE");
        ASSERT_TRUE(file.save());
    }
    const TrackTags tags = tagsOf(path);
    EXPECT_EQ(tags.title, "Both");
    EXPECT_EQ(tags.replayGain.trackGainDb, -4.50);
}

TEST_F(ReadTags, Mp3WithRelativeVolume)
{
    const auto path = m_folder / "a.mp3";
    encodeMp3(m_pcm, path, {"--add-id3v2", "--tt", "Volume"});
    {
        TagLib::MPEG::File file(path.c_str());
        auto* frame = new TagLib::ID3v2::RelativeVolumeFrame; // the tag owns it
        frame->setIdentification("album");
        frame->setVolumeAdjustment(-3.5F);
        file.ID3v2Tag()->addFrame(frame);
        ASSERT_TRUE(file.save());
    }
    EXPECT_EQ(tagsOf(path).replayGain.albumGainDb, -3.5);
    EXPECT_EQ(tagsOf(path).replayGain.trackGainDb, std::nullopt);
}

TEST_F(ReadTags, Vorbis)
{
    const auto path = m_folder / "a.ogg";
    encodeVorbis(
        m_pcm, path,
        {"-t", "Jóga", "-a", "Björk", "-l", "Homogenic", "-N", "2", "-c", "REPLAYGAIN_TRACK_GAIN=+1.25 dB"});
    const TrackTags tags = tagsOf(path);
    EXPECT_EQ(tags.title, "Jóga");
    EXPECT_EQ(tags.artist, "Björk");
    EXPECT_EQ(tags.trackNumber, 2U);
    EXPECT_EQ(tags.replayGain.trackGainDb, 1.25);
    EXPECT_NEAR(tags.durationSeconds, 1.0, 0.01);
}

TEST_F(ReadTags, OpusGainsAreRelativeToReplayGainsReference)
{
    const auto path = m_folder / "a.opus";
    encodeOpus(m_pcm, path,
               {"--title", "Jóga", "--comment", "R128_TRACK_GAIN=-512", "--comment", "R128_ALBUM_GAIN=128",
                "--comment", "REPLAYGAIN_TRACK_GAIN=9 dB"});
    const TrackTags tags = tagsOf(path);
    EXPECT_EQ(tags.title, "Jóga");
    EXPECT_EQ(tags.replayGain.trackGainDb, 3.0);
    EXPECT_EQ(tags.replayGain.albumGainDb, 5.5);
    EXPECT_NEAR(tags.durationSeconds, 1.0, 0.01);
}

std::string atom(const std::string& name, const std::string& content)
{
    const auto size = static_cast<uint32_t>(content.size() + 8);
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>((size >> static_cast<unsigned>(shift)) & 0xFFU);
    return out + name + content;
}

/// No encoder in Debian's main section writes MP4, so this one is built by hand: tags only, no audio.
TEST_F(ReadTags, Mp4FreeformGain)
{
    const std::string zeros(4, '\0');
    const std::string textType = std::string("\0\0\0\x01", 4) + zeros;
    const std::string title = atom("\xA9nam", atom("data", textType + "Jóga"));
    const std::string gain =
        atom("----", atom("mean", zeros + "com.apple.iTunes") +
                         atom("name", zeros + "replaygain_track_gain") + atom("data", textType + "-6.25 dB"));
    const std::string hdlr = atom("hdlr", zeros + zeros + "mdirappl" + std::string(9, '\0'));
    const std::string file =
        atom("ftyp", "M4A " + zeros + "M4A mp42isom") +
        atom("moov", atom("udta", atom("meta", zeros + hdlr + atom("ilst", title + gain))));
    const auto path = m_folder / "a.m4a";
    writeBytes(path, {file.begin(), file.end()});
    const TrackTags tags = tagsOf(path);
    EXPECT_EQ(tags.title, "Jóga");
    EXPECT_EQ(tags.replayGain.trackGainDb, -6.25);
}

TEST_F(ReadTags, ContentCountsAndNotTheExtension)
{
    encodeFlac(m_pcm, m_folder / "a.flac", {"-T", "TITLE=Flac"});
    std::filesystem::rename(m_folder / "a.flac", m_folder / "a.mp3");
    EXPECT_EQ(tagsOf(m_folder / "a.mp3").title, "Flac");
    EXPECT_DOUBLE_EQ(tagsOf(m_folder / "a.mp3").durationSeconds, 1.0);

    encodeOpus(m_pcm, m_folder / "b.opus", {"--title", "Opus"});
    std::filesystem::rename(m_folder / "b.opus", m_folder / "b.ogg");
    EXPECT_EQ(tagsOf(m_folder / "b.ogg").title, "Opus");

    encodeMp3(m_pcm, m_folder / "c.mp3", {"--tt", "Mp3"});
    std::filesystem::rename(m_folder / "c.mp3", m_folder / "no extension");
    EXPECT_EQ(tagsOf(m_folder / "no extension").title, "Mp3");
}

TEST_F(ReadTags, Latin1WhereUtf8ShouldBe)
{
    const auto flac = m_folder / "a.flac";
    encodeFlac(m_pcm, flac, {"-T", "TITLE=CafQ", "-T", "ARTIST=Fine"});
    replaceBytes(flac, "CafQ", "Caf\xE9");
    EXPECT_EQ(tagsOf(flac).title, "Café");
    EXPECT_EQ(tagsOf(flac).artist, "Fine");

    const auto ogg = m_folder / "a.ogg";
    encodeVorbis(m_pcm, ogg, {"-t", "CafQ"});
    replaceBytes(ogg, "CafQ", "Caf\xE9");
    EXPECT_EQ(tagsOf(ogg).title, "Café");

    const auto opus = m_folder / "a.opus";
    encodeOpus(m_pcm, opus, {"--artist", "CafQ"});
    replaceBytes(opus, "CafQ", "Caf\xE9");
    EXPECT_EQ(tagsOf(opus).artist, "Café");
}

TEST_F(ReadTags, Utf8WhereLatin1ShouldBe)
{
    const auto path = m_folder / "a.mp3";
    encodeMp3(m_pcm, path, {"--id3v2-only", "--id3v2-latin1", "--tt", "CafQQ", "--ta", "CafQR"});
    replaceBytes(path, "CafQQ", "Caf\xC3\xA9");
    replaceBytes(path, "CafQR", "Caf\xE9 ");
    EXPECT_EQ(tagsOf(path).title, "Café");
    EXPECT_EQ(tagsOf(path).artist, "Café");
}

TEST_F(ReadTags, AFileWithoutTagsIsNoError)
{
    const auto path = m_folder / "a.wav";
    writeWav(path, m_pcm);
    const TrackTags tags = tagsOf(path);
    EXPECT_EQ(tags.title, "");
    EXPECT_EQ(tags.trackNumber, 0U);
    EXPECT_EQ(tags.replayGain.trackGainDb, std::nullopt);
    EXPECT_DOUBLE_EQ(tags.durationSeconds, 1.0);
}

} // namespace
} // namespace stellatune
