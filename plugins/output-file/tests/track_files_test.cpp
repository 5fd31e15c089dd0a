// Which files there are: one a track or one for all, their names, and when they get them.
#include "plugins/output-file/tests/sink_fixture.h"

#include <gmock/gmock.h>

#include <fcntl.h>
#include <sys/stat.h>

namespace stellatune::filesink {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

TEST_F(SinkTest, tracksPartOnTheExactFrame)
{
    const Pcm pcm = fixtures::noise(50'000);
    const auto [first, rest] = fixtures::cut(pcm, 12'345);
    const auto [second, third] = fixtures::cut(rest, 1);
    const auto sink = makeSink();
    open(*sink, formatOf(pcm));
    beginTrack(*sink, R"({"title": "one"})");
    write(*sink, first);
    beginTrack(*sink, R"({"title": "two"})");
    write(*sink, second);
    beginTrack(*sink, R"({"title": "three"})");
    write(*sink, third);
    close(*sink);
    EXPECT_THAT(files(), ElementsAre("one.flac", "three.flac", "two.flac"));
    EXPECT_TRUE(readSound(folder() / "one.flac").integers == first.samples);
    EXPECT_TRUE(readSound(folder() / "two.flac").integers == second.samples);
    EXPECT_TRUE(readSound(folder() / "three.flac").integers == third.samples);
}

TEST_F(SinkTest, oneFileHoldsAllTracks)
{
    const Pcm pcm = fixtures::noise(30'000);
    const auto [first, second] = fixtures::cut(pcm, 11'111);
    const auto sink = makeSink(R"("split": "none", "single_name": "{album} all", "format": "wav")");
    open(*sink, formatOf(pcm));
    beginTrack(*sink, R"({"title": "one", "album": "A"})");
    write(*sink, first);
    beginTrack(*sink, R"({"title": "two", "album": "B"})");
    write(*sink, second);
    close(*sink);
    EXPECT_THAT(files(), ElementsAre("A all.wav"));
    const StoredSound sound = readSound(folder() / "A all.wav");
    EXPECT_TRUE(sound.integers == pcm.samples);
    EXPECT_EQ(sound.title, "") << "it is the title of no track";
}

TEST_F(SinkTest, oneFileBearsTheTimeByDefault)
{
    const Pcm pcm = fixtures::noise(100);
    const auto sink = makeSink(R"("split": "none")");
    open(*sink, formatOf(pcm));
    write(*sink, pcm);
    close(*sink);
    ASSERT_EQ(files().size(), 1U);
    EXPECT_THAT(files()[0], MatchesRegex("StellaTune [0-9]+-[0-9]+-[0-9]+ [0-9]+\\.[0-9]+\\.[0-9]+\\.flac"));
}

TEST_F(SinkTest, fileGetsItsNameWhenItIsComplete)
{
    const Pcm pcm = fixtures::noise(10'000);
    const auto sink = makeSink();
    open(*sink, formatOf(pcm));
    beginTrack(*sink, R"({"title": "one"})");
    EXPECT_THAT(files(), IsEmpty()) << "a track without sound is no file";
    write(*sink, pcm);
    EXPECT_THAT(files(), ElementsAre("one.flac.part"));
    beginTrack(*sink, R"({"title": "two"})");
    EXPECT_THAT(files(), ElementsAre("one.flac"));
    write(*sink, pcm);
    EXPECT_THAT(files(), ElementsAre("one.flac", "two.flac.part"));
    close(*sink);
    EXPECT_THAT(files(), ElementsAre("one.flac", "two.flac"));
}

TEST_F(SinkTest, tracksThatAreSkippedLeaveNoFile)
{
    const Pcm pcm = fixtures::noise(100);
    const auto sink = makeSink();
    open(*sink, formatOf(pcm));
    beginTrack(*sink, R"({"title": "skipped"})");
    beginTrack(*sink, R"({"title": "heard"})");
    write(*sink, pcm);
    beginTrack(*sink, R"({"title": "skipped, too"})");
    close(*sink);
    EXPECT_THAT(files(), ElementsAre("heard.flac"));
}

TEST_F(SinkTest, destroyingCompletesAsClosingDoes)
{
    const Pcm pcm = fixtures::noise(10'000);
    {
        const auto sink = makeSink();
        open(*sink, formatOf(pcm));
        write(*sink, pcm);
    }
    EXPECT_TRUE(readSound(folder() / "Track.flac").integers == pcm.samples);
}

TEST_F(SinkTest, resetAndFlushKeepWhatWasStored)
{
    const Pcm pcm = fixtures::noise(10'000);
    const auto sink = makeSink();
    open(*sink, formatOf(pcm));
    write(*sink, pcm);
    ASSERT_TRUE(sink->reset());
    ASSERT_TRUE(sink->flush());
    write(*sink, pcm);
    close(*sink);
    EXPECT_EQ(readSound(folder() / "Track.flac").info.frames, 20'000);
}

TEST_F(SinkTest, statusFollowsTheSession)
{
    const Pcm pcm = fixtures::noise(100);
    const auto sink = makeSink();
    EXPECT_EQ(sink->status()->state, ST_SINK_CLOSED);
    open(*sink, formatOf(pcm));
    EXPECT_EQ(sink->status()->state, ST_SINK_OPEN);
    write(*sink, pcm);
    EXPECT_EQ(sink->status()->state, ST_SINK_PLAYING);
    EXPECT_EQ(sink->status()->queued_frames, 0U);
    EXPECT_EQ(sink->status()->latency_frames, 0U);
    close(*sink);
    EXPECT_EQ(sink->status()->state, ST_SINK_CLOSED);
    EXPECT_TRUE(sink->close()) << "a second time is without effect";
}

// ---- names ----

TEST_F(SinkTest, takenNamesGetANumber)
{
    const Pcm pcm = fixtures::noise(100);
    const auto sink = makeSink();
    for (int round = 0; round < 3; ++round) {
        open(*sink, formatOf(pcm));
        beginTrack(*sink, R"({"title": "x"})");
        write(*sink, pcm);
        close(*sink);
    }
    EXPECT_THAT(files(), ElementsAre("x (2).flac", "x (3).flac", "x.flac"));
}

TEST_F(SinkTest, twoSinksDoNotMeetInOneFile)
{
    const Pcm first = fixtures::noise(20'000, 44'100, 2, 16, 1);
    const Pcm second = fixtures::noise(20'000, 44'100, 2, 16, 2);
    const auto one = makeSink();
    const auto other = makeSink();
    open(*one, formatOf(first));
    open(*other, formatOf(second));
    write(*one, first);
    write(*other, second);
    close(*other);
    close(*one);
    EXPECT_THAT(files(), ElementsAre("Track (2).flac", "Track.flac"));
    EXPECT_TRUE(readSound(folder() / "Track.flac").integers == second.samples);
    EXPECT_TRUE(readSound(folder() / "Track (2).flac").integers == first.samples);
}

TEST_F(SinkTest, replacesOnlyWhenTheNewFileIsComplete)
{
    const Pcm old = fixtures::noise(100, 44'100, 2, 16, 1);
    const Pcm recent = fixtures::noise(100, 44'100, 2, 16, 2);
    const auto sink = makeSink(R"("existing": "replace")");
    open(*sink, formatOf(old));
    write(*sink, old);
    close(*sink);
    open(*sink, formatOf(recent));
    write(*sink, recent);
    EXPECT_TRUE(readSound(folder() / "Track.flac").integers == old.samples);
    close(*sink);
    EXPECT_THAT(files(), ElementsAre("Track.flac"));
    EXPECT_TRUE(readSound(folder() / "Track.flac").integers == recent.samples);
}

TEST_F(SinkTest, leavesOutTracksThatExist)
{
    const Pcm old = fixtures::noise(100, 44'100, 2, 16, 1);
    const Pcm recent = fixtures::noise(100, 44'100, 2, 16, 2);
    const auto sink = makeSink(R"("existing": "skip")");
    open(*sink, formatOf(old));
    beginTrack(*sink, R"({"title": "x"})");
    write(*sink, old);
    beginTrack(*sink, R"({"title": "x"})");
    write(*sink, recent);
    write(*sink, recent);
    beginTrack(*sink, R"({"title": "y"})");
    write(*sink, recent);
    close(*sink);
    EXPECT_THAT(files(), ElementsAre("x.flac", "y.flac"));
    EXPECT_TRUE(readSound(folder() / "x.flac").integers == old.samples);
    EXPECT_TRUE(readSound(folder() / "y.flac").integers == recent.samples);
}

TEST_F(SinkTest, namesMayMakeFolders)
{
    const Pcm pcm = fixtures::noise(100);
    const auto sink = makeSink(R"("track_name": "{album_artist}/{date} {album}/{disc}-{track} {title}")");
    open(*sink, formatOf(pcm));
    beginTrack(*sink, R"({"title": "../../x", "artist": "AC/DC", "album": "Ballbreaker?", "date": "1995",
                          "track": 3, "disc": "1/1"})");
    write(*sink, pcm);
    close(*sink);
    EXPECT_THAT(files(), ElementsAre("AC_DC/1995 Ballbreaker_/1-03 .._.._x.flac"));
}

TEST_F(SinkTest, longNamesAreCut)
{
    const Pcm pcm = fixtures::noise(100);
    const auto sink = makeSink();
    open(*sink, formatOf(pcm));
    beginTrack(*sink, "{\"title\": \"" + std::string(5000, 'x') + "\"}");
    write(*sink, pcm);
    close(*sink);
    EXPECT_THAT(files(), ElementsAre(std::string(160, 'x') + ".flac"));
}

// ---- targets ----

TEST_F(SinkTest, listsItsFolder)
{
    const auto sink = makeSink();
    const Result<std::string> targets = sink->listTargets();
    ASSERT_TRUE(targets);
    EXPECT_EQ(*targets,
              "[{\"default\":true,\"id\":\"folder\",\"name\":\"Files in " + folder().string() + "\"}]");
}

TEST_F(SinkTest, writesIntoTheFolderThatIsNamed)
{
    const Pcm pcm = fixtures::noise(100);
    const auto sink = makeSink();
    const std::filesystem::path elsewhere = m_folder.path() / "else" / "where";
    open(*sink, formatOf(pcm), elsewhere.string());
    write(*sink, pcm);
    close(*sink);
    EXPECT_TRUE(std::filesystem::exists(elsewhere / "Track.flac"));
    EXPECT_THAT(files(), IsEmpty());
}

TEST_F(SinkTest, refusesTargetsThatAreNone)
{
    const auto sink = makeSink();
    const Result<StSinkFormat> answer = sink->negotiate("music", formatOf(fixtures::noise(1)));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::NotFound);
    EXPECT_THAT(answer.error().message, HasSubstr("whole path"));
}

TEST_F(SinkTest, withoutAFolderItFindsOne)
{
    const Pcm pcm = fixtures::noise(100);
    const std::filesystem::path home = m_folder.path() / "home";
    std::filesystem::create_directories(home / ".config");
    ASSERT_EQ(setenv("HOME", home.c_str(), 1), 0);
    ASSERT_EQ(unsetenv("XDG_CONFIG_HOME"), 0);
    const auto store = [&] {
        auto sink = SinkInstance::create(m_plugin.lease(), "file", "");
        ASSERT_TRUE(sink);
        open(**sink, formatOf(pcm));
        write(**sink, pcm);
        close(**sink);
    };
    store();
    EXPECT_TRUE(std::filesystem::exists(m_plugin.dataFolder() / "Music" / "Track.flac"));
    std::filesystem::create_directories(home / "Music");
    store();
    EXPECT_TRUE(std::filesystem::exists(home / "Music" / "StellaTune" / "Track.flac"));
    std::filesystem::create_directories(home / "Musik");
    std::ofstream(home / ".config" / "user-dirs.dirs") << "# comment\nXDG_MUSIC_DIR=\"$HOME/Musik\"\n";
    store();
    EXPECT_TRUE(std::filesystem::exists(home / "Musik" / "StellaTune" / "Track.flac"));
}

TEST_F(SinkTest, negotiatesWhatFilesHold)
{
    const auto sink = makeSink();
    StSinkFormat wanted = formatOf({384'000, 2, 24, {}});
    Result<StSinkFormat> accepted = sink->negotiate("", wanted);
    ASSERT_TRUE(accepted);
    EXPECT_EQ(accepted->sample_rate, 192'000U);
    EXPECT_EQ(accepted->bits_per_sample, 24U);
    wanted.bits_per_sample = 0;
    EXPECT_EQ(sink->negotiate("", wanted)->bits_per_sample, 24U);
    wanted.bits_per_sample = 32;
    EXPECT_EQ(sink->negotiate("folder", wanted)->bits_per_sample, 24U) << "FLAC";
    EXPECT_EQ(makeSink(R"("format": "wav")")->negotiate("", wanted)->bits_per_sample, 32U);
    EXPECT_EQ(makeSink(R"("samples": "16")")->negotiate("", wanted)->bits_per_sample, 16U);
    EXPECT_FALSE(std::filesystem::exists(folder())) << "asking makes nothing";
}

// ---- configuration ----

TEST_F(SinkTest, newConfigurationHoldsForTheNextFile)
{
    const Pcm pcm = fixtures::noise(5000);
    const auto sink = makeSink();
    open(*sink, formatOf(pcm));
    beginTrack(*sink, R"({"title": "one"})");
    write(*sink, pcm);
    const std::string config =
        R"({"format": "wav", "samples": "24", "track_name": "new {title}", "folder": ")" + folder().string() +
        "\"}";
    const Result<ConfigPlan> plan = sink->planConfig(config);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->change, ConfigChange::HotApply);
    ASSERT_TRUE(sink->applyConfig(config));
    write(*sink, pcm);
    beginTrack(*sink, R"({"title": "two"})");
    write(*sink, pcm);
    close(*sink);
    EXPECT_THAT(files(), ElementsAre("new two.wav", "one.flac"));
    EXPECT_EQ(readSound(folder() / "one.flac").info.frames, 10'000);
    EXPECT_EQ(readSound(folder() / "new two.wav").info.format & SF_FORMAT_SUBMASK, SF_FORMAT_PCM_24);
}

TEST_F(SinkTest, splitMayChangeInTheMiddle)
{
    const Pcm pcm = fixtures::noise(100);
    const std::string place = R"(, "folder": ")" + folder().string() + "\"}";
    const auto sink = makeSink();
    open(*sink, formatOf(pcm));
    beginTrack(*sink, R"({"title": "one"})");
    write(*sink, pcm);
    ASSERT_TRUE(sink->applyConfig(R"({"split": "none", "single_name": "all")" + place));
    for (const std::string_view track : {R"({"title": "two"})", R"({"title": "three"})"}) {
        beginTrack(*sink, track);
        write(*sink, pcm);
    }
    ASSERT_TRUE(sink->applyConfig(R"({"split": "track")" + place));
    beginTrack(*sink, R"({"title": "four"})");
    write(*sink, pcm);
    close(*sink);
    EXPECT_THAT(files(), ElementsAre("all.flac", "four.flac", "one.flac"));
    EXPECT_EQ(readSound(folder() / "all.flac").info.frames, 200);
}

TEST_F(SinkTest, wrongConfigurationIsRefusedWithItsKey)
{
    const auto sink = makeSink();
    const Result<ConfigPlan> plan = sink->planConfig(R"({"track_name": "{nonsense}"})");
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->change, ConfigChange::Reject);
    EXPECT_THAT(plan->reason, HasSubstr("\"track_name\""));
    EXPECT_FALSE(sink->applyConfig(R"({"flac_level": 12})"));
    const auto made = SinkInstance::create(m_plugin.lease(), "file", R"({"format": "mp3"})");
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().message, HasSubstr("\"format\""));
}

} // namespace
} // namespace stellatune::filesink
