// The whole engine on a hand-cranked device: what comes out, and what is told about it.
#include "tests/engine/control/player_rig.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

using fixtures::Pcm;
using fixtures::TempFolder;
using Kind = PlayerEvent::Kind;
using ::testing::ElementsAre;

/// A sweep begins and ends with samples that are not zero, which withoutSilence() relies on.
Pcm soundingSweep(uint64_t frames, uint32_t rate = 44'100, uint32_t channels = 2, uint32_t bits = 16)
{
    Pcm pcm = fixtures::sweep(frames, rate, channels, bits);
    for (uint32_t channel = 0; channel < channels; ++channel) {
        pcm.samples[channel] = 1;
        pcm.samples[pcm.samples.size() - 1 - channel] = -1;
    }
    return pcm;
}

TEST(Playback, AFileComesOutAsItIs)
{
    const TempFolder folder;
    const Pcm pcm = soundingSweep(200'000);
    writeWav(folder / "a.wav", pcm);
    PlayerRig rig;
    rig.setQueue({folder / "a.wav"});
    rig.player->play();
    ASSERT_TRUE(rig.playToEnd());
    EXPECT_EQ(withoutSilence(rig.crank->recording()), pcm.asFloat());
    EXPECT_THAT(rig.entriesOf(Kind::TrackStarted), ElementsAre(1));
    EXPECT_THAT(rig.entriesOf(Kind::TrackFinished), ElementsAre(1));
    EXPECT_EQ(rig.player->statistics().underruns, 0U);
    EXPECT_EQ(rig.player->snapshot().state, PlaybackState::Stopped);
}

TEST(Playback, TracksFollowWithoutAGap)
{
    const TempFolder folder;
    const Pcm whole = soundingSweep(300'000);
    const auto [first, rest] = fixtures::cut(whole, 123'457);
    const auto [second, third] = fixtures::cut(rest, 501);
    encodeFlac(first, folder / "1.flac");
    encodeFlac(second, folder / "2.flac");
    writeWav(folder / "3.wav", third);
    PlayerRig rig;
    rig.setQueue({folder / "1.flac", folder / "2.flac", folder / "3.wav"});
    rig.player->play();
    ASSERT_TRUE(rig.playToEnd());
    EXPECT_EQ(withoutSilence(rig.crank->recording()), whole.asFloat());
    EXPECT_THAT(rig.entriesOf(Kind::TrackStarted), ElementsAre(1, 2, 3));
    EXPECT_THAT(rig.entriesOf(Kind::TrackFinished), ElementsAre(1, 2, 3));
    EXPECT_EQ(rig.crank->opens(), 1U);
    EXPECT_EQ(rig.player->statistics().underruns, 0U);
}

TEST(Playback, AResampledJointIsThatOfTheWholeFile)
{
    const TempFolder folder;
    const Pcm whole = soundingSweep(200'000);
    const auto [first, second] = fixtures::cut(whole, 88'201);
    writeWav(folder / "whole.wav", whole);
    writeWav(folder / "1.wav", first);
    writeWav(folder / "2.wav", second);
    CrankedDeviceSettings device;
    device.sampleRates = {48'000};
    const auto play = [&](const std::vector<std::filesystem::path>& paths) {
        PlayerRig rig(device);
        rig.setQueue(paths);
        rig.player->play();
        EXPECT_TRUE(rig.playToEnd());
        return withoutSilence(rig.crank->recording());
    };
    const std::vector<float> undivided = play({folder / "whole.wav"});
    EXPECT_NEAR(static_cast<double>(undivided.size()) / 2, 200'000 * 48.0 / 44.1, 2.0);
    EXPECT_EQ(play({folder / "1.wav", folder / "2.wav"}), undivided);
}

TEST(Playback, ASeekIsExactAndThePositionNeverJumpsBack)
{
    const TempFolder folder;
    const Pcm pcm = soundingSweep(441'000);
    encodeFlac(pcm, folder / "a.flac");
    PlayerRig rig;
    rig.setQueue({folder / "a.flac"});
    rig.player->play();
    rig.playFrames(44'100);
    EXPECT_NEAR(rig.player->snapshot().positionSeconds, 1.0, 0.01);
    rig.crank->takeRecording();
    rig.player->seek(5.0);
    double last = 5.0;
    rig.settle();
    for (int i = 0; i < 50; ++i) {
        const double position = rig.player->snapshot().positionSeconds;
        EXPECT_GE(position, last);
        last = position;
        rig.playFrames(441);
    }
    EXPECT_NEAR(last, 5.0 + 49 * 0.01, 0.02);
    const std::vector<float> heard = rig.crank->takeRecording();
    const std::vector<float> expected = pcm.slice(220'500, heard.size() / 2).asFloat();
    EXPECT_EQ(heard, expected);
}

TEST(Playback, APauseLosesNothing)
{
    const TempFolder folder;
    const Pcm pcm = soundingSweep(100'000);
    writeWav(folder / "a.wav", pcm);
    PlayerRig rig;
    rig.setQueue({folder / "a.wav"});
    rig.player->play();
    rig.playFrames(30'000);
    rig.player->pause();
    rig.playFrames(10'000);
    EXPECT_EQ(rig.player->snapshot().state, PlaybackState::Paused);
    EXPECT_FALSE(rig.crank->isStarted());
    EXPECT_TRUE(rig.crank->isOpen());
    const std::vector<float> before = withoutSilence(rig.crank->takeRecording());
    rig.player->play();
    ASSERT_TRUE(rig.playToEnd());
    std::vector<float> all = before;
    const std::vector<float> after = withoutSilence(rig.crank->recording());
    all.insert(all.end(), after.begin(), after.end());
    EXPECT_EQ(all, pcm.asFloat());
}

TEST(Playback, AnotherRateReopensTheDevice)
{
    const TempFolder folder;
    const Pcm first = soundingSweep(50'000, 44'100);
    const Pcm second = soundingSweep(50'000, 96'000);
    writeWav(folder / "1.wav", first);
    writeWav(folder / "2.wav", second);
    PlayerRig rig;
    rig.setQueue({folder / "1.wav", folder / "2.wav"});
    rig.player->play();
    ASSERT_TRUE(rig.playToEnd());
    EXPECT_EQ(rig.crank->opens(), 2U);
    EXPECT_EQ(rig.crank->opened()->format.sampleRate, 96'000U);
    EXPECT_THAT(rig.entriesOf(Kind::TrackStarted), ElementsAre(1, 2));
    EXPECT_THAT(rig.entriesOf(Kind::TrackFinished), ElementsAre(1, 2));
    EXPECT_EQ(rig.player->statistics().underruns, 0U);
}

TEST(Playback, AFileThatCannotBeReadIsNamedAndPassedOver)
{
    const TempFolder folder;
    const Pcm pcm = soundingSweep(30'000);
    writeWav(folder / "good.wav", pcm);
    fixtures::writeBytes(folder / "bad.flac", {'n', 'o'});
    PlayerRig rig;
    rig.setQueue({folder / "bad.flac", folder / "good.wav", folder / "missing.mp3", folder / "good.wav"});
    rig.player->play();
    ASSERT_TRUE(rig.playToEnd());
    EXPECT_THAT(rig.entriesOf(Kind::TrackFailed), ElementsAre(1, 3));
    EXPECT_THAT(rig.entriesOf(Kind::TrackFinished), ElementsAre(2, 4));
    for (const PlayerEvent& event : rig.events) {
        if (event.kind == Kind::TrackFailed) {
            EXPECT_FALSE(event.error->message.empty());
        }
    }
}

TEST(Playback, NothingButBadFilesEndsTheQueue)
{
    const TempFolder folder;
    PlayerRig rig;
    rig.setQueue({folder / "x.flac", folder / "y.flac"});
    rig.player->setRepeat(RepeatMode::All);
    rig.player->play();
    ASSERT_TRUE(rig.playToEnd());
    EXPECT_THAT(rig.entriesOf(Kind::TrackFailed), ElementsAre(1, 2));
    EXPECT_EQ(rig.player->snapshot().state, PlaybackState::Stopped);
}

TEST(Playback, RepeatOneIsGapless)
{
    const TempFolder folder;
    const Pcm pcm = soundingSweep(20'000);
    writeWav(folder / "a.wav", pcm);
    PlayerRig rig;
    rig.setQueue({folder / "a.wav"});
    rig.player->setRepeat(RepeatMode::One);
    rig.player->play();
    rig.playFrames(60'000);
    std::vector<float> heard = withoutSilence(rig.crank->takeRecording());
    std::vector<float> expected;
    for (int i = 0; i < 3; ++i) {
        const std::vector<float> once = pcm.asFloat();
        expected.insert(expected.end(), once.begin(), once.end());
    }
    heard.resize(std::min(heard.size(), expected.size()));
    expected.resize(heard.size());
    EXPECT_GT(heard.size(), 100'000U);
    EXPECT_EQ(heard, expected);
}

TEST(Playback, EachRoundOfARepeatedTrackCountsFromItsStart)
{
    const TempFolder folder;
    writeWav(folder / "a.wav", soundingSweep(44'100));
    PlayerRig rig;
    rig.setQueue({folder / "a.wav"});
    rig.player->setRepeat(RepeatMode::One);
    rig.player->play();
    for (int quarter = 0; quarter < 12; ++quarter) {
        const double expected = quarter % 4 * 0.25;
        EXPECT_NEAR(rig.player->snapshot().positionSeconds, expected, 0.02) << quarter;
        rig.playFrames(11'025);
        rig.settle();
    }
}

TEST(Playback, ATrackWithoutSoundIsNamedAndNotRepeatedForEver)
{
    const TempFolder folder;
    writeWav(folder / "empty.wav", fixtures::sweep(0));
    PlayerRig rig;
    rig.setQueue({folder / "empty.wav"});
    rig.player->setRepeat(RepeatMode::One);
    rig.player->play();
    ASSERT_TRUE(rig.playToEnd(5.0));
    EXPECT_THAT(rig.entriesOf(Kind::TrackFailed), ElementsAre(1));
    EXPECT_LE(rig.count(Kind::TrackStarted), 3U);
}

TEST(Playback, StopAfterCurrentStopsAndMakesTheNextOneCurrent)
{
    const TempFolder folder;
    writeWav(folder / "1.wav", soundingSweep(60'000));
    writeWav(folder / "2.wav", soundingSweep(60'000));
    PlayerRig rig;
    rig.setQueue({folder / "1.wav", folder / "2.wav"});
    rig.player->play();
    // The second track is in the ring already; it must not be heard all the same.
    rig.playFrames(40'000);
    rig.player->setStopAfterCurrent(true);
    ASSERT_TRUE(rig.playToEnd());
    EXPECT_THAT(rig.entriesOf(Kind::TrackFinished), ElementsAre(1));
    EXPECT_EQ(rig.player->snapshot().current, 2U);
    EXPECT_FALSE(rig.player->snapshot().stopAfterCurrent);
}

TEST(Playback, AChangedOrderHoldsEvenForATrackThatWasDecodedAhead)
{
    const TempFolder folder;
    const Pcm first = soundingSweep(60'000);
    const Pcm third = fixtures::noise(60'000);
    writeWav(folder / "1.wav", first);
    writeWav(folder / "2.wav", soundingSweep(60'000));
    writeWav(folder / "3.wav", third);
    PlayerRig rig;
    rig.setQueue({folder / "1.wav", folder / "2.wav", folder / "3.wav"});
    rig.player->play();
    rig.playFrames(40'000);
    rig.player->setQueue(std::make_shared<std::vector<QueueEntry>>(
        std::vector<QueueEntry>{{1, folder / "1.wav"}, {3, folder / "3.wav"}}));
    ASSERT_TRUE(rig.playToEnd());
    EXPECT_THAT(rig.entriesOf(Kind::TrackFinished), ElementsAre(1, 3));
    std::vector<float> expected = first.asFloat();
    const std::vector<float> tail = third.asFloat();
    expected.insert(expected.end(), tail.begin(), tail.end());
    EXPECT_EQ(withoutSilence(rig.crank->recording()), expected);
}

TEST(Playback, ALostDeviceComesBackAtItsPosition)
{
    const TempFolder folder;
    const Pcm pcm = soundingSweep(441'000);
    writeWav(folder / "a.wav", pcm);
    PlayerRig rig;
    rig.setQueue({folder / "a.wav"});
    rig.player->play();
    rig.playFrames(88'200);
    rig.crank->failOpening(Error{ErrorCode::DeviceUnavailable, "test", "the server is gone"});
    rig.crank->reportFailure(Error{ErrorCode::DeviceLost, "test", "the server went away"});
    rig.settle();
    EXPECT_EQ(rig.player->snapshot().state, PlaybackState::WaitingForDevice);
    EXPECT_EQ(rig.count(Kind::DeviceLost), 1U);
    EXPECT_NEAR(rig.player->snapshot().positionSeconds, 2.0, 0.01);
    for (int i = 0; i < 5; ++i) {
        rig.crank->passTime(std::chrono::seconds(1));
        rig.settle();
    }
    EXPECT_EQ(rig.player->snapshot().state, PlaybackState::WaitingForDevice);
    EXPECT_GE(rig.crank->refusals(), 3U);
    rig.crank->takeRecording();
    rig.crank->failOpening(std::nullopt);
    rig.crank->passTime(std::chrono::seconds(2));
    rig.playFrames(44'100);
    EXPECT_EQ(rig.count(Kind::DeviceRestored), 1U);
    EXPECT_EQ(rig.player->snapshot().state, PlaybackState::Playing);
    EXPECT_EQ(rig.crank->recording(), pcm.slice(88'200, 44'100).asFloat());
}

TEST(Playback, ARunawayDeviceIsLostAndNothingMuchIsSkipped)
{
    const TempFolder folder;
    const Pcm pcm = soundingSweep(441'000);
    writeWav(folder / "a.wav", pcm);
    PlayerRig rig;
    rig.setQueue({folder / "a.wav"});
    rig.player->play();
    rig.playFrames(88'200);
    rig.crank->crankRunningAway(441'000);
    rig.settle();
    EXPECT_EQ(rig.count(Kind::DeviceLost), 1U);
    rig.crank->passTime(std::chrono::seconds(1));
    rig.playFrames(256);
    EXPECT_EQ(rig.count(Kind::DeviceRestored), 1U);
    EXPECT_NEAR(rig.player->snapshot().positionSeconds, 2.0, 0.25);
}

TEST(Playback, ADeviceThatFailsForGoodStopsThePlayer)
{
    const TempFolder folder;
    writeWav(folder / "a.wav", soundingSweep(441'000));
    PlayerRig rig;
    rig.setQueue({folder / "a.wav"});
    rig.player->play();
    rig.playFrames(8'192);
    rig.crank->reportFailure(Error{ErrorCode::NoSpace, "test", "the disk is full"});
    rig.settle();
    EXPECT_EQ(rig.count(Kind::DeviceFailed), 1U);
    EXPECT_EQ(rig.player->snapshot().state, PlaybackState::Stopped);
    EXPECT_FALSE(rig.crank->isOpen());
}

TEST(Playback, ACueIsSilentUntilPlayed)
{
    const TempFolder folder;
    const Pcm pcm = soundingSweep(441'000);
    writeWav(folder / "a.wav", pcm);
    PlayerRig rig;
    rig.setQueue({folder / "a.wav"});
    rig.player->cueEntry(1, 4.0);
    rig.settle();
    EXPECT_EQ(rig.crank->opens(), 0U);
    EXPECT_EQ(rig.player->snapshot().state, PlaybackState::Paused);
    EXPECT_DOUBLE_EQ(rig.player->snapshot().positionSeconds, 4.0);
    EXPECT_DOUBLE_EQ(*rig.player->snapshot().durationSeconds, 10.0);
    rig.player->play();
    rig.playFrames(4'410);
    EXPECT_EQ(rig.crank->recording(), pcm.slice(176'400, 4'410).asFloat());
}

TEST(Playback, ANewDeviceGoesOnWhereTheOldOneWas)
{
    const TempFolder folder;
    writeWav(folder / "a.wav", soundingSweep(441'000));
    PlayerRig rig({}, FadeSettings{});
    rig.setQueue({folder / "a.wav"});
    rig.player->play();
    rig.playFrames(88'200);
    OutputSettings output;
    output.device = {"null", ""};
    rig.player->setOutput(output);
    rig.playFrames(20'000);
    EXPECT_EQ(rig.crank->opens(), 2U);
    EXPECT_EQ(rig.crank->lastChoice(), output.device);
    EXPECT_TRUE(rig.crank->isStarted());
    EXPECT_NEAR(rig.player->snapshot().positionSeconds, 2.3, 0.2);
    EXPECT_EQ(rig.player->snapshot().state, PlaybackState::Playing);
}

TEST(Playback, EveryChangeIsFadedSoThatNoStepIsHeard)
{
    const TempFolder folder;
    Pcm tone = fixtures::toneInChannel(882'000, 44'100, 1, 0, 0.5, 100.0);
    writeWav(folder / "a.wav", tone);
    writeWav(folder / "b.wav", tone);
    PlayerRig rig({}, FadeSettings{});
    rig.setQueue({folder / "a.wav", folder / "b.wav"});
    rig.player->play();
    rig.playFrames(10'000);
    rig.player->seek(7.123);
    rig.playFrames(10'000);
    rig.player->pause();
    rig.playFrames(10'000);
    rig.player->play();
    rig.playFrames(10'000);
    rig.player->next();
    rig.playFrames(10'000);
    rig.player->setVolume(30);
    rig.playFrames(10'000);
    rig.player->stop();
    rig.playFrames(10'000);
    EXPECT_FALSE(rig.crank->isOpen());
    const std::vector<float> heard = rig.crank->recording();
    float largest = 0.0F;
    for (size_t i = 1; i < heard.size(); ++i)
        largest = std::max(largest, std::abs(heard[i] - heard[i - 1]));
    // The tone itself moves by 2 pi 100 / 44100 * 0.5 = 0.0071 a frame; a cut would move by up to 1.
    EXPECT_LT(largest, 0.012F);
}

TEST(Playback, RemovingWhatIsHeardLetsItPlayToItsEnd)
{
    const TempFolder folder;
    const Pcm first = soundingSweep(200'000);
    writeWav(folder / "1.wav", first);
    writeWav(folder / "2.wav", soundingSweep(20'000));
    writeWav(folder / "3.wav", soundingSweep(20'000));
    PlayerRig rig;
    rig.setQueue({folder / "1.wav", folder / "2.wav", folder / "3.wav"});
    rig.player->play();
    rig.playFrames(20'000);
    rig.player->setQueue(std::make_shared<std::vector<QueueEntry>>(
        std::vector<QueueEntry>{{2, folder / "2.wav"}, {3, folder / "3.wav"}}));
    rig.player->seek(1.0);
    ASSERT_TRUE(rig.playToEnd());
    EXPECT_THAT(rig.entriesOf(Kind::TrackFinished), ElementsAre(1, 2, 3));
}

TEST(Playback, ReplayGainHoldsFromItsChangeOn)
{
    const TempFolder folder;
    const Pcm pcm = soundingSweep(200'000);
    encodeFlac(pcm, folder / "a.flac", {"-T", "REPLAYGAIN_TRACK_GAIN=-6.0206 dB"});
    PlayerRig rig;
    rig.setQueue({folder / "a.flac"});
    rig.player->play();
    rig.playFrames(20'000);
    ReplayGainSettings gain;
    gain.mode = ReplayGainMode::Track;
    rig.player->setReplayGain(gain);
    rig.settle();
    rig.crank->takeRecording();
    rig.playFrames(10'000);
    const std::vector<float> heard = rig.crank->takeRecording();
    const std::vector<float> whole = pcm.slice(20'000, heard.size() / 2).asFloat();
    ASSERT_EQ(heard.size(), whole.size());
    for (size_t i = 0; i < heard.size(); ++i)
        ASSERT_NEAR(heard[i], whole[i] * 0.5F, 1e-5F) << i;
    EXPECT_NEAR(rig.player->snapshot().signalPath->replayGain, 0.5F, 1e-5F);
    EXPECT_FALSE(rig.player->snapshot().signalPath->isBitPerfect());
}

TEST(Playback, TheSignalPathTellsWhatIsDone)
{
    const TempFolder folder;
    encodeFlac(soundingSweep(100'000), folder / "a.flac");
    PlayerRig rig;
    rig.setQueue({folder / "a.flac"});
    rig.player->play();
    rig.playFrames(4'096);
    EXPECT_EQ(rig.player->snapshot().signalPath->summary(), "FLAC 44.1 kHz 16 bit, bit-perfect to the test");
    rig.player->setVolume(50);
    rig.settle();
    EXPECT_EQ(rig.player->snapshot().signalPath->summary(), "FLAC 44.1 kHz 16 bit");
}

} // namespace
} // namespace stellatune::testing
