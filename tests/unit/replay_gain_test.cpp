#include "engine/audio/replay_gain.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

float decibels(double value)
{
    return static_cast<float>(std::pow(10.0, value / 20.0));
}

ReplayGainTags fullTags()
{
    ReplayGainTags tags;
    tags.trackGainDb = -6.0;
    tags.trackPeak = 0.5;
    tags.albumGainDb = -3.0;
    tags.albumPeak = 0.9;
    return tags;
}

ReplayGainSettings settingsFor(ReplayGainMode mode)
{
    ReplayGainSettings settings;
    settings.mode = mode;
    return settings;
}

TEST(ReplayGain, OffIsExactlyOneWhateverElseIsSet)
{
    ReplayGainSettings settings = settingsFor(ReplayGainMode::Off);
    settings.preampDb = 6.0;
    settings.preampUntaggedDb = -6.0;
    EXPECT_EQ(replayGainFactor(fullTags(), settings), 1.0F);
    EXPECT_EQ(replayGainFactor({}, settings), 1.0F);
}

TEST(ReplayGain, ModesTakeTheirOwnValues)
{
    EXPECT_FLOAT_EQ(replayGainFactor(fullTags(), settingsFor(ReplayGainMode::Track)), decibels(-6.0));
    EXPECT_FLOAT_EQ(replayGainFactor(fullTags(), settingsFor(ReplayGainMode::Album)), decibels(-3.0));
}

TEST(ReplayGain, ModesFallBackToEachOther)
{
    ReplayGainTags trackOnly;
    trackOnly.trackGainDb = -4.0;
    EXPECT_FLOAT_EQ(replayGainFactor(trackOnly, settingsFor(ReplayGainMode::Album)), decibels(-4.0));
    ReplayGainTags albumOnly;
    albumOnly.albumGainDb = -5.0;
    EXPECT_FLOAT_EQ(replayGainFactor(albumOnly, settingsFor(ReplayGainMode::Track)), decibels(-5.0));
}

TEST(ReplayGain, PreampsDistinguishTaggedAndUntagged)
{
    ReplayGainSettings settings = settingsFor(ReplayGainMode::Track);
    settings.preampDb = 2.0;
    settings.preampUntaggedDb = -8.0;
    EXPECT_FLOAT_EQ(replayGainFactor(fullTags(), settings), decibels(-4.0));
    EXPECT_FLOAT_EQ(replayGainFactor({}, settings), decibels(-8.0));
}

TEST(ReplayGain, PeakLimitsTheGainOnlyWhenAsked)
{
    ReplayGainTags tags;
    tags.trackGainDb = 12.0;
    tags.trackPeak = 0.5;
    ReplayGainSettings settings = settingsFor(ReplayGainMode::Track);
    EXPECT_FLOAT_EQ(replayGainFactor(tags, settings), 2.0F);
    settings.limitToPeak = false;
    EXPECT_FLOAT_EQ(replayGainFactor(tags, settings), decibels(12.0));
}

TEST(ReplayGain, ImplausibleTagsCountAsNotWritten)
{
    ReplayGainTags tags;
    tags.trackGainDb = 900.0;
    tags.trackPeak = 0.0;
    EXPECT_EQ(replayGainFactor(tags, settingsFor(ReplayGainMode::Track)), 1.0F);
    tags.trackGainDb = std::numeric_limits<double>::quiet_NaN();
    tags.trackPeak = std::numeric_limits<double>::infinity();
    EXPECT_EQ(replayGainFactor(tags, settingsFor(ReplayGainMode::Track)), 1.0F);
}

} // namespace
} // namespace stellatune
