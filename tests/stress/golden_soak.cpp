// Half an hour, or STELLATUNE_SOAK_SECONDS, of music and operations on plugins: no sample changes, and
// nothing grows.
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
    uint64_t compared = 0;
    using Clock = std::chrono::steady_clock;
    // Plays for that long, and tells what is held when it has stopped: nothing is open then.
    const auto play = [&](std::chrono::seconds time) {
        Ear ear(round);
        player.playEntry(1);
        waitForSound();
        const Clock::time_point end = Clock::now() + time;
        do {
            rage(player, 200, [&] {
                for (uint32_t blocks = random() % 8; blocks > 0; --blocks)
                    ear.hear(playOn());
            });
            expectNoFault(m_rig->events);
            m_rig->events.clear();
        } while (Clock::now() < end && !HasFailure());
        EXPECT_EQ(ear.fault(), "");
        compared += ear.heard() / 2;
        player.stop();
        EXPECT_TRUE(comesTrue([this] {
            m_rig->settle();
            m_rig->crank->crank(1);
            return !m_rig->crank->isOpen();
        }));
        m_rig->crank->takeRecording();
        EXPECT_TRUE(m_turmoil->calm());
        return processState();
    };
    // Whatever is made once and kept is there after a fifth of the time.
    const ProcessState before = play(duration() / 5);
    const int operationsBefore = operationCount();
    const ProcessState after = play(duration() * 4 / 5);

    EXPECT_EQ(player.statistics().underruns, 0u);
    EXPECT_EQ(after.files, before.files);
    // Those of queries and loads end a little after their work.
    EXPECT_TRUE(comesTrue([&before] { return processState().threads <= before.threads; }));
    if (kJudgesMemory) {
        EXPECT_LT(after.memory, before.memory + kMemoryNoise);
    }
    fmt::print(
        "{} operations, {} frames compared; then {} files, {} threads, {} KB; {} operations before that "
        "{} files, {} threads, {} KB\n",
        operationCount(), compared, after.files, after.threads, after.memory / 1024,
        operationCount() - operationsBefore, before.files, before.threads, before.memory / 1024);
}

} // namespace
} // namespace stellatune::testing
