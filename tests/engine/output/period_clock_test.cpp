#include "engine/output/period_clock.h"

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;

const PeriodClock::TimePoint kStart{1h};

TEST(PeriodClock, TheFirstBufferIsDueAtOnce)
{
    EXPECT_EQ(PeriodClock(44'100, kStart).deadline(), kStart);
}

TEST(PeriodClock, DoesNotDriftInADay)
{
    PeriodClock clock(44'100, kStart);
    uint64_t frames = 0;
    while (frames < uint64_t{44'100} * 86'400) {
        clock.advance(1000, clock.deadline());
        frames += 1000;
    }
    EXPECT_EQ(frames % 44'100, 0U);
    EXPECT_EQ(clock.deadline(), kStart + 24h);
}

TEST(PeriodClock, ALateBufferDoesNotDelayTheFollowingOnes)
{
    PeriodClock clock(48'000, kStart);
    clock.advance(4800, kStart);
    clock.advance(4800, kStart + 180ms); // due at 100 ms
    EXPECT_EQ(clock.deadline(), kStart + 200ms);
}

TEST(PeriodClock, TimeSleptThroughIsGivenUp)
{
    PeriodClock clock(48'000, kStart);
    clock.advance(4800, kStart);
    clock.advance(4800, kStart + 8h);
    EXPECT_EQ(clock.deadline(), kStart + 8h + 100ms);
}

} // namespace
} // namespace stellatune
