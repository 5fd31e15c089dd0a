// The end of the runtime, whoever hangs or holds on.
#include "tests/host/runtime/coordinator_fixture.h"

#include "tests/fixtures/plugins/told.h"

#include <atomic>
#include <fstream>
#include <mutex>
#include <thread>

#include <sys/stat.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Told;
using State = PluginStatus::State;
using Kind = PlannedAction::Kind;

TEST_F(CoordinatorTest, TheEndDoesNotWaitForWhatIsKeptForEver)
{
    m_quitLimit = 1h;
    restart();
    install(package("two_builds_1", "1.0.0"));
    ModuleLease::keepForEver(*m_coordinator->registry().acquire(kGain), "as a test wants it");
    EXPECT_EQ(m_coordinator->leases().at(0).state, LeaseView::State::Current);
    EXPECT_THAT(endInTime(), HasSubstr("is still there at the end: as a test wants it"));
}

TEST_F(CoordinatorTest, AFirstUseWaitsForNoProbeAndTheEndStopsIt)
{
    install(package("two_builds_1", "1.0.0"));
    restart();
    ASSERT_TRUE(isOpen());
    std::promise<Result<InstallCandidate>> examined;
    std::future<Result<InstallCandidate>> answer = examined.get_future();
    m_coordinator->examine(package("hangs_in_entry", "1.0.0"), [&](Result<InstallCandidate> candidate) {
        examined.set_value(std::move(candidate));
    });
    const auto incoming = [this] { return testing::listingOf(m_folder.path() / "store" / "incoming"); };
    ASSERT_TRUE(testing::comesTrue([&] { return incoming().size() > 2; })) << "the probe has begun";
    Worker worker(m_coordinator->registry());
    EXPECT_TRUE(worker.reaches(1.0F));
    EXPECT_FALSE(setEnabled(false).error);
    EXPECT_EQ(answer.wait_for(0s), std::future_status::timeout) << "all this came before the probe's end";

    restart();
    EXPECT_EQ(answer.get().error().code, ErrorCode::Cancelled);
    ASSERT_TRUE(isOpen());
    EXPECT_FALSE(m_coordinator->storeFailure());
}

TEST_F(CoordinatorTest, AHundredRestartsLeakNothing)
{
    install(package("two_builds_1", "1.0.0"));
    const auto openFiles = [] { return testing::listingOf("/proc/self/fd").size(); };
    const auto threads = [] {
        return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
    };
    m_coordinator.reset();
    const size_t filesBefore = openFiles();
    const auto threadsBefore = threads();
    for (int round = 0; round < 100; ++round) {
        start();
        if (round % 10 == 0) {
            Worker worker(m_coordinator->registry());
            ASSERT_TRUE(worker.reaches(1.0F));
        }
        m_coordinator.reset();
        EXPECT_EQ(mappedCopies(m_folder.path() / "store"), 0u);
    }
    EXPECT_EQ(openFiles(), filesBefore);
    // The system counts a thread that was joined for a moment more.
    EXPECT_TRUE(testing::comesTrue([&] { return threads() <= threadsBefore; }));
    EXPECT_EQ(shadowCopies(), 0u);
}

TEST_F(CoordinatorTest, WhatIsStillInUseAtTheEndIsLeftInPeace)
{
    install(package("two_builds_1", "1.0.0"));
    Worker worker(m_coordinator->registry());
    ASSERT_TRUE(worker.reaches(1.0F));
    m_coordinator.reset();
    EXPECT_EQ(worker.process(), 1.0F);
}

TEST_F(CoordinatorTest, WhatHangsDoesNotHoldUpTheEnd)
{
    install(package("as_told", "1.0.0"));
    m_quitLimit = 200ms;
    restart();
    ASSERT_TRUE(isOpen());
    const Told told("hang in entry");
    EXPECT_EQ(m_coordinator->registry().acquire(kGain).error().code, ErrorCode::Busy);
    ASSERT_TRUE(testing::comesTrue([this] { return mappedCopies(m_folder.path() / "store") > 0; }));
    std::promise<IntentResult> ended;
    m_coordinator->applyState([&ended](const IntentResult& result) { ended.set_value(result); });
    EXPECT_THAT(endInTime(), HasSubstr("loading " + kGain));
    const IntentResult result = ended.get_future().get();
    ASSERT_TRUE(result.error) << "whoever waits hears of it";
    EXPECT_EQ(result.error->code, ErrorCode::Cancelled);

    // What was left does not disturb those that come.
    m_quitLimit = 3s;
    told.noMore();
    start();
    Worker worker(m_coordinator->registry());
    EXPECT_TRUE(worker.reaches(0.5F));
}

TEST_F(CoordinatorTest, APluginThatHangsInShutdownDoesNotHoldUpTheEnd)
{
    install(package("as_told", "1.0.0"));
    m_quitLimit = 200ms;
    restart();
    {
        Worker worker(m_coordinator->registry());
        ASSERT_TRUE(worker.reaches(0.5F));
    }
    const Told told("hang in shutdown");
    EXPECT_THAT(endInTime(), HasSubstr("unloading " + kGain));
}

TEST_F(CoordinatorTest, AStoreThatDoesNotAnswerDoesNotHoldUpTheEnd)
{
    install(package("as_told", "1.0.0"));
    m_quitLimit = 200ms;
    restart();
    ASSERT_TRUE(isOpen());
    // A file that nobody lets be opened, as on a disk that is gone.
    const std::filesystem::path file = m_folder.path() / "store" / "log.txt";
    std::filesystem::remove(file);
    ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
    Worker worker(m_coordinator->registry());
    ASSERT_TRUE(worker.reaches(0.5F));
    // Sooner or later its words are to be kept, and then nothing more is.
    IntentResult last;
    ASSERT_TRUE(testing::comesTrue([&] {
        auto ended = std::make_shared<std::promise<IntentResult>>();
        std::future<IntentResult> answer = ended->get_future();
        m_coordinator->applyState([ended](const IntentResult& result) { ended->set_value(result); });
        return answer.wait_for(100ms) != std::future_status::ready;
    }));
    EXPECT_THAT(endInTime(), HasSubstr("keeping what plugins said"));
    EXPECT_EQ(worker.process(), 0.5F);

    // The disk is back, and what hung goes its way although its runtime is gone.
    std::ifstream reader(file);
    std::string line;
    EXPECT_TRUE(std::getline(reader, line));
    std::filesystem::remove(file);
    start();
    EXPECT_TRUE(testing::comesTrue([this] {
        if (m_coordinator->storeFailure())
            start();
        return !m_coordinator->plugins().empty();
    }));
}

TEST_F(CoordinatorTest, AnUninstallWaitsForAShutdownUnderWay)
{
    install(package("as_told", "1.0.0"));
    const std::filesystem::path mayEnd = m_folder.path() / "may end";
    const Told told("wait in shutdown", mayEnd);
    auto worker = std::make_unique<Worker>(m_coordinator->registry());
    ASSERT_TRUE(worker->reaches(0.5F));
    uninstall();
    worker.reset(); // from now on it is unloaded as soon as somebody looks
    ASSERT_TRUE(testing::comesTrue([this] {
        const std::vector<LeaseView> leases = m_coordinator->leases();
        return leases.size() == 1 && leases[0].detail == "is being unloaded";
    }));
    const IntentResult applied = apply();
    ASSERT_TRUE(applied.report);
    EXPECT_EQ(applied.report->drainingLeases, 1u);
    EXPECT_EQ(gain().state, State::Leaving);
    EXPECT_THAT(testing::listingOf(m_folder.path() / "store" / "installed"), ::testing::Not(IsEmpty()));
    std::ofstream(mayEnd).put('\n');
    EXPECT_TRUE(testing::comesTrue([this] { return m_coordinator->plugins().empty(); }));
}

TEST_F(CoordinatorTest, WorkersOutliveAHundredRuntimes)
{
    install(package("two_builds_1", "1.0.0"));
    std::mutex mutex;
    std::vector<WorkerEndpoint> offered;
    std::atomic<bool> isOver = false;
    const auto takeOne = [&]() -> std::optional<WorkerEndpoint> {
        const std::lock_guard lock(mutex);
        if (offered.empty())
            return std::nullopt;
        WorkerEndpoint endpoint = std::move(offered.back());
        offered.pop_back();
        return endpoint;
    };
    std::atomic<int> processed = 0;
    const auto work = [&] {
        std::optional<WorkerEndpoint> endpoint;
        std::unique_ptr<WorkerController<DspInstance>> controller;
        while (!isOver) {
            if (std::optional<WorkerEndpoint> next = takeOne()) {
                controller.reset();
                endpoint = std::move(next);
                endpoint->mailbox->post(WorkerControl::Kind::Recreate, ControlReason::Enabled);
                controller =
                    std::make_unique<WorkerController<DspInstance>>(dspFactoryOf(*endpoint, kMono), "{}");
            }
            if (!endpoint)
                continue;
            static_cast<void>(endpoint->acquire()); // asks for it again and again
            if (const auto control = endpoint->mailbox->takeLatest())
                controller->tell(*control);
            static_cast<void>(controller->applyPending());
            float sample = 1.0F;
            if (controller->instance() != nullptr && controller->instance()->process(&sample, 1) == ST_OK)
                ++processed;
        }
        if (endpoint) {
            EXPECT_EQ(endpoint->acquire().error().code, ErrorCode::NotFound);
        }
    };
    std::vector<std::thread> workers;
    for (int i = 0; i < 3; ++i)
        workers.emplace_back(work);
    for (int round = 0; round < 100; ++round) {
        restart();
        const int before = processed;
        {
            const std::lock_guard lock(mutex);
            offered.clear();
            for (size_t i = 0; i < workers.size(); ++i)
                offered.push_back(m_coordinator->registry().bind(kGain, CapabilityKind::Dsp, "gain"));
        }
        if (round % 10 == 0) {
            EXPECT_TRUE(testing::comesTrue([&] { return processed > before; }));
        }
    }
    m_coordinator.reset();
    isOver = true;
    for (std::thread& worker : workers)
        worker.join();
}

} // namespace
} // namespace stellatune
