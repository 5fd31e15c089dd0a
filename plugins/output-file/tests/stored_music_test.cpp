// What lies in the files: samples, speakers, tags.
#include "plugins/output-file/tests/sink_fixture.h"

#include <gmock/gmock.h>

namespace stellatune::filesink {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Kind {
    std::string_view config;
    const char* file;
    uint32_t bits;
};

class StoredMusic : public SinkTest, public ::testing::WithParamInterface<Kind> {};

TEST_P(StoredMusic, isBitExact)
{
    for (uint32_t channels = 1; channels <= 8; ++channels) {
        const Pcm pcm = fixtures::noise(20'011, 44'100, channels, GetParam().bits, channels);
        const auto sink = makeSink(std::string(GetParam().config) + R"(, "existing": "replace")");
        open(*sink, formatOf(pcm));
        beginTrack(*sink, R"({"title": "x"})");
        write(*sink, pcm);
        close(*sink);
        const StoredSound sound = readSound(folder() / GetParam().file);
        EXPECT_EQ(sound.info.samplerate, 44'100);
        EXPECT_EQ(sound.info.channels, static_cast<int>(channels));
        EXPECT_TRUE(sound.integers == pcm.samples) << channels << " channels";
    }
    EXPECT_THAT(m_plugin.warnings(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Integers, StoredMusic,
                         ::testing::Values(Kind{R"("format": "flac")", "x.flac", 16},
                                           Kind{R"("format": "flac")", "x.flac", 24},
                                           Kind{R"("format": "flac", "flac_level": 0)", "x.flac", 16},
                                           Kind{R"("format": "flac", "flac_level": 8)", "x.flac", 24},
                                           Kind{R"("format": "wav")", "x.wav", 16},
                                           Kind{R"("format": "wav")", "x.wav", 24}));

TEST_F(SinkTest, floatGoesIntoWavAsItIs)
{
    std::vector<float> samples = fixtures::noise(5000, 48'000, 2, 24).asFloat();
    for (size_t i = 0; i < samples.size(); ++i)
        samples[i] *= 1.7F + 1e-3F * static_cast<float>(i); // beyond full scale, and on no grid
    StSinkFormat format = formatOf({48'000, 2, 32, {}});
    const auto sink = makeSink(R"("format": "wav")");
    open(*sink, format);
    ASSERT_TRUE(write(*sink, samples, 2));
    close(*sink);
    EXPECT_EQ(readSound(folder() / "Track.wav").floats, samples);
    EXPECT_THAT(m_plugin.warnings(), IsEmpty()) << "nothing was clipped";
}

TEST_F(SinkTest, lossyMusicIsDitheredTo24Bits)
{
    const std::vector<float> samples(20'000, 0.1F);
    const auto sink = makeSink();
    open(*sink, formatOf({44'100, 2, 0, {}}));
    ASSERT_TRUE(write(*sink, samples, 2));
    close(*sink);
    const StoredSound sound = readSound(folder() / "Track.flac");
    EXPECT_EQ(sound.info.format & SF_FORMAT_SUBMASK, SF_FORMAT_PCM_24);
    const auto [lowest, highest] = std::minmax_element(sound.integers.begin(), sound.integers.end());
    EXPECT_NEAR(*lowest, 838'861, 2);
    EXPECT_NEAR(*highest, 838'861, 2);
    EXPECT_LT(*lowest, *highest);
}

TEST_F(SinkTest, tellsOfClipping)
{
    const auto sink = makeSink();
    open(*sink, formatOf({44'100, 2, 16, {}}));
    ASSERT_TRUE(write(*sink, std::vector<float>{1.5F, 0.5F, -2.0F, 1.0F}, 2));
    close(*sink);
    ASSERT_EQ(m_plugin.warnings().size(), 1U);
    EXPECT_THAT(m_plugin.warnings()[0], HasSubstr("Track.flac\": 3 samples exceeded full scale"));
}

TEST_F(SinkTest, highestRateIsKept)
{
    const Pcm pcm = fixtures::noise(30'000, 192'000, 2, 24);
    for (const std::string_view config : {R"("format": "wav")", R"("format": "flac")"}) {
        const auto sink = makeSink(config);
        open(*sink, formatOf(pcm));
        write(*sink, pcm);
        close(*sink);
    }
    EXPECT_TRUE(readSound(folder() / "Track.wav").integers == pcm.samples);
    EXPECT_TRUE(readSound(folder() / "Track.flac").integers == pcm.samples);
    EXPECT_EQ(readSound(folder() / "Track.flac").info.samplerate, 192'000);
}

TEST_F(SinkTest, flacStandsTheOtherDecodersTest)
{
    const Pcm pcm = fixtures::sweep(100'000);
    const auto sink = makeSink();
    open(*sink, formatOf(pcm));
    write(*sink, pcm);
    close(*sink);
    const std::string path = (folder() / "Track.flac").string();
    ask({"flac", "--test", "--silent", "--warnings-as-errors", path});
    EXPECT_EQ(ask({"metaflac", "--show-total-samples", path}), "100000\n");
    EXPECT_THAT(ask({"metaflac", "--show-md5sum", path}), Not(HasSubstr("00000000000000000000000000000000")));
}

TEST_F(SinkTest, speakersAreTold)
{
    const uint32_t sides = 0x603; // front and side pairs, which is not what four channels usually are
    const Pcm pcm = fixtures::noise(1000, 48'000, 4);
    for (const std::string_view config : {R"("format": "wav")", R"("format": "flac")"}) {
        const auto sink = makeSink(config);
        open(*sink, formatOf(pcm, sides));
        write(*sink, pcm);
        close(*sink);
    }
    EXPECT_THAT(readSound(folder() / "Track.wav").speakers,
                ElementsAre(SF_CHANNEL_MAP_LEFT, SF_CHANNEL_MAP_RIGHT, SF_CHANNEL_MAP_SIDE_LEFT,
                            SF_CHANNEL_MAP_SIDE_RIGHT));
    EXPECT_EQ(
        ask({"metaflac", "--show-tag=WAVEFORMATEXTENSIBLE_CHANNEL_MASK", (folder() / "Track.flac").string()}),
        "WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x0603\n");
}

TEST_F(SinkTest, usualSpeakersAreImplied)
{
    const Pcm pcm = fixtures::noise(1000, 48'000, 6);
    for (const std::string_view config : {R"("format": "wav")", R"("format": "flac")"}) {
        const auto sink = makeSink(config);
        open(*sink, formatOf(pcm));
        write(*sink, pcm);
        close(*sink);
    }
    EXPECT_THAT(readSound(folder() / "Track.wav").speakers,
                ElementsAre(SF_CHANNEL_MAP_LEFT, SF_CHANNEL_MAP_RIGHT, SF_CHANNEL_MAP_CENTER,
                            SF_CHANNEL_MAP_LFE, SF_CHANNEL_MAP_REAR_LEFT, SF_CHANNEL_MAP_REAR_RIGHT));
    EXPECT_EQ(ask({"metaflac", "--export-tags-to=-", (folder() / "Track.flac").string()}), "");
}

constexpr std::string_view kTagged =
    R"({"title": "Vitamin Ç", "artist": "Can", "album": "Ege Bamyası", "album_artist": "Can", "genre": "Krautrock",
        "date": "1972", "track": "4/7", "disc": 1, "comment": "a\nb", "path": "/music/x.flac", "duration_ms": 3})";

TEST_F(SinkTest, flacIsTagged)
{
    const Pcm pcm = fixtures::noise(1000);
    const auto sink = makeSink();
    open(*sink, formatOf(pcm));
    beginTrack(*sink, kTagged);
    write(*sink, pcm);
    close(*sink);
    EXPECT_EQ(ask({"metaflac", "--no-utf8-convert", "--export-tags-to=-",
                   (folder() / "04 Can - Vitamin Ç.flac").string()}),
              "TITLE=Vitamin Ç\nARTIST=Can\nALBUM=Ege Bamyası\nALBUMARTIST=Can\nGENRE=Krautrock\nDATE=1972\n"
              "TRACKNUMBER=4\nTRACKTOTAL=7\nDISCNUMBER=1\nCOMMENT=a\nb\n");
}

TEST_F(SinkTest, wavIsTagged)
{
    const Pcm pcm = fixtures::noise(1000);
    const auto sink = makeSink(R"("format": "wav")");
    open(*sink, formatOf(pcm));
    beginTrack(*sink, kTagged);
    write(*sink, pcm);
    close(*sink);
    const std::filesystem::path path = folder() / "04 Can - Vitamin Ç.wav";
    const StoredSound sound = readSound(path);
    EXPECT_EQ(sound.title, "Vitamin Ç");
    EXPECT_EQ(sound.artist, "Can");
    EXPECT_EQ(sound.album, "Ege Bamyası");
    EXPECT_EQ(sound.genre, "Krautrock");
    EXPECT_EQ(sound.date, "1972");
    EXPECT_EQ(sound.number, "4/7");
    EXPECT_EQ(sound.comment, "a\nb");
    EXPECT_TRUE(sound.integers == pcm.samples);
    const std::string seen = ask({"ffprobe", "-v", "error", "-show_entries", "format_tags", path.string()});
    EXPECT_THAT(seen, HasSubstr("TAG:title=Vitamin Ç"));
    EXPECT_THAT(seen, HasSubstr("TAG:artist=Can"));
    EXPECT_THAT(seen, HasSubstr("TAG:album=Ege Bamyası"));
    EXPECT_THAT(seen, HasSubstr("TAG:track=4/7"));
}

TEST_F(SinkTest, smallWavIsAPlainOne)
{
    const Pcm pcm = fixtures::noise(1000);
    const auto sink = makeSink(R"("format": "wav")");
    open(*sink, formatOf(pcm));
    write(*sink, pcm);
    close(*sink);
    const std::vector<unsigned char> bytes = fixtures::readBytes(folder() / "Track.wav");
    EXPECT_EQ(std::string(bytes.begin(), bytes.begin() + 4), "RIFF");
}

TEST_F(SinkTest, sameMusicGivesTheSameFile)
{
    const std::vector<float> samples(10'000, 0.123F);
    for (const std::string_view config : {R"("format": "wav")", R"("format": "flac")"}) {
        const auto sink = makeSink(config);
        for (int round = 0; round < 2; ++round) {
            open(*sink, formatOf({44'100, 2, 16, {}}));
            beginTrack(*sink, kTagged);
            ASSERT_TRUE(write(*sink, samples, 2));
            close(*sink);
        }
    }
    const std::filesystem::path stem = folder() / "04 Can - Vitamin Ç";
    for (const std::string extension : {".wav", ".flac"})
        EXPECT_TRUE(fixtures::readBytes(stem.string() + extension) ==
                    fixtures::readBytes(stem.string() + " (2)" + extension));
}

} // namespace
} // namespace stellatune::filesink
