// What the player decides about devices that are lost or have to be opened anew.
#include "tests/engine/control/player_machine_rig.h"

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

class PlayerMachineOutput : public PlayerMachineRig {};

TEST_F(PlayerMachineOutput, AnotherFormatWaitsForTheLastSoundAndReopens)
{
    startPlaying();
    machine.on(RingFinished{view.progress.epoch, 1'000, 2});
    view.progress.frame = 1'000;
    view.drained = true;
    view.callbacks = 10;
    machine.observe(view, now);
    EXPECT_THAT(decodeCommands<CueTrack>(), IsEmpty());
    view.callbacks = 12;
    machine.observe(view, now);
    ASSERT_EQ(decodeCommands<CueTrack>().size(), 1U);
    answerCue(info(96'000));
    EXPECT_EQ(outputCommands<CloseDevice>().size(), 1U);
    EXPECT_EQ(outputCommands<OpenDevice>().back().request.format.sampleRate, 96'000U);
    answerOpen();
    answerBegin(info(96'000));
    // A track that follows by itself starts at full level.
    EXPECT_EQ(taken<SetRunning>().back().fade, 0ms);
}

TEST_F(PlayerMachineOutput, ALostDeviceIsLookedForByNameAndNothingElseIsOpened)
{
    startPlaying();
    view.progress.frame = 441'000;
    machine.observe(view, now);
    machine.on(DeviceStopped{2, Error{ErrorCode::DeviceLost, "test", "gone"}});
    EXPECT_EQ(machine.published().state, PlaybackState::WaitingForDevice);
    EXPECT_DOUBLE_EQ(*machine.published().fixedPosition, 10.0);
    view = {};
    answerCue();
    EXPECT_THAT(outputCommands<OpenDevice>(), IsEmpty());
    now += 600ms;
    machine.observe(view, now);
    ASSERT_EQ(outputCommands<OpenDevice>().size(), 1U);
    const OpenDevice open = outputCommands<OpenDevice>().back();
    EXPECT_EQ(open.choice.interface, "test");
    EXPECT_FALSE(open.allowFallback);
    forget();
    machine.on(DeviceOpenFailed{open.ticket, Error{}});
    machine.observe(view, now);
    EXPECT_THAT(outputCommands<OpenDevice>(), IsEmpty());
    now += 1'100ms;
    machine.observe(view, now);
    answerOpen();
    answerBegin();
    EXPECT_EQ(machine.published().state, PlaybackState::WaitingForDevice);
    machine.observe(view, now);
    EXPECT_THAT(eventKinds(), ::testing::Contains(PlayerEvent::Kind::DeviceRestored));
    EXPECT_EQ(machine.published().state, PlaybackState::Playing);
}

TEST_F(PlayerMachineOutput, AnotherOutputChosenWhileALostDeviceIsRetriedIsTriedNext)
{
    startPlaying();
    view.progress.frame = 441'000;
    machine.observe(view, now);
    machine.on(DeviceStopped{2, Error{ErrorCode::DeviceLost, "test", "gone"}});
    view = {};
    answerCue();
    now += 1s;
    machine.observe(view, now);
    const OpenDevice retry = outputCommands<OpenDevice>().back();
    OutputSettings output;
    output.device = {"other", ""};
    machine.setOutput(output);
    answerCue();
    EXPECT_THAT(outputCommands<OpenDevice>(), IsEmpty());
    machine.on(DeviceOpenFailed{retry.ticket, Error{}});
    ASSERT_EQ(outputCommands<OpenDevice>().size(), 1U);
    EXPECT_EQ(outputCommands<OpenDevice>().back().choice.interface, "other");
    EXPECT_THAT(eventKinds(), ::testing::Not(::testing::Contains(PlayerEvent::Kind::DeviceFailed)));
    EXPECT_DOUBLE_EQ(*machine.published().fixedPosition, 10.0);
}

TEST_F(PlayerMachineOutput, ADeviceAboutToBeReopenedForOneTrackIsKeptForTheNextThatItServes)
{
    startPlaying();
    machine.playEntry(2, 0.0);
    answerCue(info(96'000));
    EXPECT_FALSE(taken<SetRunning>().back().running); // fading out, to open it at 96 kHz
    machine.playEntry(3, 0.0);
    answerCue(info(44'100));
    const BeginRing begin = decodeCommands<BeginRing>().back();
    // Silence comes before the ring is ready.
    view.held = true;
    view.callbacks = 10;
    machine.observe(view, now);
    view.callbacks = 20;
    machine.observe(view, now);
    EXPECT_THAT(outputCommands<CloseDevice>(), IsEmpty());
    forget();
    machine.on(RingReady{begin.epoch});
    EXPECT_EQ(outputCommands<StartDevice>().size(), 1U);
    EXPECT_TRUE(taken<SetRunning>().back().running);
}

TEST_F(PlayerMachineOutput, ATrackThatReplacesOneThatCannotBeReopenedIsToldAsStarted)
{
    startPlaying();
    machine.on(DeviceStopped{2, Error{ErrorCode::DeviceLost, "test", "gone"}});
    view = {};
    const CueTrack cue = decodeCommands<CueTrack>().back();
    forget();
    machine.on(CueFailed{cue.ticket, 1, Error{ErrorCode::NotFound, "test", "no such file"}});
    answerCue();
    now += 1s;
    machine.observe(view, now);
    answerOpen();
    answerBegin();
    machine.observe(view, now);
    EXPECT_THAT(eventKinds(), ::testing::Contains(PlayerEvent::Kind::TrackStarted));
    EXPECT_EQ(machine.published().entry, 2U);
}

TEST_F(PlayerMachineOutput, PauseSeekAndStopAreObeyedWhileADeviceIsLost)
{
    startPlaying();
    machine.on(DeviceStopped{2, Error{ErrorCode::DeviceLost, "test", "gone"}});
    view = {};
    machine.seek(50.0);
    EXPECT_DOUBLE_EQ(*machine.published().fixedPosition, 50.0);
    machine.pause();
    EXPECT_EQ(machine.published().state, PlaybackState::Paused);
    answerCue();
    now += 1min;
    machine.observe(view, now);
    EXPECT_THAT(outputCommands<OpenDevice>(), IsEmpty());
    machine.play();
    EXPECT_EQ(outputCommands<OpenDevice>().size(), 1U);
    machine.stop();
    EXPECT_EQ(machine.published().state, PlaybackState::Stopped);
}

TEST_F(PlayerMachineOutput, PauseAndPlayWhileALostDeviceIsTriedOpensWhatIsThere)
{
    startPlaying();
    machine.on(DeviceStopped{2, Error{ErrorCode::DeviceLost, "test", "gone"}});
    view = {};
    answerCue();
    now += 600ms;
    machine.observe(view, now);
    const OpenDevice tried = outputCommands<OpenDevice>().back();
    forget();
    machine.pause();
    machine.play();
    machine.on(DeviceOpenFailed{tried.ticket, Error{ErrorCode::DeviceUnavailable, "test", "still gone"}});
    EXPECT_EQ(machine.published().state, PlaybackState::Playing);
    ASSERT_EQ(outputCommands<OpenDevice>().size(), 1U);
    const OpenDevice open = outputCommands<OpenDevice>().back();
    EXPECT_TRUE(open.allowFallback);
    forget();
    machine.on(DeviceOpenFailed{open.ticket, Error{ErrorCode::DeviceUnavailable, "test", "nothing there"}});
    EXPECT_EQ(machine.published().state, PlaybackState::Stopped);
}

} // namespace
} // namespace stellatune
