#include "engine/output/runaway_guard.h"

#include <random>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using Seconds = std::chrono::duration<double>;

constexpr std::chrono::milliseconds kSlack = 400ms;

/// A guard and the clock it is shown.
struct Rig {
    Rig(uint32_t rate, uint32_t bufferFrames) : guard(rate, bufferFrames, kSlack) {}

    void pass(Seconds time)
    {
        now += std::chrono::duration_cast<std::chrono::nanoseconds>(time);
        guard.tick(now);
    }

    RunawayGuard guard;
    RunawayGuard::TimePoint now{1h};
};

TEST(RunawayGuard, StopsAFreeRunWithinSlackAndFourBuffers)
{
    for (const uint32_t buffer : {64U, 1024U, 8192U}) {
        Rig rig(44'100, buffer);
        rig.pass(0s);
        uint64_t taken = 0;
        while (rig.guard.take(buffer)) {
            taken += buffer;
            rig.pass(Seconds(1.0 / 4.7e6));
        }
        EXPECT_LE(taken, 44'100 * 2 / 5 + 4 * buffer);
    }
}

TEST(RunawayGuard, LetsADeviceCatchUpAfterAnyStall)
{
    for (const uint32_t rate : {8'000U, 44'100U, 192'000U}) {
        for (const uint32_t buffer : {64U, 1024U, 8192U}) {
            Rig rig(rate, buffer);
            std::mt19937 random(buffer + rate);
            std::uniform_real_distribution<double> stall(0.0, 2.0);
            rig.pass(0s);
            for (int i = 0; i < 4; ++i)
                ASSERT_TRUE(rig.guard.take(buffer)); // the device fills its buffers at the start
            double owed = 0.0;
            for (int call = 0; call < 20'000; ++call) {
                const double time = random() % 50 == 0 ? stall(random) : buffer / static_cast<double>(rate);
                rig.pass(Seconds(time));
                // What was played meanwhile is asked for at once; more than it can hold, the device has
                // dropped.
                owed = std::min(owed + time * rate * 1.01, 4.0 * buffer);
                for (; owed >= buffer; owed -= buffer)
                    ASSERT_TRUE(rig.guard.take(buffer))
                        << rate << " Hz, " << buffer << " frames, call " << call;
            }
        }
    }
}

TEST(RunawayGuard, AllowsTwiceTheClockForEverButNotThreeTimes)
{
    Rig twice(48'000, 480);
    Rig thrice(48'000, 480);
    bool cutOff = false;
    for (int call = 0; call < 100'000; ++call) {
        twice.pass(5ms);
        ASSERT_TRUE(twice.guard.take(480));
        thrice.pass(Seconds(0.01 / 3));
        cutOff = cutOff || !thrice.guard.take(480);
    }
    EXPECT_TRUE(cutOff);
}

TEST(RunawayGuard, IgnoresAClockThatStepsBack)
{
    Rig rig(44'100, 100);
    rig.pass(0s);
    rig.pass(Seconds(-5.0));
    EXPECT_TRUE(rig.guard.take(17'640));
}

} // namespace
} // namespace stellatune
