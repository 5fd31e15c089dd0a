// Restarts in the midst of work, builds that take turns, two runtimes at once, and files that stay.
#include "tests/fixtures/comes_true.h"
#include "tests/host/package/mounts.h"
#include "tests/host/scenarios/held_instance.h"
#include "tests/host/scenarios/runtime_fixture.h"
#include "tests/stress/storm_worker.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

namespace stellatune {
namespace {

namespace fs = std::filesystem;
using namespace stellatune::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

size_t entriesIn(const char* folder)
{
    return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

class ComingsAndGoings : public RuntimeTest {
  protected:
    static void SetUpTestSuite()
    {
        // Where that takes a namespace, a program can enter it only while it has one thread.
        const TemporaryFolder folder;
        const HeldPath held(folder.path());
        RuntimeTest::SetUpTestSuite();
        std::thread([] {}).join(); // with the first the thread sanitizer begins one of its own
        s_threads = entriesIn("/proc/self/task");
    }

    static size_t s_threads; ///< before the first runtime
};

size_t ComingsAndGoings::s_threads = 0;

TEST_F(ComingsAndGoings, AHundredRestartsDuringOperationsLoseAndLeaveNothing)
{
    for (const CapabilityKind kind : kAllKinds)
        ASSERT_FALSE(install(kind).error);
    end();
    const size_t files = entriesIn("/proc/self/fd");
    std::mt19937 random(4711);
    for (int round = 0; round < 100; ++round) {
        start();
        std::atomic<int> open = 0;
        const auto done = [&open](const IntentResult& result) {
            if (result.error && result.error->code != ErrorCode::Cancelled)
                ADD_FAILURE() << result.error->message;
            --open;
        };
        for (int wish = 0; wish < 6; ++wish) {
            const CapabilityKind kind = kAllKinds[random() % std::size(kAllKinds)];
            // Whoever asks has it loaded.
            static_cast<void>(m_runtime->registry().acquire(watchfulId(kind)));
            ++open;
            switch (random() % 4) {
            case 0:
                installPackage(*m_runtime, package(kind, 1 + static_cast<int>(random() % 2)), done);
                break;
            case 1:
                m_runtime->applyState(done);
                break;
            default:
                m_runtime->setEnabled(watchfulId(kind), random() % 2 == 0, done);
                break;
            }
        }
        // Some rounds end before the store is read, others in the midst of loading.
        const uint64_t loads = boardOf(CapabilityKind::Dsp).loads;
        if (round % 2 == 0 &&
            !comesTrue([&] { return boardOf(CapabilityKind::Dsp).loads > loads || open == 0; }))
            ADD_FAILURE() << "nothing happens";
        end();
        EXPECT_EQ(open, 0) << "each wish is answered, in round " << round;
        EXPECT_THAT(mappedFilesBelow(m_folder.path()), IsEmpty()) << "in round " << round;
    }
    EXPECT_EQ(entriesIn("/proc/self/fd"), files);
    // A thread that ended by itself takes the system a moment.
    EXPECT_TRUE(comesTrue([] { return entriesIn("/proc/self/task") == s_threads; }));
    for (const CapabilityKind kind : kAllKinds) {
        EXPECT_GT(boardOf(kind).loads, 1u) << nameOf(kind);
        EXPECT_EQ(boardOf(kind).loads, boardOf(kind).shutdowns) << nameOf(kind);
        EXPECT_EQ(wrongsOn(boardOf(kind)), "") << nameOf(kind);
    }

    start();
    for (const CapabilityKind kind : kAllKinds) {
        const IntentResult enabled = setEnabled(kind, true);
        ASSERT_TRUE(enabled.report) << enabled.error->message;
        EXPECT_THAT(enabled.report->errors, IsEmpty());
        const WorkerEndpoint worker = endpoint(kind);
        ASSERT_TRUE(comesTrue([&worker] { return bool{worker.acquire()}; })) << nameOf(kind);
        EXPECT_TRUE(holdInstance(worker).works()) << nameOf(kind);
    }
}

TEST_F(ComingsAndGoings, BuildsThatTakeTurnsReachEveryWorkerInEveryRound)
{
    constexpr CapabilityKind kKinds[] = {CapabilityKind::Decoder, CapabilityKind::Dsp, CapabilityKind::Source,
                                         CapabilityKind::Output};
    const fs::path tone = m_folder.path() / "a.tone";
    std::ofstream(tone, std::ios::binary) << std::string("TONE\0\x10\0\0", 8);
    std::vector<std::unique_ptr<StormWorker>> workers;
    for (uint32_t i = 0; i < 8; ++i)
        workers.push_back(std::make_unique<StormWorker>(m_runtime->registry(), kKinds[i % 4], tone, i));
    constexpr uint64_t kRounds = 25;
    for (uint64_t round = 0; round < kRounds; ++round) {
        const int build = 1 + static_cast<int>(round % 2);
        for (const CapabilityKind kind : kKinds) {
            const IntentResult installed = install(kind, build);
            ASSERT_TRUE(installed.report) << installed.error->message;
            EXPECT_THAT(installed.report->errors, IsEmpty());
        }
        ASSERT_TRUE(comesTrue([&] {
            return std::all_of(workers.begin(), workers.end(),
                               [build](const auto& worker) { return worker->build() == build; });
        })) << "round "
            << round;
        ASSERT_TRUE(comesTrue([&] { return m_runtime->leases().size() == std::size(kKinds); }))
            << "round " << round;
    }
    for (const std::unique_ptr<StormWorker>& worker : workers)
        EXPECT_THAT(worker->surprises(), IsEmpty());
    workers.clear();
    for (const CapabilityKind kind : kKinds) {
        EXPECT_EQ(boardOf(kind).loads, kRounds) << nameOf(kind);
        EXPECT_EQ(boardOf(kind).shutdowns, kRounds - 1) << nameOf(kind);
        EXPECT_EQ(wrongsOn(boardOf(kind)), "") << nameOf(kind);
    }
    EXPECT_EQ(shadowCopies(), std::size(kKinds));
}

TEST_F(ComingsAndGoings, TwoRuntimesUseDifferentBuildsOfOnePlugin)
{
    CoordinatorSettings settings = m_settings;
    settings.storeFolder = m_folder.path() / "other store";
    PluginRuntimeCoordinator second(settings);
    constexpr CapabilityKind kKind = CapabilityKind::Dsp;
    ASSERT_FALSE(install(kKind, 1).error);
    ASSERT_FALSE(run([&](auto done) { installPackage(second, package(kKind, 2), done); }).error);
    const WorkerEndpoint first = endpoint(kKind);
    const WorkerEndpoint other = second.registry().bind(watchfulId(kKind), kKind, watchfulType(kKind));
    EXPECT_EQ((*first.acquire())->library().info().version, "1.0.0");
    EXPECT_EQ((*other.acquire())->library().info().version, "2.0.0");

    ASSERT_FALSE(setEnabled(kKind, false).error);
    EXPECT_FALSE(first.acquire());
    EXPECT_FALSE(other.mailbox->takeLatest()) << "the other runtime heard nothing of it";
    EXPECT_TRUE(holdInstance(other).works());
    EXPECT_THAT(m_runtime->leases(), IsEmpty());
    EXPECT_THAT(second.leases(), SizeIs(1));
}

TEST_F(ComingsAndGoings, ACopyThatCannotBeRemovedOnceIsRemovedLater)
{
    constexpr CapabilityKind kKind = CapabilityKind::Dsp;
    ASSERT_FALSE(install(kKind).error);
    const std::vector<fs::path> mapped = mappedFilesBelow(shadowFolder());
    ASSERT_THAT(mapped, SizeIs(1));
    std::optional<HeldPath> held(mapped.front());
    const IntentResult disabled = setEnabled(kKind, false);
    ASSERT_TRUE(disabled.report);
    EXPECT_THAT(disabled.report->errors, IsEmpty())
        << "the plugin is off, only its copy is still on the disk";
    EXPECT_THAT(m_runtime->leases(), IsEmpty());
    EXPECT_TRUE(fs::exists(mapped.front()));

    // Meanwhile the plugin can be used again, from another copy.
    ASSERT_FALSE(setEnabled(kKind, true).error);
    EXPECT_TRUE(holdInstance(endpoint(kKind)).works());
    EXPECT_EQ(shadowCopies(), 2u);
    held.reset();
    collect();
    EXPECT_EQ(shadowCopies(), 1u);
    EXPECT_FALSE(fs::exists(mapped.front()));
}

TEST_F(ComingsAndGoings, AFailedUninstallHasNotRetiredThePlugin)
{
    constexpr CapabilityKind kKind = CapabilityKind::Dsp;
    ASSERT_FALSE(install(kKind).error);
    const WorkerEndpoint worker = endpoint(kKind);
    HeldInstance instance = holdInstance(worker);
    const uint64_t epoch = leasesOf(kKind).at(0).epoch;
    // The decision cannot be written down.
    const fs::path list = m_settings.storeFolder / "desired.json";
    fs::rename(list, m_folder.path() / "aside");
    fs::create_directories(list / "in the way");

    const IntentResult refused = uninstall(kKind);
    ASSERT_TRUE(refused.error);
    const std::vector<LeaseView> leases = leasesOf(kKind);
    ASSERT_THAT(leases, SizeIs(1));
    EXPECT_EQ(leases[0].state, LeaseView::State::Current);
    EXPECT_EQ(leases[0].epoch, epoch);
    EXPECT_FALSE(worker.mailbox->takeLatest()) << "nobody was told to let go";
    EXPECT_TRUE(instance.works());
    EXPECT_EQ(m_runtime->plugins().at(0).state, PluginStatus::State::Loaded);

    fs::remove_all(list);
    fs::rename(m_folder.path() / "aside", list);
    EXPECT_FALSE(uninstall(kKind).error);
}

TEST_F(ComingsAndGoings, InstallingAgainTakesAnUninstallBack)
{
    constexpr CapabilityKind kKind = CapabilityKind::Dsp;
    ASSERT_FALSE(install(kKind).error);
    HeldInstance instance = holdInstance(endpoint(kKind));
    ASSERT_FALSE(uninstall(kKind).error);
    EXPECT_EQ(m_runtime->plugins().at(0).state, PluginStatus::State::Leaving);
    const IntentResult again = install(kKind);
    ASSERT_TRUE(again.report);
    EXPECT_THAT(again.report->errors, IsEmpty());
    EXPECT_EQ(m_runtime->plugins().at(0).state, PluginStatus::State::Loaded);
    EXPECT_THAT(leasesOf(kKind), SizeIs(2)) << "the old load waits for its instance";
    instance = {};
    EXPECT_TRUE(comesTrue([this] { return leasesOf(kKind).size() == 1; }));
}

} // namespace
} // namespace stellatune
