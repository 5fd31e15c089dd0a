// Half an hour, or STELLATUNE_SOAK_SECONDS, of music and operations on plugins, that of the sink which plays
// among them: no sample changes that nobody changed, the music goes on, and nothing grows.
#include "tests/stress/golden_playback.h"
#include "tests/stress/process_state.h"

#include <chrono>
#include <cstdlib>

namespace stellatune::testing {
namespace {

/// Bytes. Allocators keep an arena for each of some threads; in half an hour, 200 lost bytes an operation
/// exceed it.
constexpr size_t kMemoryNoise = 8 << 20;

std::chrono::seconds duration()
{
    const char* asked = std::getenv("STELLATUNE_SOAK_SECONDS");
    return std::chrono::seconds(asked != nullptr ? std::strtol(asked, nullptr, 10) : 1'800);
}

TEST_F(GoldenPlayback, NothingGrowsInHalfAnHour)
{
    prepare({1.0F});
    const std::vector<float> round = undisturbed();
    Player& player = *m_rig->player;
    player.setRepeat(RepeatMode::All);
    std::mt19937 random(7);
    record([](const std::vector<float>&) {});
    uint64_t compared = 0;
    uint64_t dry = 0;
    const auto stop = [&] {
        player.stop();
        EXPECT_TRUE(comesTrue([&] {
            m_rig->settle();
            m_rig->crank->crank(1);
            return !m_rig->crank->isOpen() && player.snapshot().state == PlaybackState::Stopped;
        }));
        m_rig->crank->takeRecording();
        expectNoFault(m_rig->events);
        m_rig->events.clear();
    };
    const auto listen = [&] {
        choose({});
        const uint64_t dryBefore = player.statistics().underruns;
        Ear ear(round);
        player.playEntry(1);
        waitForSound();
        rage(player, 200, [&] {
            for (uint32_t blocks = random() % 8; blocks > 0; --blocks)
                ear.hear(playOn());
        });
        EXPECT_EQ(ear.fault(), "");
        compared += ear.heard() / 2;
        dry += player.statistics().underruns - dryBefore;
        stop();
    };
    const auto listenAtTheSink = [&] {
        choose(Turmoil::sink());
        rageAtTheSink(200);
        stop();
    };
    using Clock = std::chrono::steady_clock;
    // Plays for that long, and tells what is held when it has stopped: nothing is open then.
    const auto play = [&](std::chrono::seconds time) {
        const Clock::time_point end = Clock::now() + time;
        do {
            listen();
            listenAtTheSink();
        } while (Clock::now() < end && !HasFailure());
        EXPECT_TRUE(m_turmoil->calm([this] { m_rig->settle(); }));
        return processState();
    };
    // Whatever is made once and kept is there after a fifth of the time.
    const ProcessState before = play(duration() / 5);
    const int operationsBefore = operationCount();
    const ProcessState after = play(duration() * 4 / 5);

    EXPECT_EQ(dry, 0U);
    EXPECT_GT(m_cranked, 0U) << "the sink was never away";
    // Those of queries, loads and tries of the sink end a little after their work.
    EXPECT_TRUE(comesTrue([&before] { return processState().files <= before.files; }));
    EXPECT_TRUE(comesTrue([&before] { return processState().threads <= before.threads; }));
    if (kJudgesMemory) {
        EXPECT_LT(after.memory, before.memory + kMemoryNoise);
    }
    fmt::print("{} operations, {} frames compared, {} taken by the sink and {} elsewhere when it was away; "
               "then {} files, {} threads, {} KB; {} operations before that "
               "{} files, {} threads, {} KB\n",
               operationCount(), compared, m_recording->samples() / 2, m_cranked, after.files, after.threads,
               after.memory / 1024, operationCount() - operationsBefore, before.files, before.threads,
               before.memory / 1024);
}

} // namespace
} // namespace stellatune::testing
