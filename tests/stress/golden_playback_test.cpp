// What plugins do while music plays is not heard: every sample is compared with those of an undisturbed run.
#include "tests/fixtures/sound_server.h"
#include "tests/stress/golden_playback.h"

#include <array>
#include <functional>

namespace stellatune::testing {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kOperations = 150;
#else
constexpr int kOperations = 1'000;
#endif

TEST_F(GoldenPlayback, NoOperationOnPluginsChangesASample)
{
    prepare({1.0F});
    Ear ear(undisturbed());
    const uint32_t opens = m_rig->crank->opens();
    m_rig->player->setRepeat(RepeatMode::All);
    m_rig->player->playEntry(1);
    waitForSound();
    std::mt19937 random(7);
    rage(*m_rig->player, kOperations, [&] {
        for (uint32_t blocks = random() % 8; blocks > 0; --blocks)
            ear.hear(playOn());
    });
    EXPECT_EQ(m_rig->crank->opens(), opens + 1);
    expectAllWell(*m_rig->player, m_rig->events, ear);
}

TEST_F(GoldenPlayback, NoInstanceIsCalledByTwoThreadsWhateverIsAskedOfThePlayer)
{
    prepare({1.0F});
    Player& player = *m_rig->player;
    player.setRepeat(RepeatMode::All);
    player.play();
    std::mt19937 random(11);
    // The plugins themselves look which thread calls them, and fail for any but the first.
    rage(player, kOperations / 5, [&] {
        const double seconds = static_cast<double>(random() % 3'000) / 1'000.0;
        const EntryId entry = 1 + random() % 5;
        const auto ask = std::array<std::function<void()>, 8>{[&] { player.seek(seconds); },
                                                              [&] { player.playEntry(entry, seconds); },
                                                              [&] { player.cueEntry(entry, seconds); },
                                                              [&] { player.next(); },
                                                              [&] { player.previous(); },
                                                              [&] { player.stop(); },
                                                              [&] { player.togglePause(); },
                                                              [&] { player.play(); }};
        ask.at(random() % ask.size())();
        m_rig->settle();
        m_rig->crank->crank(random() % 4'096);
    });
    expectNoFault(m_rig->events);
}

TEST_F(GoldenPlayback, ARealServerGetsTheMusicWithoutAGap)
{
    prepare({1.0F});
    Ear ear(undisturbed());
    m_rig.reset();

    PulseAudioServer server;
    MonitorRecording recording = server.record();
    PlayerConfig toServer = config();
    toServer.output.device = {"pulse", ""};
    toServer.output.bufferFrames = 8'192; // this is not about latency
    Player player(std::move(toServer));
    player.setDsp(m_turmoil->calmDsp());
    player.setRepeat(RepeatMode::All);
    player.setQueue(m_music.queue());
    player.play();
    ASSERT_TRUE(comesTrue([&] { return player.snapshot().positionSeconds > 0.5; }));
    rage(player, kOperations, [] {});
    player.stop();
    ASSERT_TRUE(comesTrue([&] { return player.snapshot().state == PlaybackState::Stopped; }));
    const uint64_t played = player.statistics().framesPlayed;
    ear.hear(withoutSilence(recording.finishFloat()));
    // The last of it may not have come out of the server when it was stopped.
    EXPECT_GT(ear.heard() / 2 + 2 * 44'100, played);
    expectAllWell(player, player.takeEvents(), ear);
}

} // namespace
} // namespace stellatune::testing
