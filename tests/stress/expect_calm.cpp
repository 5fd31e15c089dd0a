#include "tests/stress/expect_calm.h"

#include "pluginhost/module/residency.h"
#include "tests/fixtures/child_process.h"
#include "tests/stress/process_state.h"
#include "tests/stress/storm.h"
#include "tests/stress/watchful_plugin.h"

#include <cstdlib>
#include <optional>
#include <random>
#include <set>
#include <string>

#include <QCoreApplication>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::testing {

namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

/// Bytes. Allocators and threads' stacks round up; in the long storm, 400 lost bytes an operation exceed it.
constexpr size_t kMemoryNoise = 2 << 20;

uint32_t stormSeed()
{
    const char* asked = std::getenv("STELLATUNE_STORM_SEED");
    return asked != nullptr ? static_cast<uint32_t>(std::strtoul(asked, nullptr, 10))
                            : std::random_device()();
}

/// Of the files that are mapped below the shadow folder, the copies that they are of.
std::set<std::string> mappedCopies(const fs::path& shadowFolder)
{
    std::set<std::string> copies;
    for (const fs::path& file : mappedFilesBelow(shadowFolder))
        copies.insert(file.lexically_relative(shadowFolder).begin()->string());
    return copies;
}

} // namespace

void expectThatAStormLeavesNothing(int operations)
{
    int argumentCount = 1;
    char name[] = "storm";
    char* arguments[] = {name, nullptr};
    const QCoreApplication application(argumentCount, arguments);
    clearBoards();
    const uint32_t seed = stormSeed();
    fmt::print("STELLATUNE_STORM_SEED={}\n", seed);
    const TemporaryFolder folder;
    std::optional<Storm> storm(std::in_place, folder.path(), seed);

    std::optional<ProcessState> middle;
    for (int half = 0; half < 2; ++half) {
        storm->rage(operations / 2);
        ASSERT_TRUE(storm->calm());

        EXPECT_THAT(storm->surprises(), IsEmpty());
        EXPECT_EQ(storm->reloadedUnchanged(), 0u);
        const std::vector<std::string> current = storm->currentCopies();
        EXPECT_EQ(current.size(), kStormKinds.size());
        EXPECT_THAT(storm->shadowCopies(), ElementsAreArray(current));
        EXPECT_THAT(mappedCopies(storm->shadowFolder()), ElementsAreArray(current));
        for (const CapabilityKind kind : kStormKinds) {
            const PluginBoard board = boardOf(kind);
            EXPECT_EQ(wrongsOn(board), "") << nameOf(kind);
            EXPECT_GT(board.calls, 0u) << nameOf(kind);
            EXPECT_EQ(board.created, board.destroyed) << nameOf(kind);
            EXPECT_EQ(board.loads, board.shutdowns + 1) << nameOf(kind) << ": all but the current";
            EXPECT_EQ(board.threadsBegun, board.threadsEnded + 1) << nameOf(kind);
        }

        const ProcessState state = processState();
        if (middle) {
            EXPECT_EQ(state.files, middle->files);
            EXPECT_EQ(state.threads, middle->threads);
            if (kJudgesMemory) {
                EXPECT_LT(state.memory, middle->memory + kMemoryNoise);
            }
            fmt::print("resident memory: {} KB after the first half, {} KB at the end\n",
                       middle->memory / 1024, state.memory / 1024);
        }
        middle = state;
    }
    EXPECT_LE(storm->mostShadowCopies(), kStormKinds.size() * Storm::kCopiesPerPlugin);
    std::string counts;
    for (const auto& [operation, count] : storm->operations())
        counts += fmt::format(" {} {}", count, operation);
    fmt::print("operations:{}; workers were served {} times; at most {} shadow copies\n", counts,
               storm->served(), storm->mostShadowCopies());

    storm.reset();
    EXPECT_THAT(mappedFilesBelow(folder.path()), IsEmpty());
    for (const CapabilityKind kind : kStormKinds) {
        EXPECT_EQ(boardOf(kind).loads, boardOf(kind).shutdowns);
        EXPECT_EQ(boardOf(kind).threadsBegun, boardOf(kind).threadsEnded);
    }
}

} // namespace stellatune::testing
