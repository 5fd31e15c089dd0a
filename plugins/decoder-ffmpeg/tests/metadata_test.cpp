// What the plugin says of a file.
#include "plugins/decoder-ffmpeg/tests/encoders.h"
#include "plugins/decoder-ffmpeg/tests/plugin_decoding.h"

#include <pluginapi/sdk/json.h>

#include <gtest/gtest.h>

namespace stellatune::plugintest {
namespace {

using fixtures::Pcm;
using fixtures::TempFolder;

sdk::Json metadataOf(const std::filesystem::path& path, uint32_t subsong = 0)
{
    const DecoderPointer decoder = mustOpen(path, subsong);
    return sdk::Json::parse(decoder->metadata().value());
}

const std::vector<std::string> kTags = {"-metadata", "title=Vitamin C",   "-metadata", "artist=Can",
                                        "-metadata", "album=Ege Bamyası", "-metadata", "album_artist=Can",
                                        "-metadata", "genre=Krautrock",   "-metadata", "date=1972",
                                        "-metadata", "track=5/7",         "-metadata", "comment=remastered"};

TEST(Metadata, tellsTagsAndCodec)
{
    const TempFolder folder;
    const std::vector<std::pair<std::string, std::string>> formats = {
        {"a.m4a", "AAC"}, {"a.mka", "AAC"}, {"a.wma", "WMA"}, {"a.tta", "TTA"}, {"a.wv", "WavPack"}};
    for (const auto& [name, codec] : formats) {
        std::vector<std::string> options = kTags;
        if (codec == "AAC")
            options.insert(options.end(), {"-c:a", "aac", "-b:a", "128k"});
        encodeWithFfmpeg(fixtures::sweep(100'000), folder / name, options);
        const sdk::Json tags = metadataOf(folder / name);
        EXPECT_EQ(tags["codec"].text(), codec);
        EXPECT_EQ(tags["title"].text(), "Vitamin C") << name;
        EXPECT_EQ(tags["artist"].text(), "Can") << name;
        EXPECT_EQ(tags["album"].text(), "Ege Bamyası") << name;
        EXPECT_EQ(tags["album_artist"].text(), "Can") << name;
        EXPECT_EQ(tags["genre"].text(), "Krautrock") << name;
        EXPECT_EQ(tags["date"].text(), "1972") << name;
        EXPECT_EQ(tags["track"].text(), "5/7") << name;
        EXPECT_EQ(tags["comment"].text(), "remastered") << name;
        EXPECT_GT(tags["bit_rate"].integer(), 64'000) << name;
        EXPECT_LT(tags["bit_rate"].integer(), 1'500'000) << name;
    }
}

TEST(Metadata, tellsReplayGain)
{
    const TempFolder folder;
    encodeWavPack(fixtures::sweep(50'000), folder / "a.wv",
                  {"-w", "replaygain_track_gain=-7.30 dB", "-w", "REPLAYGAIN_TRACK_PEAK=0.987654", "-w",
                   "replaygain_album_gain=+1.5 dB"});
    const sdk::Json tags = metadataOf(folder / "a.wv");
    EXPECT_DOUBLE_EQ(tags["replaygain_track_gain"].number(), -7.30);
    EXPECT_DOUBLE_EQ(tags["replaygain_album_gain"].number(), 1.5);
    EXPECT_DOUBLE_EQ(tags["replaygain_track_peak"].number(), 0.987654);
    EXPECT_FALSE(tags.contains("replaygain_album_peak"));
}

TEST(Metadata, offersSoundTracksAsSubsongs)
{
    const TempFolder folder;
    const Pcm first = fixtures::toneInChannel(50'000, 44'100, 2, 0);
    const Pcm second = fixtures::toneInChannel(60'000, 48'000, 1, 0);
    fixtures::writeWav(folder / "1.wav", first);
    fixtures::writeWav(folder / "2.wav", second);
    fixtures::runTool({"ffmpeg",
                       "-v",
                       "error",
                       "-nostdin",
                       "-y",
                       "-i",
                       (folder / "1.wav").string(),
                       "-i",
                       (folder / "2.wav").string(),
                       "-map",
                       "0:a",
                       "-map",
                       "1:a",
                       "-metadata:s:a:0",
                       "title=Music",
                       "-metadata:s:a:1",
                       "title=Commentary",
                       "-c:a",
                       "alac",
                       (folder / "a.mp4").string()});
    fixtures::runTool({"ffmpeg",
                       "-v",
                       "error",
                       "-nostdin",
                       "-y",
                       "-i",
                       (folder / "1.wav").string(),
                       "-i",
                       (folder / "2.wav").string(),
                       "-map",
                       "0:a",
                       "-map",
                       "1:a",
                       "-metadata:s:a:0",
                       "title=Music",
                       "-metadata:s:a:1",
                       "title=Commentary",
                       "-c:a",
                       "flac",
                       (folder / "a.mka").string()});
    for (const char* const name : {"a.mp4", "a.mka"}) {
        const DecoderPointer music = mustOpen(folder / name, 0);
        EXPECT_EQ(music->info().subsongs, 2U);
        EXPECT_EQ(readAll(*music), first.asFloat()) << name;
        const DecoderPointer commentary = mustOpen(folder / name, 1);
        EXPECT_EQ(commentary->info().channels, 1U);
        EXPECT_EQ(readAll(*commentary), second.asFloat()) << name;
        EXPECT_THROW(mustOpen(folder / name, 2), std::runtime_error);
    }
    const sdk::Json names = metadataOf(folder / "a.mka")["subsong_names"];
    EXPECT_EQ(names.at(0).text(), "Music");
    EXPECT_EQ(names.at(1).text(), "Commentary");
}

TEST(Metadata, comesWithACoverInTheFile)
{
    const TempFolder folder;
    const Pcm pcm = fixtures::sweep(100'000);
    fixtures::writeWav(folder / "a.wav", pcm);
    fixtures::runTool({"ffmpeg",
                       "-v",
                       "error",
                       "-nostdin",
                       "-y",
                       "-i",
                       (folder / "a.wav").string(),
                       "-f",
                       "lavfi",
                       "-i",
                       "color=red:size=64x64:duration=0.04",
                       "-map",
                       "0:a",
                       "-map",
                       "1:v",
                       "-c:a",
                       "alac",
                       "-c:v",
                       "mjpeg",
                       "-frames:v",
                       "1",
                       "-disposition:v:0",
                       "attached_pic",
                       (folder / "a.m4a").string()});
    const DecoderPointer decoder = mustOpen(folder / "a.m4a");
    EXPECT_EQ(readAll(*decoder), pcm.asFloat());
}

TEST(Metadata, findsTheSoundOfAFilm)
{
    const TempFolder folder;
    const Pcm pcm = fixtures::sweep(150'000, 48'000);
    fixtures::writeWav(folder / "a.wav", pcm);
    for (const std::string name : {"a.mkv", "a.mov"}) {
        fixtures::runTool({"ffmpeg",
                           "-v",
                           "error",
                           "-nostdin",
                           "-y",
                           "-f",
                           "lavfi",
                           "-i",
                           "testsrc=size=64x64:duration=3",
                           "-i",
                           (folder / "a.wav").string(),
                           "-map",
                           "0:v",
                           "-map",
                           "1:a",
                           "-c:v",
                           "mpeg4",
                           "-c:a",
                           "pcm_s16le",
                           (folder / name).string()});
        const DecoderPointer decoder = mustOpen(folder / name);
        EXPECT_EQ(readAll(*decoder), pcm.asFloat()) << name;
        const std::vector<float> source = pcm.asFloat();
        EXPECT_EQ(readAt(*decoder, 77'777, 100),
                  std::vector<float>(source.begin() + 2 * 77'777, source.begin() + 2 * 77'877))
            << name;
    }
}

TEST(Metadata, refusesMoreChannelsThanSpeakers)
{
    const TempFolder folder;
    fixtures::writeWav(folder / "a.wav", fixtures::sweep(10'000, 44'100, 10));
    try {
        mustOpen(folder / "a.wav");
        ADD_FAILURE() << "opened";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("10 channels"), std::string::npos) << error.what();
    }
}

} // namespace
} // namespace stellatune::plugintest
