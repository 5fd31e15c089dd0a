#include "engine/output/loss_detector.h"

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;

/// A detector and the clock that the test turns for it.
class LossDetectorTest : public ::testing::Test {
  protected:
    static OpenedOutput output(uint32_t bufferFrames, uint32_t sampleRate = 48'000)
    {
        OpenedOutput opened;
        opened.format = {sampleRate, ChannelLayout::standard(2)};
        opened.bufferFrames = bufferFrames;
        opened.description = "Speaker";
        return opened;
    }

    /// Looks every 100 ms for `duration`, while the callback comes each time or not at all.
    std::optional<Error> watch(LossDetector& detector, std::chrono::milliseconds duration, bool callsBack)
    {
        for (auto passed = 0ms; passed < duration; passed += 100ms) {
            seen.now += 100ms;
            if (callsBack)
                ++seen.callbacks;
            if (const auto lost = detector.check(seen))
                return lost;
        }
        return std::nullopt;
    }

    DeviceObservation seen{std::chrono::steady_clock::time_point(1h), 7, false, {}};
};

TEST_F(LossDetectorTest, ACallbackThatComesIsHealthy)
{
    LossDetector detector(output(1024), {});
    detector.started(seen.now, seen.callbacks);
    EXPECT_FALSE(watch(detector, 10min, true));
}

TEST_F(LossDetectorTest, SilenceIsLostAfterASecondAndAHalf)
{
    LossDetector detector(output(1024), {});
    detector.started(seen.now, seen.callbacks);
    EXPECT_FALSE(watch(detector, 5s, true));
    EXPECT_FALSE(watch(detector, 1500ms, false));
    const auto lost = watch(detector, 100ms, false);
    ASSERT_TRUE(lost);
    EXPECT_EQ(lost->code, ErrorCode::DeviceLost);
    EXPECT_NE(lost->message.find("Speaker"), std::string::npos);
}

TEST_F(LossDetectorTest, ADeviceThatNeverCallsBackIsLost)
{
    LossDetector detector(output(1024), {});
    detector.started(seen.now, seen.callbacks);
    EXPECT_TRUE(watch(detector, 1600ms, false));
}

TEST_F(LossDetectorTest, LongBuffersAreWaitedForEightTimes)
{
    LossDetector detector(output(16'000, 8'000), {});
    EXPECT_EQ(detector.silenceLimit(), 16s);
    detector.started(seen.now, seen.callbacks);
    EXPECT_FALSE(watch(detector, 16s, false));
    EXPECT_TRUE(watch(detector, 100ms, false));
}

TEST_F(LossDetectorTest, ARunawayIsLostAtOnce)
{
    LossDetector detector(output(1024), {});
    detector.started(seen.now, seen.callbacks);
    seen.ranAway = true;
    const auto lost = watch(detector, 100ms, true);
    ASSERT_TRUE(lost);
    EXPECT_EQ(lost->code, ErrorCode::DeviceLost);
}

TEST_F(LossDetectorTest, TheDevicesOwnFailureComesFirst)
{
    LossDetector detector(output(1024), {});
    detector.started(seen.now, seen.callbacks);
    seen.failure = Error{ErrorCode::NoSpace, "output.file", "full"};
    seen.ranAway = true;
    const auto lost = watch(detector, 100ms, true);
    ASSERT_TRUE(lost);
    EXPECT_EQ(lost->code, ErrorCode::NoSpace);
}

TEST_F(LossDetectorTest, AFileMayRest)
{
    DeviceTraits file;
    file.realTime = false;
    LossDetector detector(output(1024), file);
    detector.started(seen.now, seen.callbacks);
    EXPECT_FALSE(watch(detector, 1h, false));
}

TEST_F(LossDetectorTest, AfterASuspendTheDeviceGetsItsTime)
{
    LossDetector detector(output(1024), {});
    detector.started(seen.now, seen.callbacks);
    EXPECT_FALSE(watch(detector, 1s, true));
    seen.now += 8h;
    EXPECT_FALSE(watch(detector, 1500ms, false));
    EXPECT_TRUE(watch(detector, 200ms, false));
}

TEST_F(LossDetectorTest, StartingAgainForgetsTheSilenceBefore)
{
    LossDetector detector(output(1024), {});
    detector.started(seen.now, seen.callbacks);
    EXPECT_FALSE(watch(detector, 1400ms, false));
    detector.started(seen.now, seen.callbacks);
    EXPECT_FALSE(watch(detector, 1400ms, false));
}

} // namespace
} // namespace stellatune
