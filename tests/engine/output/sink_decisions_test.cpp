// What concerns output sinks and needs none: names, queues, and how one tells that one hangs.
#include "engine/output/sink_address.h"
#include "engine/output/sink_queue.h"
#include "engine/output/sink_state.h"
#include "engine/output/stall_detector.h"

#include <cmath>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// ---- addresses -------------------------------------------------------------------------------------------------------

TEST(SinkAddress, IsReadFromAChoiceAndBack)
{
    for (const SinkAddress& address : {SinkAddress{"org.example.net", "cast", ""},
                                       SinkAddress{"org.example.net", "cast", "living room:2/3"}}) {
        const DeviceChoice choice = choiceOf(address);
        EXPECT_TRUE(isSink(choice));
        EXPECT_EQ(sinkAddressOf(choice), address);
        const Result<DeviceChoice> parsed = parseDeviceChoice(toString(choice));
        ASSERT_TRUE(parsed);
        EXPECT_EQ(*parsed, choice);
    }
}

TEST(SinkAddress, OfSomethingElseIsNone)
{
    EXPECT_FALSE(sinkAddressOf({"pulse", "org.example.net/cast"}));
    EXPECT_FALSE(sinkAddressOf({"plugin", "org.example.net"}));
    EXPECT_FALSE(sinkAddressOf({"plugin", "/cast"}));
    EXPECT_FALSE(sinkAddressOf({"plugin", "org.example.net/:x"}));
    const Result<DeviceChoice> parsed = parseDeviceChoice("plugin:org.example.net");
    ASSERT_FALSE(parsed);
    EXPECT_THAT(parsed.error().message, HasSubstr("plugin:PLUGIN/TYPE"));
}

TEST(SinkAddress, OfAnEmptyTargetIsThatOfTheDefault)
{
    const Result<DeviceChoice> parsed = parseDeviceChoice("plugin:org.example.net/cast:");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, choiceOf({"org.example.net", "cast", ""}));
}

TEST(SinkTargetsText, IsReadStrictlyInWhatMatters)
{
    const auto targets =
        sinkTargetsFromJson(R"([{"id": "a", "name": "Attic", "default": true}, {"id": "b"}])");
    ASSERT_TRUE(targets);
    EXPECT_THAT(*targets, ElementsAre(SinkTarget{"a", "Attic", true}, SinkTarget{"b", "b", false}));
    for (const char* bad : {"", "{}", "[1]", R"([{"name": "x"}])", R"([{"id": 7}])", "[{\"id\": \"a\"}"})
        EXPECT_FALSE(sinkTargetsFromJson(bad)) << bad;
}

// ---- the queue -------------------------------------------------------------------------------------------------------

std::vector<float> takeAll(SinkQueue& queue, uint32_t most, uint32_t channels = 1)
{
    std::vector<float> all;
    while (!queue.isEmpty()) {
        const std::span<const float> front = queue.front(most);
        all.insert(all.end(), front.begin(), front.end());
        queue.drop(static_cast<uint32_t>(front.size()) / channels);
    }
    return all;
}

TEST(SinkQueue, EndsEachStretchWhereATrackBegins)
{
    SinkQueue queue(1);
    const std::vector<float> ten(10, 0.5F);
    queue.push(ten.data(), 10);
    queue.markTrack(7, "first");
    queue.push(ten.data(), 10);
    queue.markTrack(10, "second");

    EXPECT_EQ(queue.takeTrack(), std::nullopt);
    EXPECT_EQ(queue.front(100).size(), 3U);
    queue.drop(3);
    EXPECT_EQ(queue.takeTrack(), "first");
    EXPECT_EQ(queue.takeTrack(), std::nullopt) << "once";
    EXPECT_EQ(queue.front(100).size(), 7U);
    queue.drop(6);
    EXPECT_EQ(queue.takeTrack(), std::nullopt);
    queue.drop(1);
    EXPECT_EQ(queue.takeTrack(), "second");
    EXPECT_EQ(queue.front(100).size(), 10U);
}

TEST(SinkQueue, ShapesEachFrameOnceHoweverFewAreTaken)
{
    const std::vector<float> ones(100, 1.0F);
    SinkQueue whole(1);
    SinkQueue piecewise(1);
    for (SinkQueue* queue : {&whole, &piecewise}) {
        queue->fadeOut(40);
        queue->push(ones.data(), 100);
    }
    std::vector<float> taken;
    while (!piecewise.isEmpty()) {
        // Looked at again and again, and taken by one.
        for (uint32_t most : {5U, 1U, 30U})
            static_cast<void>(piecewise.front(most));
        taken.push_back(piecewise.front(1)[0]);
        piecewise.drop(1);
    }
    EXPECT_EQ(taken, takeAll(whole, 100));
    EXPECT_NEAR(taken[0], std::cos(1.5708 / 40.0), 1e-3);
    EXPECT_EQ(taken[39], 0.0F);
    EXPECT_THAT(std::vector<float>(taken.begin() + 40, taken.end()), Each(0.0F));
}

TEST(SinkQueue, LeavesSamplesAloneOnceTheFadeIsOver)
{
    SinkQueue queue(2);
    std::vector<float> samples(400, 0.3F);
    queue.fadeOut(10);
    queue.push(samples.data(), 10);
    takeAll(queue, 3, 2);
    queue.fadeIn(10);
    queue.push(samples.data(), 200);
    const std::vector<float> taken = takeAll(queue, 7, 2);
    EXPECT_LT(taken[0], 0.1F);
    EXPECT_THAT(std::vector<float>(taken.begin() + 18, taken.begin() + 398), Each(0.3F));
}

// ---- stalls ----------------------------------------------------------------------------------------------------------

class StallDetectorTest : public ::testing::Test {
  protected:
    std::optional<std::string> after(std::chrono::milliseconds time)
    {
        std::optional<std::string> found;
        for (; time > 0ms && !found; time -= 300ms) {
            observation.now += 300ms;
            found = detector.check(observation);
        }
        return found;
    }

    StallDetector detector;
    SinkObservation observation{std::chrono::steady_clock::time_point(1h), std::nullopt, 0, false};
};

TEST_F(StallDetectorTest, NamesTheCallThatDoesNotReturn)
{
    observation.call = RunningCall::View{"write", 7};
    EXPECT_EQ(after(3'900ms), std::nullopt);
    EXPECT_EQ(after(1s), "does not return from write()");
}

TEST_F(StallDetectorTest, DoesNotTakeManyCallsForOne)
{
    for (uint64_t call = 0; call < 100; ++call) {
        observation.call = RunningCall::View{"write", call};
        EXPECT_EQ(after(1s), std::nullopt);
    }
}

TEST_F(StallDetectorTest, NoticesThatNothingIsTaken)
{
    EXPECT_EQ(after(60s), std::nullopt) << "nothing waits";
    observation.framesWait = true;
    EXPECT_EQ(after(3s), std::nullopt);
    ++observation.progress;
    EXPECT_EQ(after(3'900ms), std::nullopt);
    EXPECT_EQ(after(1s), "takes no more sound");
}

TEST_F(StallDetectorTest, DoesNotBlameASinkForASleepOfTheMachine)
{
    observation.call = RunningCall::View{"write", 7};
    observation.framesWait = true;
    EXPECT_EQ(after(1s), std::nullopt);
    observation.now += 2h;
    EXPECT_EQ(detector.check(observation), std::nullopt);
    EXPECT_EQ(after(3'900ms), std::nullopt);
    EXPECT_NE(after(1s), std::nullopt) << "but it still hangs";
}

} // namespace
} // namespace stellatune
