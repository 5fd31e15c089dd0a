#include "engine/control/timeline.h"

#include <gtest/gtest.h>

namespace stellatune {
namespace {

Segment segment(uint32_t epoch, EntryId entry, uint64_t ringFrame, double startSeconds)
{
    TrackJoined track;
    track.epoch = epoch;
    track.entry = entry;
    track.ringFrame = ringFrame;
    track.startSeconds = startSeconds;
    return {track, 48'000};
}

TEST(Timeline, NothingIsHeardOfAnUnknownRing)
{
    Timeline timeline;
    EXPECT_FALSE(timeline.heardAt({0, 0}, 0));
    timeline.add(segment(1, 10, 0, 0.0));
    EXPECT_FALSE(timeline.heardAt({2, 500}, 0));
}

TEST(Timeline, CountsFromTheStartOfTheTrackInTheRing)
{
    Timeline timeline;
    timeline.add(segment(1, 10, 0, 30.0));
    timeline.add(segment(1, 11, 96'000, 0.0));
    EXPECT_DOUBLE_EQ(timeline.heardAt({1, 48'000}, 0)->seconds, 31.0);
    EXPECT_EQ(timeline.heardAt({1, 95'999}, 0)->entry, 10U);
    EXPECT_EQ(timeline.heardAt({1, 96'000}, 0)->entry, 11U);
    EXPECT_DOUBLE_EQ(timeline.heardAt({1, 120'000}, 0)->seconds, 0.5);
}

TEST(Timeline, WhatIsStillOnItsWayIsNotHeard)
{
    Timeline timeline;
    timeline.add(segment(1, 10, 0, 0.0));
    timeline.add(segment(1, 11, 48'000, 0.0));
    EXPECT_EQ(timeline.heardAt({1, 48'100}, 4'800)->entry, 10U);
    EXPECT_NEAR(timeline.heardAt({1, 48'100}, 4'800)->seconds, 43'300 / 48'000.0, 1e-9);
    // More latency than was rendered: the beginning.
    EXPECT_DOUBLE_EQ(timeline.heardAt({1, 100}, 4'800)->seconds, 0.0);
}

TEST(Timeline, KeepsRingsApart)
{
    Timeline timeline;
    timeline.add(segment(1, 10, 0, 0.0));
    timeline.add(segment(2, 10, 0, 100.0));
    EXPECT_DOUBLE_EQ(timeline.heardAt({1, 48'000}, 0)->seconds, 1.0);
    EXPECT_DOUBLE_EQ(timeline.heardAt({2, 48'000}, 0)->seconds, 101.0);
    timeline.forgetBefore(2);
    EXPECT_EQ(timeline.segments().size(), 1U);
    EXPECT_EQ(timeline.heardAt({2, 0}, 0)->segment, 0U);
}

TEST(Timeline, ATrackWithoutFramesIsPassedOver)
{
    Timeline timeline;
    timeline.add(segment(1, 10, 0, 0.0));
    timeline.add(segment(1, 11, 1'000, 0.0));
    timeline.add(segment(1, 12, 1'000, 0.0));
    EXPECT_EQ(timeline.heardAt({1, 1'000}, 0)->entry, 12U);
}

} // namespace
} // namespace stellatune
