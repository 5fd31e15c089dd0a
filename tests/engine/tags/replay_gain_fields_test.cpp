#include "engine/tags/replay_gain_fields.h"

#include <gtest/gtest.h>

namespace stellatune {
namespace {

TEST(ReplayGainFields, ReadsGainsAsPeopleWriteThem)
{
    EXPECT_EQ(parseGain("-6.52 dB"), -6.52);
    EXPECT_EQ(parseGain("+1.5"), 1.5);
    EXPECT_EQ(parseGain(" 3 DB "), 3.0);
    EXPECT_EQ(parseGain("-7,25 dB"), -7.25);
}

TEST(ReplayGainFields, IgnoresWhatIsNoSensibleGain)
{
    for (const char* text :
         {"", "dB", "nan", "inf", "-inf dB", "0x10", "6 dBx", "61 dB", "-1e9 dB", "1e999", "--3"})
        EXPECT_EQ(parseGain(text), std::nullopt) << text;
}

TEST(ReplayGainFields, TakesPositivePeaksOnly)
{
    EXPECT_EQ(parsePeak("0.988553"), 0.988553);
    EXPECT_EQ(parsePeak("1.2"), 1.2);
    for (const char* text : {"0", "-0.5", "nan", "loud", "1e9", "0.5 dB"})
        EXPECT_EQ(parsePeak(text), std::nullopt) << text;
}

TEST(ReplayGainFields, BringsOpusGainToReplayGainsReference)
{
    EXPECT_EQ(parseR128Gain("0"), 5.0);
    EXPECT_EQ(parseR128Gain("-256"), 4.0);
    EXPECT_EQ(parseR128Gain("+640"), 7.5);
    for (const char* text : {"", "1.5", "32768", "99999999999", "30000", "12 dB"})
        EXPECT_EQ(parseR128Gain(text), std::nullopt) << text;
}

TEST(ReplayGainFields, KnowsTheNamesInAnyCaseAndKeepsTheFirst)
{
    ReplayGainTags gains;
    takeReplayGainField(gains, "replaygain_Track_GAIN", "-3 dB");
    takeReplayGainField(gains, "REPLAYGAIN_TRACK_GAIN", "-9 dB");
    takeReplayGainField(gains, "REPLAYGAIN_ALBUM_PEAK", "0.5");
    takeReplayGainField(gains, "REPLAYGAIN_REFERENCE_LOUDNESS", "89.0 dB");
    EXPECT_EQ(gains.trackGainDb, -3.0);
    EXPECT_EQ(gains.albumPeak, 0.5);
    EXPECT_EQ(gains.trackPeak, std::nullopt);
    EXPECT_EQ(gains.albumGainDb, std::nullopt);
}

TEST(ReplayGainFields, AMalformedFieldLeavesRoomForAGoodOne)
{
    ReplayGainTags gains;
    takeReplayGainField(gains, "REPLAYGAIN_TRACK_GAIN", "soon");
    takeReplayGainField(gains, "REPLAYGAIN_TRACK_GAIN", "-2 dB");
    EXPECT_EQ(gains.trackGainDb, -2.0);
}

} // namespace
} // namespace stellatune
