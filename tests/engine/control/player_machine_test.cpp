// The player's decisions alone: what is asked and what happens goes in by hand, and no thread, file or device
// is there.
#include "tests/engine/control/player_machine_rig.h"

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

class PlayerMachineTest : public PlayerMachineRig {};

TEST_F(PlayerMachineTest, StartsStepByStepAndWaitsForEachAnswer)
{
    machine.play();
    EXPECT_EQ(decodeCommands<CueTrack>().size(), 1U);
    EXPECT_THAT(outputCommands<OpenDevice>(), IsEmpty());
    answerCue();
    EXPECT_EQ(outputCommands<OpenDevice>().size(), 1U);
    EXPECT_THAT(decodeCommands<BeginRing>(), IsEmpty());
    answerOpen();
    EXPECT_EQ(decodeCommands<BeginRing>().size(), 1U);
    EXPECT_EQ(decodeCommands<SetNextTrack>().back().entry->id, 2U);
    EXPECT_THAT(outputCommands<StartDevice>(), IsEmpty());
    answerBegin();
    EXPECT_EQ(outputCommands<StartDevice>().size(), 1U);
    EXPECT_TRUE(taken<SetRunning>().back().running);
}

TEST_F(PlayerMachineTest, AStaleAnswerIsDropped)
{
    machine.play();
    const CueTrack first = decodeCommands<CueTrack>().back();
    machine.playEntry(3, 0.0);
    forget();
    machine.on(TrackCued{first.ticket, 1, info()});
    EXPECT_THAT(outputCommands<OpenDevice>(), IsEmpty());
    machine.on(CueFailed{first.ticket, 1, Error{}});
    EXPECT_THAT(eventKinds(), IsEmpty());
}

TEST_F(PlayerMachineTest, StoppingWhileTheDeviceOpensClosesItAndIgnoresTheAnswer)
{
    machine.play();
    answerCue();
    const OpenDevice open = outputCommands<OpenDevice>().back();
    forget();
    machine.stop();
    EXPECT_EQ(outputCommands<CloseDevice>().size(), 1U);
    EXPECT_EQ(decodeCommands<HaltDecoding>().size(), 1U);
    forget();
    machine.on(DeviceOpened{open.ticket, {"test", ""}, rendererFor(open.request.format), std::nullopt});
    EXPECT_THAT(decodeCommands<BeginRing>(), IsEmpty());
    EXPECT_EQ(machine.published().state, PlaybackState::Stopped);
}

TEST_F(PlayerMachineTest, APauseStopsTheDeviceOnlyAfterTheLastSoundWasHeard)
{
    startPlaying();
    machine.pause();
    EXPECT_FALSE(taken<SetRunning>().back().running);
    view.latencyFrames = 1'024; // four buffers
    view.callbacks = 100;
    machine.observe(view, now);
    EXPECT_THAT(outputCommands<StopDevice>(), IsEmpty());
    view.held = true;
    machine.observe(view, now);
    view.callbacks = 105;
    machine.observe(view, now);
    EXPECT_THAT(outputCommands<StopDevice>(), IsEmpty());
    view.callbacks = 106;
    machine.observe(view, now);
    EXPECT_EQ(outputCommands<StopDevice>().size(), 1U);
    EXPECT_THAT(outputCommands<CloseDevice>(), IsEmpty());
}

TEST_F(PlayerMachineTest, ResumingDuringTheFadeOutKeepsTheDeviceRunning)
{
    startPlaying();
    machine.pause();
    machine.play();
    EXPECT_TRUE(taken<SetRunning>().back().running);
    view.held = true;
    view.callbacks = 1'000;
    machine.observe(view, now);
    view.callbacks = 2'000;
    machine.observe(view, now);
    EXPECT_THAT(outputCommands<StopDevice>(), IsEmpty());
}

TEST_F(PlayerMachineTest, PlayingDuringTheFadeToAStopStartsInTheSameDevice)
{
    startPlaying();
    machine.stop();
    EXPECT_THAT(outputCommands<CloseDevice>(), IsEmpty());
    machine.playEntry(2, 0.0);
    answerCue();
    EXPECT_THAT(outputCommands<OpenDevice>(), IsEmpty());
    answerBegin();
    EXPECT_TRUE(taken<SetRunning>().back().running);
    EXPECT_EQ(machine.published().state, PlaybackState::Playing);
}

TEST_F(PlayerMachineTest, APausedPlayerOpensNoDevice)
{
    machine.cueEntry(2, 12.0);
    answerCue();
    EXPECT_THAT(outputCommands<OpenDevice>(), IsEmpty());
    EXPECT_DOUBLE_EQ(*machine.published().fixedPosition, 12.0);
    machine.play();
    EXPECT_EQ(outputCommands<OpenDevice>().size(), 1U);
}

TEST_F(PlayerMachineTest, ASeekShowsItsTargetUntilItIsHeard)
{
    startPlaying();
    view.progress.frame = 44'100;
    machine.observe(view, now);
    machine.seek(60.0);
    EXPECT_DOUBLE_EQ(*machine.published().fixedPosition, 60.0);
    answerCue();
    // The old ring plays on while the new one is filled.
    view.progress.frame = 50'000;
    machine.observe(view, now);
    EXPECT_DOUBLE_EQ(*machine.published().fixedPosition, 60.0);
    answerBegin();
    machine.observe(view, now);
    EXPECT_FALSE(machine.published().fixedPosition);
    EXPECT_DOUBLE_EQ(machine.published().timeline.heardAt(view.progress, 0)->seconds, 60.0);
    EXPECT_THAT(eventKinds(), ::testing::Not(::testing::Contains(PlayerEvent::Kind::TrackStarted)));
}

TEST_F(PlayerMachineTest, AnotherLoudnessGoesOnWhereTheDeviceWillHavePlayedTo)
{
    startPlaying();
    view.progress.frame = 441'000;
    view.latencyFrames = 8'192;
    machine.observe(view, now);
    ReplayGainSettings loudness;
    loudness.mode = ReplayGainMode::Track;
    machine.setReplayGain(loudness);
    EXPECT_DOUBLE_EQ(decodeCommands<CueTrack>().back().startSeconds, 10.0);
}

TEST_F(PlayerMachineTest, TheSignalPathChangesWhenTheEffectIsHeard)
{
    startPlaying();
    DspNodesChanged changed;
    changed.nodes = {{1, DspNodeState::Status::Active, "Equalizer", "", 0, false}};
    changed.epoch = view.progress.epoch;
    changed.ringFrame = 88'200;
    machine.on(changed);
    EXPECT_THAT(eventKinds(), ::testing::Contains(PlayerEvent::Kind::DspChanged));
    EXPECT_THAT(machine.published().dsp, IsEmpty());
    view.latencyFrames = 8'000;
    view.progress.frame = 96'199;
    machine.observe(view, now);
    EXPECT_THAT(machine.published().dsp, IsEmpty());
    view.progress.frame = 96'200;
    machine.observe(view, now);
    EXPECT_THAT(machine.published().dsp, ::testing::ElementsAre("Equalizer"));
    // Between two rings: of the next.
    machine.seek(50.0);
    machine.on(DspNodesChanged{});
    EXPECT_THAT(machine.published().dsp, ::testing::ElementsAre("Equalizer"));
    answerCue();
    answerBegin();
    machine.observe(view, now);
    EXPECT_THAT(machine.published().dsp, IsEmpty());
}

TEST_F(PlayerMachineTest, TheSignalPathChangesAtOnceWhileNothingIsHeard)
{
    DspNodesChanged changed;
    changed.nodes = {{1, DspNodeState::Status::Active, "Equalizer", "", 0, false}};
    machine.on(changed);
    EXPECT_THAT(machine.published().dsp, ::testing::ElementsAre("Equalizer"));
}

TEST_F(PlayerMachineTest, NothingToDoMeansALongRest)
{
    EXPECT_GE(machine.nextObservation(), 1min);
    startPlaying();
    EXPECT_LE(machine.nextObservation(), 200ms);
    machine.pause();
    EXPECT_LE(machine.nextObservation(), 10ms);
}

} // namespace
} // namespace stellatune
