// The whole engine playing to an output sink of a plugin that fails, in every way there is: music goes on,
// and the one at fault is named.
#include "engine/output/sink_device.h"
#include "tests/engine/control/sink_playback.h"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

using namespace std::chrono_literals;
using Kind = PlayerEvent::Kind;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST_F(SinkPlayback, IsOpenedAgainOnceAfterAnError)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    arrange("fail-once");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::DeviceOpened) == 2; }));
    ASSERT_TRUE(records());
    EXPECT_EQ(rig->count(Kind::DeviceFallback), 0U);
    EXPECT_EQ(rig->player->snapshot().state, PlaybackState::Playing);
    EXPECT_EQ(rig->player->snapshot().device, sink());
}

TEST_F(SinkPlayback, MusicGoesOnElsewhereUntilTheSinkHasRecovered)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    arrange("refuse");
    arrange("fail");
    ASSERT_TRUE(happens(Kind::DeviceFallback));
    EXPECT_THAT(last(Kind::DeviceFallback).error->message, HasSubstr("Somebody else"));
    ASSERT_TRUE(happens([this] { return rig->crank->isStarted(); }));
    const size_t attempts = countCalls("create 1");
    ASSERT_TRUE(happens([&] { return countCalls("create 1") >= attempts + 3; })) << "it is looked for";
    EXPECT_EQ(rig->crank->opens(), 1U) << "without disturbing what plays";
    release("fail");
    release("refuse");
    ASSERT_TRUE(happens(Kind::DeviceRestored));
    EXPECT_TRUE(records());
    EXPECT_EQ(rig->count(Kind::DeviceFallback), 1U);
    EXPECT_EQ(rig->count(Kind::TrackStarted), 1U);
}

TEST_F(SinkPlayback, NobodyWaitsForASinkThatHangs)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    arrange("hang");
    ASSERT_TRUE(happens(Kind::DeviceFallback));
    EXPECT_THAT(last(Kind::DeviceFallback).error->message, HasSubstr("does not return from write()"));
    ASSERT_TRUE(happens([this] { return rig->crank->isStarted(); }));
    rig->player->seek(20.0);
    ASSERT_TRUE(happens([this] { return rig->player->snapshot().positionSeconds > 20.5; }));
    EXPECT_EQ(rig->player->snapshot().state, PlaybackState::Playing);
    release("hang");
    EXPECT_TRUE(happens(Kind::DeviceRestored));
    EXPECT_TRUE(records());
}

TEST_F(SinkPlayback, SettingsThatASinkThatHangsDoesNotTakeAreForTheNextOne)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    arrange("hang");
    ASSERT_TRUE(comesTrue([this] {
        const auto instances = shelf.registry().leases().at(0).instances; // of what is gone after this line
        return !instances.empty() && instances[0].call && std::string(instances[0].call->function) == "write";
    }));
    configure("\"paced\": true, \"accepts\": 500");
    ASSERT_TRUE(happens(Kind::SinkConfigured));
    EXPECT_EQ(outcomes(), std::vector{UpdateOutcome::Status::Applied});
    EXPECT_EQ(last(Kind::SinkConfigured).sinkOutcomes[0].outcome.config, output.sinkConfig);
    release("hang");
    EXPECT_TRUE(happens(Kind::DeviceRestored));
    EXPECT_TRUE(records());
}

TEST_F(SinkPlayback, TheEndDoesNotWaitForASinkThatHangs)
{
    const auto calls = [this] {
        std::vector<std::string> running;
        for (const LeaseView& lease : shelf.registry().leases()) {
            for (const auto& instance : lease.instances)
                running.emplace_back(instance.call ? instance.call->function : "");
        }
        return running;
    };
    const auto soon = SinkDevice::Limits().open / 2; // which is what it would take otherwise
    shelf.load("recording_sink_1");
    for (const bool hangsInOpen : {true, false}) {
        if (hangsInOpen)
            arrange("hang");
        start("\"paced\": true");
        rig->setQueue({track(3'000'000)});
        rig->player->play();
        // Nothing settles while it hangs.
        if (!hangsInOpen) {
            ASSERT_TRUE(comesTrue([this] { return !recorded().empty(); }));
            arrange("hang");
        }
        const std::string function = hangsInOpen ? "open" : "write";
        ASSERT_TRUE(comesTrue([&] { return calls() == std::vector{function}; }));
        ::testing::internal::CaptureStderr();
        const auto begin = std::chrono::steady_clock::now();
        rig.reset();
        EXPECT_LT(std::chrono::steady_clock::now() - begin, soon) << function;
        EXPECT_THAT(::testing::internal::GetCapturedStderr(),
                    HasSubstr("the plugin " + kPlugin + " does not return from " + function));
        EXPECT_EQ(shelf.leases(), 1U) << "the library stays where the thread is";
        release("hang");
        ASSERT_TRUE(comesTrue([&] { return calls().empty(); })) << "it ends by itself";
        std::filesystem::remove(folder.path() / "samples");
    }
}

TEST_F(SinkPlayback, NoticesASinkThatTakesNothing)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    arrange("full");
    ASSERT_TRUE(happens(Kind::DeviceFallback));
    EXPECT_THAT(last(Kind::DeviceFallback).error->message, HasSubstr("takes no more sound"));
    EXPECT_TRUE(happens([this] { return rig->crank->isStarted(); }));
}

TEST_F(SinkPlayback, LooksForAPlaceThatWasLost)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    arrange("gone");
    arrange("fail-once");
    ASSERT_TRUE(happens(Kind::DeviceFallback));
    EXPECT_THAT(last(Kind::DeviceFallback).error->message, HasSubstr("no room of that name"));
    const size_t attempts = countCalls("create 1");
    ASSERT_TRUE(happens([&] { return countCalls("create 1") >= attempts + 3; })) << "it is looked for";
    release("gone");
    ASSERT_TRUE(happens(Kind::DeviceRestored));
    EXPECT_TRUE(records());
}

TEST_F(SinkPlayback, MusicGoesOnElsewhereAndTheOneAtFaultIsNamed)
{
    const std::pair<const char*, const char*> faults[] = {
        {"fail", "fell down"}, {"throw", "lost its temper"}, {"claim", "took more than it was given"}};
    shelf.load("recording_sink_1");
    for (const auto& [fault, words] : faults) {
        start("\"paced\": true");
        rig->setQueue({track(3'000'000)});
        rig->player->play();
        ASSERT_TRUE(records()) << fault;
        arrange(fault);
        ASSERT_TRUE(happens(Kind::DeviceFallback)) << fault;
        EXPECT_THAT(last(Kind::DeviceFallback).error->message, AllOf(HasSubstr(kPlugin), HasSubstr(words)));
        const double position = rig->player->snapshot().positionSeconds;
        EXPECT_TRUE(happens([&] { return rig->player->snapshot().positionSeconds > position + 1.0; }))
            << fault;
        EXPECT_EQ(rig->player->snapshot().state, PlaybackState::Playing);
        EXPECT_EQ(rig->count(Kind::TrackFailed), 0U);
        release(fault);
        rig.reset();
    }
}

TEST_F(SinkPlayback, ASlowSinkIsGivenEverySample)
{
    shelf.load("recording_sink_1");
    arrange("slow"); // slower than the music
    start();
    rig->setQueue({track(30'000)});
    rig->player->play();
    ASSERT_TRUE(happens(Kind::QueueFinished));
    expectWhole(30'000, 0);
    EXPECT_EQ(rig->count(Kind::DeviceFallback), 0U);
}

TEST_F(SinkPlayback, OneThatPlaysSlowerThanTheMusicIsNamedOnceAndPlaysOn)
{
    shelf.load("recording_sink_1");
    arrange("slow");
    start("\"accepts\": 1000"); // in 50 ms
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::PluginTroubled) == 1; }));
    EXPECT_EQ(last(Kind::PluginTroubled).entry, 1U);
    EXPECT_THAT(last(Kind::PluginTroubled).error->message,
                AllOf(HasSubstr("plugin " + kPlugin), HasSubstr("% of the speed of the music")));
    EXPECT_EQ(rig->player->statistics().sinkFaults, 1U);
    ASSERT_TRUE(records(200'000)); // for as long again, and it is known
    EXPECT_EQ(rig->count(Kind::PluginTroubled), 1U);
    EXPECT_EQ(rig->player->statistics().sinkFaults, 1U);
    EXPECT_EQ(rig->count(Kind::DeviceFallback), 0U);
    EXPECT_EQ(rig->player->snapshot().device, sink());
}

TEST_F(SinkPlayback, WhatIsNotTakenInTimeIsThrownAway)
{
    shelf.load("recording_sink_1");
    arrange("full");
    start();
    rig->setQueue({track(2'000)}); // rendered at once
    rig->player->play();
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    EXPECT_EQ(countCalls("reset"), 1U);
    EXPECT_EQ(countCalls("flush"), 0U);
    EXPECT_EQ(countCalls("close"), 1U);
}

TEST_F(SinkPlayback, AnotherChoiceEndsTheLookOut)
{
    shelf.load("recording_sink_1");
    arrange("refuse");
    start();
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(happens(Kind::DeviceFallback));
    output.device = {"test", "other"};
    rig->player->setOutput(output);
    ASSERT_TRUE(happens([this] { return rig->crank->lastChoice() == output.device; }));
    release("refuse");
    shelf.load("recording_sink_2");
    rig->crank->passTime(10min);
    rig->settle();
    EXPECT_EQ(rig->count(Kind::DeviceRestored), 0U);
    EXPECT_EQ(rig->player->snapshot().device, output.device);
}

} // namespace
} // namespace stellatune::testing
