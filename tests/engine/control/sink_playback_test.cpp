// The whole engine playing to an output sink of a plugin, which is switched off and on, updated and set.
#include "tests/engine/control/sink_playback.h"

#include <cmath>
#include <string>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

using namespace std::chrono_literals;
using Kind = PlayerEvent::Kind;
using Outcome = UpdateOutcome::Status;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(SinkPlayback, GivesTheSinkEverySampleAsItIs)
{
    shelf.load("recording_sink_1");
    start();
    rig->setQueue({track(kFrames, 1), track(kFrames, 1 + static_cast<int32_t>(kFrames))});
    rig->player->play();
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    expectWhole(2 * kFrames, 0);
    EXPECT_EQ(rig->crank->opens(), 0U);
    EXPECT_THAT(calls(), ElementsAre("create 1", "open 44100", "track 1.wav at 0", "track 2.wav at 60000",
                                     "flush", "close", "destroy 1"));
    ASSERT_GT(rig->count(Kind::TrackStarted), 0U);
    EXPECT_THAT(last(Kind::TrackStarted).signalPath->summary(), HasSubstr("bit-perfect to the plugin"));
    EXPECT_EQ(last(Kind::DeviceOpened).text, "Recorder");
}

TEST_F(SinkPlayback, VolumeMuteAndFadesStayOutOfWhatIsStored)
{
    shelf.load("recording_sink_5");
    start("\"paced\": true", FadeSettings{});
    rig->player->setVolume(30.0);
    rig->setQueue({track()});
    rig->player->play();
    ASSERT_TRUE(records());
    rig->player->setMuted(true);
    rig->player->pause();
    rig->settle();
    rig->player->play();
    configure("\"paced\": true, \"plan\": \"recreate\""); // which takes another instance
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    EXPECT_EQ(countCalls("open 44100"), 2U);
    expectWhole(kFrames, 0);
    EXPECT_THAT(last(Kind::TrackStarted).signalPath->summary(), HasSubstr("bit-perfect to the plugin"));
    EXPECT_TRUE(last(Kind::TrackStarted).signalPath->isStored);
}

TEST_F(SinkPlayback, ABuildThatIsHeardTakesOverFromOneThatStores)
{
    shelf.load("recording_sink_5");
    start("\"paced\": true");
    rig->player->setMuted(true);
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    shelf.load("recording_sink_2");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::DeviceOpened) == 2; }));
    ASSERT_TRUE(records());
    EXPECT_EQ(recorded().back(), 0.0F) << "it is muted now";
    EXPECT_EQ(rig->count(Kind::DeviceFallback), 0U);
}

TEST_F(SinkPlayback, BearsASinkThatTakesFewFramesAtATime)
{
    shelf.load("recording_sink_1");
    start("\"accepts\": 3001");
    rig->setQueue({track()});
    rig->player->play();
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    expectWhole(kFrames, 0);
}

TEST_F(SinkPlayback, TakesWhatIsReadShortlyAhead)
{
    shelf.load("recording_sink_1");
    start();
    rig->player->setReadAhead(ReadAhead::Short);
    rig->setQueue({track(10 * kFrames)});
    rig->player->play();
    ASSERT_TRUE(settlesTo([this] { return recorded().size() >= 20'000; }));
    rig->player->setReadAhead(ReadAhead::Full); // it may be over before any of this
    rig->player->setReadAhead(ReadAhead::Short);
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    expectWhole(10 * kFrames, 0);
}

TEST_F(SinkPlayback, WaitsForAPluginThatIsLoadedOnlyWhenItIsWanted)
{
    shelf.announce();
    start();
    rig->setQueue({track()});
    rig->player->play();
    rig->player->pause(); // only so that nothing but the opening goes on
    rig->player->play();
    std::this_thread::yield();
    shelf.load("recording_sink_1", ControlReason::Enabled);
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    expectWhole(kFrames, 0);
    EXPECT_EQ(rig->count(Kind::DeviceFallback), 0U);
}

TEST_F(SinkPlayback, TakesForHeardOnlyWhatTheSinkTook)
{
    shelf.load("recording_sink_1");
    arrange("full");
    start();
    rig->setQueue({track()});
    rig->player->play();
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::TrackStarted) == 1; }));
    EXPECT_EQ(rig->player->snapshot().positionSeconds, 0.0) << "though some was rendered";
    release("full");
}

TEST_F(SinkPlayback, GoesOnWithAPluginThatWasSwitchedOffAndOnWhilePaused)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    rig->player->pause();
    size_t taken = 0;
    ASSERT_TRUE(settlesTo([&] { return std::exchange(taken, recorded().size()) == taken; }));
    rig->settle(); // stopped, now that it is silent
    shelf.disable();
    ASSERT_TRUE(settlesTo([this] { return !rig->player->snapshot().signalPath; })) << "nobody noticed";
    EXPECT_EQ(shelf.leases(), 0U);
    shelf.load("recording_sink_1", ControlReason::Enabled);
    rig->player->play();
    EXPECT_TRUE(records());
    EXPECT_EQ(rig->crank->opens(), 0U) << "it played elsewhere";
    EXPECT_EQ(rig->count(Kind::DeviceFallback), 0U);
}

TEST_F(SinkPlayback, FadesOutBeforeItPauses)
{
    FadeSettings fades = noFades();
    fades.pause = 60ms;
    shelf.load("recording_sink_1");
    start("\"paced\": true", fades);
    rig->setQueue({track(400'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    rig->player->pause();
    size_t before = 0;
    ASSERT_TRUE(settlesTo([&] {
        return std::exchange(before, recorded().size()) == before && before > 0 &&
               std::abs(recorded().back()) < 0.01F;
    }));
    rig->player->play();
    EXPECT_TRUE(records());
    EXPECT_EQ(countCalls("open 44100"), 1U);
}

/// What the sink got of a track whose decoder waits at `frame`, in frames.
class SinkOfASlowTrack : public SinkPlayback {
  protected:
    void startTrackThatWaitsAt(uint64_t frame)
    {
        shelf.load("recording_sink_1");
        m_decoders.load("numbers_decoder_1");
        PlayerConfig settings;
        settings.decoders.candidates = [](const std::string&) {
            return std::vector<DecoderCandidate>{{m_numbers, "numbers"}};
        };
        settings.decoders.bind = [this](const DecoderCandidate& candidate, std::function<void()> wake) {
            return m_decoders.registry().bind(candidate.pluginId, CapabilityKind::Decoder, candidate.typeId,
                                              std::move(wake));
        };
        start("", noFades(), std::move(settings));
        arrange("a.numbers.hold");
        std::ofstream(folder.path() / "a.numbers") << "44100 2 " << kFrames << " 0 0 waits=" << frame << '\n';
        rig->setQueue({folder.path() / "a.numbers"});
        rig->player->play();
    }
    uint64_t framesRecorded() const { return recorded().size() / 2; }
    void TearDown() override
    {
        release("a.numbers.hold");
        EXPECT_TRUE(settlesTo([this] { return framesRecorded() == kFrames; }));
        SinkPlayback::TearDown();
    }

    static inline const std::string m_numbers = "org.stellatune.test.numbers";
    PluginShelf m_decoders{m_numbers};
};

TEST_F(SinkOfASlowTrack, GetsEachBlockAsItComesWhenItRanDry)
{
    startTrackThatWaitsAt(40'000);
    EXPECT_TRUE(comesTrue([this] { return framesRecorded() > 40'000 - 4'096; })) << framesRecorded();
}

TEST_F(SinkOfASlowTrack, IsNotStartedOnABlockAlone)
{
    startTrackThatWaitsAt(6'000);
    EXPECT_TRUE(comesTrue([this] { return rig->player->statistics().decodedSeconds > 0.0; }));
    EXPECT_TRUE(comesTrue([this] { return countCalls("open 44100") == 1; }));
    EXPECT_EQ(framesRecorded(), 0U) << "and silence would have followed them";
}

// ---- the plugin changes ----------------------------------------------------------------------------------------------

TEST_F(SinkPlayback, GoesOnWithAnotherBuildWhereItIs)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(150'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    shelf.load("recording_sink_2");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    expectWhole(150'000, 1);
    const std::vector<std::string> lines = calls();
    ASSERT_EQ(lines.size(), 12U) << ::testing::PrintToString(lines);
    EXPECT_EQ(lines[3], "create 2");
    EXPECT_EQ(lines[4], "flush");
    EXPECT_EQ(lines[5], "close");
    EXPECT_EQ(lines[6], "open 44100");
    EXPECT_EQ(lines[7], "destroy 1");
    EXPECT_THAT(lines[8], HasSubstr("track 1.wav at ")) << "with the state of the one before";
    EXPECT_NE(lines[8], "track 1.wav at 0");
    EXPECT_THAT(outcomes(), ElementsAre(Outcome::Recreated));
    EXPECT_EQ(rig->count(Kind::DeviceFallback), 0U);
    EXPECT_EQ(shelf.leases(), 1U);
}

TEST_F(SinkPlayback, GoesOnWithTheOldBuildWhenTheNewOneCannotBeOpened)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(150'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    shelf.load("recording_sink_4");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    expectWhole(150'000, 1);
    EXPECT_THAT(outcomes(), ElementsAre(Outcome::Failed));
    EXPECT_THAT(last(Kind::SinkConfigured).sinkOutcomes[0].outcome.detail, HasSubstr("Somebody else"));
}

TEST_F(SinkPlayback, IsOpenedAnewWhenTheNewBuildTakesAnotherFormat)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(400'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    shelf.load("recording_sink_3");
    ASSERT_TRUE(happens(Kind::DeviceOpened, 2));
    ASSERT_TRUE(records());
    EXPECT_EQ(rig->player->snapshot().device, sink());
    EXPECT_EQ(rig->player->snapshot().signalPath->outputFormat.sampleRate, 48'000U);
    EXPECT_EQ(rig->count(Kind::DeviceFallback), 0U);
}

TEST_F(SinkPlayback, MusicGoesOnElsewhereWhileThePluginIsOff)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    shelf.disable();
    ASSERT_TRUE(happens(Kind::DeviceFallback));
    EXPECT_TRUE(happens([this] { return rig->crank->isStarted(); }));
    EXPECT_EQ(rig->player->snapshot().state, PlaybackState::Playing);
    EXPECT_TRUE(comesTrue([this] { return shelf.leases() == 0; })) << "nobody holds it any more";
    EXPECT_EQ(countCalls("close"), 1U);
    const double position = rig->player->snapshot().positionSeconds;
    EXPECT_TRUE(happens([&] { return rig->player->snapshot().positionSeconds > position + 1.0; }));

    shelf.load("recording_sink_2", ControlReason::Enabled);
    ASSERT_TRUE(happens(Kind::DeviceRestored));
    EXPECT_TRUE(records());
    EXPECT_EQ(rig->player->snapshot().device, sink());
    EXPECT_FALSE(rig->crank->isOpen());
    EXPECT_EQ(rig->count(Kind::TrackStarted), 1U) << "it is the same track all the time";
    EXPECT_EQ(rig->count(Kind::TrackFailed), 0U);
}

TEST_F(SinkPlayback, NothingIsHeardTwiceWhenThePluginGoes)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    shelf.disable();
    std::vector<float> goesOn;
    ASSERT_TRUE(happens([&] {
        goesOn = withoutSilence(rig->crank->takeRecording());
        return !goesOn.empty();
    }));
    const uint64_t taken = recorded().size() / 2;
    EXPECT_NEAR(goesOn[0] * 32'768.0F, static_cast<float>((1 + taken) % 30'000 + 1), 1.0F);
}

TEST_F(SinkPlayback, MusicPlaysElsewhereWhenThereIsNoSuchPlugin)
{
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(happens(Kind::DeviceFallback));
    EXPECT_TRUE(happens([this] { return rig->player->snapshot().positionSeconds > 1.0; }));
    shelf.announce();
    shelf.load("recording_sink_1", ControlReason::Enabled);
    ASSERT_TRUE(happens(Kind::DeviceRestored));
    EXPECT_TRUE(records());
}

// ---- its settings change ---------------------------------------------------------------------------------------------

TEST_F(SinkPlayback, TakesSettingsWhileItPlays)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    configure("\"paced\": true, \"gain\": 0.5");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkConfigured) == 1; }));
    configure("\"plan\": \"reject\"");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkConfigured) == 2; }));
    configure("\"plan\": \"hot-fails\"");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkConfigured) == 3; }));
    EXPECT_THAT(outcomes(), ElementsAre(Outcome::Applied, Outcome::Rejected, Outcome::Failed));
    EXPECT_EQ(last(Kind::SinkConfigured).sinkOutcomes[0].outcome.generation, 3U);
    EXPECT_TRUE(records());
    EXPECT_LT(recorded().back(), 0.47F) << "the settings that were applied are still in force";
    EXPECT_EQ(countCalls("open 44100"), 1U);

    // The next session has those too, not the ones that were refused.
    rig->player->stop();
    ASSERT_TRUE(settlesTo([this] { return countCalls("destroy 1") == 1; }));
    const size_t before = recorded().size();
    rig->player->play();
    ASSERT_TRUE(records());
    EXPECT_NEAR(recorded()[before + 200], 102.0F / 32'768.0F / 2.0F, 1e-6F);
}

TEST_F(SinkPlayback, TakesAnotherInstanceWhereSettingsNeedIt)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(250'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    configure("\"paced\": true, \"plan\": \"recreate\"");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkConfigured) == 2; }));
    configure("\"plan\": \"recreate-fails\"");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkConfigured) == 4; }));
    configure("\"plan\": \"recreate-refuses\"");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkConfigured) == 6; }));
    EXPECT_THAT(outcomes(),
                ElementsAre(Outcome::RequiresRecreate, Outcome::Recreated, Outcome::RequiresRecreate,
                            Outcome::Failed, Outcome::RequiresRecreate, Outcome::Failed));
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    expectWhole(250'000, 2); // one that is not even made interrupts nothing
}

TEST_F(SinkPlayback, HearsWhenSettingsNeededWhatIsBusy)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    configure("\"plan\": \"recreate-busy\"");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkConfigured) == 2; }));
    EXPECT_THAT(outcomes(), ElementsAre(Outcome::RequiresRecreate, Outcome::Failed));
    EXPECT_TRUE(records());
}

TEST_F(SinkPlayback, LosesNoSettingsWhenItStopsAtOnce)
{
    shelf.load("recording_sink_1");
    arrange("slow"); // and so it has yet to hear of the settings when it is closed
    start();
    rig->setQueue({track(3'000'000)});
    for (size_t round = 1; round <= 8; ++round) {
        rig->player->play();
        ASSERT_TRUE(records(2'000));
        const std::string plan = round % 2 == 0 ? "recreate" : "hot";
        rig->player->pause();
        int looks = 0;
        ASSERT_TRUE(settlesTo([&] { return ++looks == 25; })) << "long enough for the device to stand still";
        configure("\"plan\": \"" + plan + "\", \"gain\": 0." + std::to_string(round));
        rig->player->stop();
        ASSERT_TRUE(settlesTo([&] {
            return countCalls("close") == countCalls("open 44100") &&
                   countCalls("destroy 1") == countCalls("create 1") &&
                   rig->count(Kind::SinkConfigured) == round + round / 2;
        })) << round;
    }
    const size_t before = recorded().size();
    rig->player->play();
    ASSERT_TRUE(records(2'000));
    EXPECT_NEAR(recorded()[before + 200], 102.0F / 32'768.0F * 0.8F, 1e-6F);
}

TEST_F(SinkPlayback, HearsOfSettingsThatWaitForTheNextSession)
{
    shelf.load("recording_sink_1");
    start();
    rig->setQueue({track()});
    configure("\"gain\": 0.25");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkConfigured) == 1; }));
    rig->player->play();
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    EXPECT_NEAR(recorded()[200], 102.0F / 32'768.0F / 4.0F, 1e-6F);
}

// ---- targets ---------------------------------------------------------------------------------------------------------

TEST_F(SinkPlayback, ListsTargetsWhetherItPlaysOrNot)
{
    shelf.load("recording_sink_1");
    start();
    rig->player->requestSinkTargets(kPlugin, "recorder", config());
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkTargetsListed) == 1; }));
    const SinkTargets& listed = last(Kind::SinkTargetsListed).sinkTargets;
    EXPECT_EQ(listed.pluginId, kPlugin);
    EXPECT_EQ(listed.typeId, "recorder");
    EXPECT_THAT(listed.targets,
                ElementsAre(SinkTarget{"left", "Left room", true}, SinkTarget{"right", "Right room", false}));

    rig->player->requestSinkTargets("org.example.none", "recorder", {});
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkTargetsListed) == 2; }));
    EXPECT_EQ(last(Kind::SinkTargetsListed).error->code, ErrorCode::NotFound);
}

TEST_F(SinkPlayback, NobodyWaitsForTargetsThatAreNotListed)
{
    shelf.load("recording_sink_1");
    arrange("hang");
    start();
    output.device = {"test", ""};
    rig->player->setOutput(output);
    rig->player->requestSinkTargets(kPlugin, "recorder", config());
    rig->setQueue({track()});
    rig->player->play();
    EXPECT_TRUE(rig->playToEnd());
    EXPECT_EQ(rig->count(Kind::SinkTargetsListed), 0U);
    release("hang");
    EXPECT_TRUE(settlesTo([this] { return rig->count(Kind::SinkTargetsListed) == 1; }));
}

TEST_F(SinkPlayback, AMissingTargetIsSaid)
{
    shelf.load("recording_sink_1");
    start();
    output.device = sink("nowhere");
    rig->player->setOutput(output);
    rig->setQueue({track()});
    rig->player->play();
    ASSERT_TRUE(happens(Kind::DeviceFallback));
    EXPECT_THAT(last(Kind::DeviceFallback).error->message, HasSubstr("no room of that name"));
}

} // namespace
} // namespace stellatune::testing
