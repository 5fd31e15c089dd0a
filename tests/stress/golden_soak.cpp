// Half an hour, or STELLATUNE_SOAK_SECONDS, of music and operations on plugins: no sample changes, and
// nothing grows.
#include "tests/stress/golden_playback.h"
#include "tests/stress/process_state.h"

#include <chrono>
#include <cstdlib>

namespace stellatune::testing {
namespace {

/// Bytes. Allocators and threads' stacks round up; in half an hour, 150 lost bytes an operation exceed it.
constexpr size_t kMemoryNoise = 3 << 20;

std::chrono::seconds duration()
{
    const char* asked = std::getenv("STELLATUNE_SOAK_SECONDS");
    return std::chrono::seconds(asked != nullptr ? std::strtol(asked, nullptr, 10) : 1'800);
}

TEST_F(GoldenPlayback, NothingGrowsInHalfAnHour)
{
    prepare({1.0F});
    Ear ear(undisturbed());
    m_rig->player->setRepeat(RepeatMode::All);
    m_rig->player->playEntry(1);
    waitForSound();
    std::mt19937 random(7);
    const auto disturb = [&] {
        rage(*m_rig->player, 200, [&] {
            for (uint32_t blocks = random() % 8; blocks > 0; --blocks)
                ear.hear(playOn());
        });
        expectNoFault(m_rig->events);
        m_rig->events.clear();
    };
    using Clock = std::chrono::steady_clock;
    const Clock::time_point begin = Clock::now();
    // Whatever is made once and kept is there after a fifth of the time.
    do
        disturb();
    while (Clock::now() < begin + duration() / 5);
    const ProcessState before = processState();
    const int operationsBefore = operationCount();
    while (Clock::now() < begin + duration() && !HasFailure())
        disturb();
    const ProcessState after = processState();

    EXPECT_EQ(ear.fault(), "");
    EXPECT_EQ(m_rig->player->statistics().underruns, 0u);
    EXPECT_EQ(after.files, before.files);
    // Those of queries and loads end a little after their work.
    EXPECT_TRUE(comesTrue([&before] { return processState().threads <= before.threads; }));
    if (kJudgesMemory) {
        EXPECT_LT(after.memory, before.memory + kMemoryNoise);
    }
    fmt::print(
        "{} operations, {} frames compared; then {} files, {} threads, {} KB; {} operations before that "
        "{} files, {} threads, {} KB\n",
        operationCount(), ear.heard() / 2, after.files, after.threads, after.memory / 1024,
        operationCount() - operationsBefore, before.files, before.threads, before.memory / 1024);
}

} // namespace
} // namespace stellatune::testing
