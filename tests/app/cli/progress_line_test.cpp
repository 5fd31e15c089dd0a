#include "app/cli/progress_line.h"

#include "app/cli/terminal_text.h"

#include <limits>

#include <gtest/gtest.h>

namespace stellatune::cli {
namespace {

Progress sample()
{
    Progress progress;
    progress.state = PlaybackState::Playing;
    progress.track = 3;
    progress.tracks = 12;
    progress.title = "Björk – Jóga";
    progress.positionSeconds = 62.9;
    progress.durationSeconds = 305.0;
    progress.signalPath = "FLAC 44.1 kHz 16 bit, bit-perfect to the sound server";
    return progress;
}

TEST(ProgressLine, SaysItAllWhereThereIsRoom)
{
    EXPECT_EQ(
        formatProgress(sample(), 100),
        "Playing 3/12  Björk – Jóga  1:02 / 5:05  FLAC 44.1 kHz 16 bit, bit-perfect to the sound server");
}

TEST(ProgressLine, DropsTheSignalPathBeforeTheTitle)
{
    EXPECT_EQ(formatProgress(sample(), 60), "Playing 3/12  Björk – Jóga  1:02 / 5:05");
}

TEST(ProgressLine, TheTitleGivesWayToTheTimes)
{
    EXPECT_EQ(formatProgress(sample(), 35), "Playing 3/12  Björk –…  1:02 / 5:05");
}

TEST(ProgressLine, NeverWiderThanTheTerminal)
{
    Progress progress = sample();
    progress.title = "とても長い題名、とても長い題名、とても長い題名";
    for (size_t columns = 0; columns < 140; ++columns)
        EXPECT_LE(displayWidth(formatProgress(progress, columns)), columns) << columns;
}

TEST(ProgressLine, UnknownLength)
{
    Progress progress = sample();
    progress.durationSeconds.reset();
    progress.state = PlaybackState::Paused;
    EXPECT_EQ(formatProgress(progress, 40), "Paused 3/12  Björk – Jóga  1:02");
}

TEST(ProgressLine, OneLineForALog)
{
    EXPECT_EQ(formatAnnouncement(sample()),
              "3/12  Björk – Jóga  5:05  FLAC 44.1 kHz 16 bit, bit-perfect to the sound server");
}

TEST(ProgressLine, Times)
{
    EXPECT_EQ(clockTime(0.0), "0:00");
    EXPECT_EQ(clockTime(59.999), "0:59");
    EXPECT_EQ(clockTime(3723.0), "1:02:03");
    EXPECT_EQ(clockTime(-1.0), "0:00");
    EXPECT_EQ(clockTime(std::numeric_limits<double>::quiet_NaN()), "0:00");
    EXPECT_EQ(clockTime(1e300), "0:00");
}

TEST(ProgressLine, TitlesComeFromTagsThenFromTheName)
{
    TrackTags tags;
    EXPECT_EQ(trackTitle(tags, "/music/01 Jóga.flac"), "01 Jóga.flac");
    tags.title = "Jóga\x1B[2J";
    EXPECT_EQ(trackTitle(tags, "x"), "Jóga [2J");
    tags.artist = "Björk";
    tags.title = "Jóga";
    EXPECT_EQ(trackTitle(tags, "x"), "Björk – Jóga");
}

} // namespace
} // namespace stellatune::cli
