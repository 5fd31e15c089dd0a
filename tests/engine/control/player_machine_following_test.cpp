// What the player decides about what is played after what.
#include "tests/engine/control/player_machine_rig.h"

namespace stellatune {
namespace {

using ::testing::IsEmpty;

class PlayerMachineFollowing : public PlayerMachineRig {};

TEST_F(PlayerMachineFollowing, TheQueueIsToldFinishedOnceTheDeviceIsClosed)
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

TEST_F(PlayerMachineFollowing, ANextTrackThatFailsIsReplacedByTheOneAfter)
{
    startPlaying();
    machine.on(NextFailed{2, Error{ErrorCode::NotFound, "test", "no such file"}});
    EXPECT_EQ(decodeCommands<SetNextTrack>().back().entry->id, 3U);
    EXPECT_THAT(eventKinds(), ::testing::Contains(PlayerEvent::Kind::TrackFailed));
    forget();
    machine.on(NextFailed{3, Error{ErrorCode::NotFound, "test", "no such file"}});
    EXPECT_FALSE(decodeCommands<SetNextTrack>().back().entry);
}

TEST_F(PlayerMachineFollowing, ATrackThatBreaksAheadDisturbsNotTheOneThatIsHeard)
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

TEST_F(PlayerMachineFollowing, ALastTrackShorterThanTheLatencyIsPlayedOnce)
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

TEST_F(PlayerMachineFollowing, AnotherOrderGoesOnInTheTrackThatIsHeardEvenIfAnotherWasRendered)
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

TEST_F(PlayerMachineFollowing, WhatOnlyStoresTheMusicIsGivenItOnce)
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

TEST_F(PlayerMachineFollowing, TracksThatWereHeardAreForgotten)
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

TEST_F(PlayerMachineFollowing, PreviousRestartsATrackThatWasHeardForAWhile)
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

} // namespace
} // namespace stellatune
