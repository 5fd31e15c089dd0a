#include "engine/audio/lag_detector.h"

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;

constexpr auto kBlock = 90ms;

/// Blocks until it is hopeless; 0: not within a thousand.
int blocksUntilHopeless(LagDetector& lag, std::chrono::milliseconds spent)
{
    for (int block = 1; block <= 1000; ++block) {
        if (lag.add(spent, kBlock))
            return block;
    }
    return 0;
}

TEST(LagDetector, WhoeverIsInTimeIsNeverBlamed)
{
    LagDetector lag;
    EXPECT_EQ(blocksUntilHopeless(lag, 5ms), 0);
    EXPECT_EQ(blocksUntilHopeless(lag, kBlock), 0);
}

TEST(LagDetector, TheSlowerTheSooner)
{
    LagDetector slow;
    EXPECT_EQ(blocksUntilHopeless(slow, 120ms), 5); // four times 30 ms, and one aside
    EXPECT_NEAR(slow.slowness(), 120.0 / 90.0, 1e-9);
    LagDetector slower;
    EXPECT_EQ(blocksUntilHopeless(slower, 500ms), 2);
}

TEST(LagDetector, OneLongDelayIsForgiven)
{
    LagDetector lag;
    EXPECT_FALSE(lag.add(5s, kBlock));
    EXPECT_FALSE(lag.add(5ms, kBlock));
    EXPECT_FALSE(lag.add(200ms, kBlock));
    EXPECT_TRUE(lag.add(500ms, kBlock));
}

TEST(LagDetector, WorkDoneEarlyIsNoCredit)
{
    LagDetector lag;
    EXPECT_EQ(blocksUntilHopeless(lag, 1ms), 0);
    EXPECT_EQ(blocksUntilHopeless(lag, 500ms), 2);
}

TEST(LagDetector, AnotherOneBeginsAnew)
{
    LagDetector lag;
    EXPECT_FALSE(lag.add(500ms, kBlock));
    lag.forget();
    EXPECT_FALSE(lag.add(500ms, kBlock));
    EXPECT_TRUE(lag.add(500ms, kBlock));
}

} // namespace
} // namespace stellatune
