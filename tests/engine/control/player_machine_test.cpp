// The decisions alone: what is asked and what happens goes in by hand, and no thread, file or device is
// there.
#include "engine/control/player_machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

/// Plays the parts of the decode thread, the output thread and the renderer.
class PlayerMachineTest : public ::testing::Test {
  protected:
    PlayerMachineTest()
    {
        machine.setQueue(std::make_shared<std::vector<QueueEntry>>(
            std::vector<QueueEntry>{{1, "/1.flac"}, {2, "/2.flac"}, {3, "/3.flac"}}));
        machine.takeEffects();
    }

    static DecoderInfo info(uint32_t rate = 44'100, uint32_t channels = 2)
    {
        DecoderInfo made;
        made.codec = "FLAC";
        made.format = {rate, ChannelLayout::standard(channels)};
        made.lossless = true;
        made.frames = uint64_t{rate} * 100;
        return made;
    }

    std::shared_ptr<Renderer> rendererFor(const AudioFormat& format) const
    {
        return std::make_shared<Renderer>(OpenedOutput{format, SampleFormat::Float32, 256, "device"}, traits,
                                          4'096);
    }

    /// Effects since the last call, of one kind.
    template <typename Kind>
    std::vector<Kind> taken()
    {
        for (Effect& effect : machine.takeEffects())
            effects.push_back(std::move(effect));
        std::vector<Kind> found;
        for (const Effect& effect : effects) {
            if (const auto* kind = std::get_if<Kind>(&effect))
                found.push_back(*kind);
        }
        return found;
    }
    template <typename Kind>
    std::vector<Kind> decodeCommands()
    {
        std::vector<Kind> found;
        for (const DecodeCommand& command : taken<DecodeCommand>()) {
            if (const auto* kind = std::get_if<Kind>(&command))
                found.push_back(*kind);
        }
        return found;
    }
    template <typename Kind>
    std::vector<Kind> outputCommands()
    {
        std::vector<Kind> found;
        for (const OutputCommand& command : taken<OutputCommand>()) {
            if (const auto* kind = std::get_if<Kind>(&command))
                found.push_back(*kind);
        }
        return found;
    }
    std::vector<PlayerEvent::Kind> eventKinds()
    {
        std::vector<PlayerEvent::Kind> kinds;
        for (const PlayerEvent& event : taken<PlayerEvent>())
            kinds.push_back(event.kind);
        return kinds;
    }
    void forget()
    {
        machine.takeEffects();
        effects.clear();
    }

    void answerCue(const DecoderInfo& decoded = info())
    {
        const CueTrack cue = decodeCommands<CueTrack>().back();
        forget();
        machine.on(TrackCued{cue.ticket, cue.entry.id, decoded});
    }
    void answerOpen()
    {
        const OpenDevice open = outputCommands<OpenDevice>().back();
        forget();
        machine.on(DeviceOpened{open.ticket, {"test", ""}, rendererFor(open.request.format), std::nullopt});
    }
    void answerBegin(const DecoderInfo& decoded = info())
    {
        const BeginRing begin = decodeCommands<BeginRing>().back();
        TrackJoined joined;
        joined.epoch = begin.epoch;
        joined.entry = machine.published().entry;
        joined.startSeconds = machine.published().fixedPosition.value_or(0.0);
        joined.info = decoded;
        machine.on(joined);
        forget();
        machine.on(RingReady{begin.epoch});
        view.progress.epoch = begin.epoch;
        view.progress.frame = 0;
        view.held = false;
        view.drained = false;
    }
    void startPlaying()
    {
        machine.play();
        answerCue();
        answerOpen();
        answerBegin();
        machine.observe(view, now);
        forget();
    }

    /// `id` joins the ring at `ringFrame`.
    void join(EntryId id, uint64_t ringFrame)
    {
        TrackJoined joined;
        joined.epoch = view.progress.epoch;
        joined.entry = id;
        joined.ringFrame = ringFrame;
        joined.info = info();
        machine.on(joined);
    }

    PlayerMachine machine{PlayerConfig{}, 1};
    std::vector<Effect> effects;
    DeviceTraits traits; ///< of the device that is opened
    OutputView view;
    PlayerMachine::TimePoint now{1h};
};

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

TEST_F(PlayerMachineTest, AnotherFormatWaitsForTheLastSoundAndReopens)
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

TEST_F(PlayerMachineTest, ALostDeviceIsLookedForByNameAndNothingElseIsOpened)
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

TEST_F(PlayerMachineTest, AnotherOutputChosenWhileALostDeviceIsRetriedIsTriedNext)
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

TEST_F(PlayerMachineTest, ADeviceAboutToBeReopenedForOneTrackIsKeptForTheNextThatItServes)
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

TEST_F(PlayerMachineTest, ATrackThatReplacesOneThatCannotBeReopenedIsToldAsStarted)
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

TEST_F(PlayerMachineTest, TracksThatWereHeardAreForgotten)
{
    machine.setRepeat(RepeatMode::All);
    startPlaying();
    for (uint64_t round = 1; round <= 100; ++round) {
        join(round % 3 + 1, round * 1'000);
        view.progress.frame = round * 1'000 + 1;
        machine.observe(view, now);
    }
    EXPECT_EQ(machine.published().timeline.segments().size(), 1U);
    EXPECT_EQ(machine.published().playthrough, 100U);
}

TEST_F(PlayerMachineTest, PauseSeekAndStopAreObeyedWhileADeviceIsLost)
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

TEST_F(PlayerMachineTest, TheQueueIsToldFinishedOnceTheDeviceIsClosed)
{
    startPlaying();
    machine.setQueue(std::make_shared<std::vector<QueueEntry>>(std::vector<QueueEntry>{{1, "/1.flac"}}));
    machine.on(RingFinished{view.progress.epoch, 1'000, 0});
    view.progress.frame = 1'000;
    view.drained = true;
    machine.observe(view, now);
    view.callbacks = 10;
    machine.observe(view, now);
    EXPECT_EQ(outputCommands<CloseDevice>().size(), 1U);
    EXPECT_THAT(eventKinds(), ::testing::Contains(PlayerEvent::Kind::TrackFinished));
    EXPECT_THAT(eventKinds(), ::testing::Not(::testing::Contains(PlayerEvent::Kind::QueueFinished)));
    machine.on(DeviceClosed{2});
    EXPECT_THAT(eventKinds(), ::testing::Contains(PlayerEvent::Kind::QueueFinished));
}

TEST_F(PlayerMachineTest, ANextTrackThatFailsIsReplacedByTheOneAfter)
{
    startPlaying();
    machine.on(NextFailed{2, Error{ErrorCode::NotFound, "test", "no such file"}});
    EXPECT_EQ(decodeCommands<SetNextTrack>().back().entry->id, 3U);
    EXPECT_THAT(eventKinds(), ::testing::Contains(PlayerEvent::Kind::TrackFailed));
    forget();
    machine.on(NextFailed{3, Error{ErrorCode::NotFound, "test", "no such file"}});
    EXPECT_FALSE(decodeCommands<SetNextTrack>().back().entry);
}

TEST_F(PlayerMachineTest, PreviousRestartsATrackThatWasHeardForAWhile)
{
    startPlaying();
    machine.playEntry(2, 0.0);
    answerCue();
    answerBegin();
    view.progress.frame = 44'100 * 10;
    machine.observe(view, now);
    machine.previous();
    EXPECT_EQ(decodeCommands<CueTrack>().back().entry.id, 2U);
    answerCue();
    answerBegin();
    machine.observe(view, now);
    machine.previous();
    EXPECT_EQ(decodeCommands<CueTrack>().back().entry.id, 1U);
}

TEST_F(PlayerMachineTest, ATrackThatBreaksAheadDisturbsNotTheOneThatIsHeard)
{
    startPlaying();
    view.progress.frame = 441'000;
    machine.observe(view, now);
    join(2, 500'000);
    EXPECT_EQ(decodeCommands<SetNextTrack>().back().entry->id, 3U);
    forget();
    machine.on(TrackBroke{view.progress.epoch, 2, Error{ErrorCode::Corrupt, "test", "cut off"}});
    EXPECT_THAT(eventKinds(), ::testing::Contains(PlayerEvent::Kind::TrackFailed));
    EXPECT_THAT(decodeCommands<CueTrack>(), IsEmpty());
    // What was read of it is in the ring: it is heard, and then what comes after it.
    join(3, 510'000);
    EXPECT_THAT(decodeCommands<CueTrack>(), IsEmpty());
    view.progress.frame = 505'000;
    machine.observe(view, now);
    EXPECT_EQ(machine.published().entry, 2U);
    view.progress.frame = 515'000;
    machine.observe(view, now);
    EXPECT_EQ(machine.published().entry, 3U);
    EXPECT_THAT(decodeCommands<CueTrack>(), IsEmpty());
}

TEST_F(PlayerMachineTest, ALastTrackShorterThanTheLatencyIsPlayedOnce)
{
    startPlaying();
    join(2, 4'410'000);
    machine.on(RingFinished{view.progress.epoch, 4'415'000, 0});
    forget();
    view.latencyFrames = 8'192;
    view.progress.frame = 4'415'000;
    view.drained = true;
    for (int callback = 0; callback < 60; ++callback) {
        ++view.callbacks;
        machine.observe(view, now);
    }
    std::vector<EntryId> finished;
    for (const PlayerEvent& event : taken<PlayerEvent>()) {
        if (event.kind == PlayerEvent::Kind::TrackFinished)
            finished.push_back(event.entry);
    }
    EXPECT_THAT(finished, ::testing::ElementsAre(1U, 2U));
    ASSERT_EQ(decodeCommands<CueTrack>().size(), 1U);
    EXPECT_EQ(decodeCommands<CueTrack>().back().entry.id, 3U);
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

TEST_F(PlayerMachineTest, AnotherOrderGoesOnInTheTrackThatIsHeardEvenIfAnotherWasRendered)
{
    startPlaying();
    join(2, 441'000);
    view.progress.frame = 441'100;
    view.latencyFrames = 44'100;
    machine.observe(view, now);
    forget();
    machine.setQueue(
        std::make_shared<std::vector<QueueEntry>>(std::vector<QueueEntry>{{1, "/1.flac"}, {3, "/3.flac"}}));
    ASSERT_EQ(decodeCommands<CueTrack>().size(), 1U);
    EXPECT_EQ(decodeCommands<CueTrack>().back().entry.id, 1U);
    EXPECT_NEAR(decodeCommands<CueTrack>().back().startSeconds, 9.0, 0.01);
}

TEST_F(PlayerMachineTest, PauseAndPlayWhileALostDeviceIsTriedOpensWhatIsThere)
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

TEST_F(PlayerMachineTest, WhatOnlyStoresTheMusicIsGivenItOnce)
{
    traits.realTime = false;
    traits.processed = false;
    machine.setRepeat(RepeatMode::All);
    startPlaying();
    join(2, 1'000);
    EXPECT_EQ(decodeCommands<SetNextTrack>().back().entry->id, 3U);
    join(3, 2'000);
    EXPECT_FALSE(decodeCommands<SetNextTrack>().back().entry);
    machine.setRepeat(RepeatMode::One);
    EXPECT_THAT(decodeCommands<CueTrack>(), IsEmpty()) << "the order is the same";
    machine.on(RingFinished{view.progress.epoch, 3'000, 0});
    view.progress.frame = 3'000;
    view.drained = true;
    machine.observe(view, now);
    EXPECT_THAT(decodeCommands<CueTrack>(), IsEmpty());
    machine.on(DeviceClosed{2});
    EXPECT_EQ(machine.published().state, PlaybackState::Stopped);
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
