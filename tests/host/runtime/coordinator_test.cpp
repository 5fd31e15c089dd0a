// The whole runtime: real packages, a real store, real libraries, and workers that use them.
#include "pluginhost/runtime/coordinator.h"

#include "tests/fixtures/child_process.h"
#include "tests/fixtures/comes_true.h"
#include "tests/fixtures/plugins/told.h"
#include "tests/host/package/package_fixture.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <QCoreApplication>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::Told;
using State = PluginStatus::State;
using Kind = PlannedAction::Kind;

constexpr StDspFormat kMono{sizeof(StDspFormat), 44'100, 1, 0, 64, 0};
const std::string kGain = "org.stellatune.test.gain";

/// A worker as the engine has it: owns one DSP instance and comes to a safe point whenever it is told.
class Worker {
  public:
    explicit Worker(LeaseRegistry& registry)
        : m_endpoint(registry.bind(kGain, CapabilityKind::Dsp, "gain")),
          m_controller(dspFactoryOf(m_endpoint, kMono), "{}")
    {
        m_endpoint.mailbox->post(WorkerControl::Kind::Recreate, ControlReason::Enabled);
    }

    std::optional<UpdateOutcome::Status> safePoint()
    {
        if (const auto control = m_endpoint.mailbox->takeLatest())
            m_controller.tell(*control);
        const auto outcome = m_controller.applyPending();
        return outcome ? std::optional(outcome->status) : std::nullopt;
    }
    /// What becomes of 1: the number of the build, 0 without an instance.
    float process()
    {
        float sample = 1.0F;
        return m_controller.instance() != nullptr && m_controller.instance()->process(&sample, 1) == ST_OK
                   ? sample
                   : 0.0F;
    }
    /// Comes to safe points until it processes with that build.
    bool reaches(float build)
    {
        return testing::comesTrue([&] {
            static_cast<void>(safePoint());
            return process() == build;
        });
    }

  private:
    WorkerEndpoint m_endpoint;
    WorkerController<DspInstance> m_controller;
};

class CoordinatorTest : public ::testing::Test {
  protected:
    static void SetUpTestSuite()
    {
        static int argumentCount = 1;
        static char name[] = "coordinator_test";
        static char* arguments[] = {name, nullptr};
        s_application = std::make_unique<QCoreApplication>(argumentCount, arguments);
    }
    static void TearDownTestSuite() { s_application.reset(); }

    CoordinatorTest() { start(); }

    void start()
    {
        CoordinatorSettings settings;
        settings.storeFolder = m_folder.path() / "store";
        settings.hostVersion = "1.0.0";
        settings.safeMode = m_safeMode;
        settings.remembersCrashes = m_remembersCrashes;
        settings.quitLimit = m_quitLimit;
        settings.residentInterval = m_residentInterval;
        m_coordinator = std::make_unique<PluginRuntimeCoordinator>(std::move(settings));
    }
    void restart()
    {
        m_coordinator.reset();
        start();
    }

    /// Runs an intent and waits for its end.
    template <typename Intent>
    IntentResult run(Intent intent)
    {
        std::promise<IntentResult> ended;
        intent([&ended](const IntentResult& result) { ended.set_value(result); });
        return ended.get_future().get();
    }

    std::filesystem::path package(const std::string& fixture, const std::string& version)
    {
        return testing::gainPackage(m_folder.path(), fixture + version + ".stplugin", fixture, version);
    }
    IntentResult install(const std::filesystem::path& file, InstallConsent consent = {})
    {
        std::promise<Result<InstallCandidate>> examined;
        m_coordinator->examine(file, [&examined](Result<InstallCandidate> candidate) {
            examined.set_value(std::move(candidate));
        });
        Result<InstallCandidate> candidate = examined.get_future().get();
        if (!candidate)
            return {candidate.error(), std::nullopt};
        return run([&](auto done) { m_coordinator->install(std::move(*candidate), consent, done); });
    }
    IntentResult setEnabled(bool enabled)
    {
        return run([&](auto done) { m_coordinator->setEnabled(kGain, enabled, done); });
    }
    IntentResult uninstall()
    {
        return run([&](auto done) { m_coordinator->uninstall(kGain, true, done); });
    }
    void collect()
    {
        std::promise<void> ended;
        m_coordinator->collect(std::nullopt, [&ended](const auto&) { ended.set_value(); });
        ended.get_future().wait();
    }
    IntentResult apply()
    {
        return run([&](auto done) { m_coordinator->applyState(done); });
    }

    PluginStatus gain() const
    {
        for (PluginStatus& plugin : m_coordinator->plugins()) {
            if (plugin.desired.id == kGain)
                return plugin;
        }
        ADD_FAILURE() << "the plugin is not installed";
        return {};
    }
    bool isOpen() const
    {
        return testing::comesTrue(
            [this] { return m_coordinator->status() == ApplyMachine::Status::Applied; });
    }
    /// What the program says while the coordinator ends, which takes a second at most.
    std::string endInTime()
    {
        ::testing::internal::CaptureStderr();
        const auto begin = std::chrono::steady_clock::now();
        m_coordinator.reset();
        EXPECT_LT(std::chrono::steady_clock::now() - begin, m_quitLimit + 1s);
        return ::testing::internal::GetCapturedStderr();
    }
    size_t shadowCopies() const { return testing::listingOf(m_folder.path() / "store" / "shadow").size(); }
    static size_t mappedCopies(const std::filesystem::path& folder)
    {
        return mappedFilesBelow(folder).size();
    }

    static std::unique_ptr<QCoreApplication> s_application;
    testing::TemporaryFolder m_folder;
    bool m_safeMode = false;
    bool m_remembersCrashes = false;
    std::chrono::milliseconds m_quitLimit{3000};
    std::chrono::milliseconds m_residentInterval = 1h;
    std::unique_ptr<PluginRuntimeCoordinator> m_coordinator;
};

std::unique_ptr<QCoreApplication> CoordinatorTest::s_application;

TEST_F(CoordinatorTest, ANewlyInstalledPluginIsEnabledAndUsable)
{
    const IntentResult result = install(package("two_builds_1", "1.0.0"));
    ASSERT_FALSE(result.error) << result.error->message;
    ASSERT_TRUE(result.report);
    EXPECT_THAT(result.report->errors, IsEmpty());
    EXPECT_EQ(result.report->count(Kind::LoadNew), 1u);
    EXPECT_EQ(gain().state, State::Loaded);
    EXPECT_EQ(gain().metadata.capabilities.size(), 1u);

    Worker worker(m_coordinator->registry());
    EXPECT_EQ(worker.safePoint(), UpdateOutcome::Status::Recreated);
    EXPECT_EQ(worker.process(), 1.0F);
}

TEST_F(CoordinatorTest, AnUpdateReachesTheWorkerAtItsSafePointAndTheOldBuildLeaves)
{
    install(package("two_builds_1", "1.0.0"));
    Worker worker(m_coordinator->registry());
    ASSERT_TRUE(worker.reaches(1.0F));
    const IntentResult updated = install(package("two_builds_2", "2.0.0"));
    ASSERT_TRUE(updated.report);
    EXPECT_EQ(updated.report->count(Kind::ReloadChanged), 1u);
    EXPECT_EQ(updated.report->drainingLeases, 1u);
    EXPECT_EQ(worker.process(), 1.0F);
    EXPECT_EQ(worker.safePoint(), UpdateOutcome::Status::Recreated);
    EXPECT_EQ(worker.process(), 2.0F);
    EXPECT_TRUE(testing::comesTrue([this] { return m_coordinator->leases().size() == 1; }));
    EXPECT_EQ(gain().desired.version, "2.0.0");
    EXPECT_TRUE(gain().desired.previousFolder.empty());
}

TEST_F(CoordinatorTest, ADowngradeIsAskedAboutAndNeverSilent)
{
    install(package("two_builds_2", "2.0.0"));
    const IntentResult refused = install(package("two_builds_1", "1.0.0"));
    ASSERT_TRUE(refused.error);
    EXPECT_EQ(refused.error->code, ErrorCode::ConsentNeeded);
    EXPECT_EQ(gain().desired.version, "2.0.0");
    InstallConsent consent;
    consent.downgrade = true;
    EXPECT_FALSE(install(package("two_builds_1", "1.0.0"), consent).error);
    EXPECT_EQ(gain().desired.version, "1.0.0");
}

TEST_F(CoordinatorTest, DisablingAsksWorkersAndThenUnloads)
{
    install(package("two_builds_1", "1.0.0"));
    Worker worker(m_coordinator->registry());
    ASSERT_TRUE(worker.reaches(1.0F));
    setEnabled(false);
    EXPECT_EQ(gain().state, State::Disabled);
    EXPECT_EQ(worker.process(), 1.0F) << "it is used until the safe point";
    EXPECT_EQ(worker.safePoint(), UpdateOutcome::Status::Destroyed);
    EXPECT_TRUE(testing::comesTrue([this] { return m_coordinator->leases().empty(); }));
    EXPECT_TRUE(testing::comesTrue([this] { return shadowCopies() == 0; }));
    setEnabled(true);
    EXPECT_TRUE(worker.reaches(1.0F));
}

TEST_F(CoordinatorTest, UninstallingRemovesTheFilesOnceNobodyUsesThem)
{
    install(package("two_builds_1", "1.0.0"));
    Worker worker(m_coordinator->registry());
    ASSERT_TRUE(worker.reaches(1.0F));
    uninstall();
    EXPECT_EQ(gain().state, State::Leaving);
    EXPECT_EQ(worker.safePoint(), UpdateOutcome::Status::Destroyed);
    EXPECT_TRUE(testing::comesTrue([this] { return m_coordinator->plugins().empty(); }));
    EXPECT_THAT(testing::listingOf(m_folder.path() / "store" / "installed"), IsEmpty());
}

TEST_F(CoordinatorTest, AnUninstallEndsAlsoWhenSomebodyCollectedMeanwhile)
{
    install(package("two_builds_1", "1.0.0"));
    auto worker = std::make_unique<Worker>(m_coordinator->registry());
    ASSERT_TRUE(worker->reaches(1.0F));
    uninstall();
    worker.reset();
    collect();
    EXPECT_TRUE(testing::comesTrue([this] { return m_coordinator->plugins().empty(); }));
}

TEST_F(CoordinatorTest, WhatStaysInMemoryIsReportedOnce)
{
    install(package("unique_symbol", "1.0.0"));
    setEnabled(false);
    collect();
    collect();
    EXPECT_EQ(gain().leases.at(0).state, LeaseView::State::Resident);
    std::vector<std::string> texts;
    for (const PluginLog::Line& line : m_coordinator->pluginLog().lines(kGain))
        texts.push_back(line.text);
    EXPECT_THAT(texts, ElementsAre(HasSubstr("stays in memory")));
}

TEST_F(CoordinatorTest, WhatStayedIsTriedAgainByItselfAndThenItsUninstallEnds)
{
    m_residentInterval = 20ms;
    restart();
    install(package("tls_destructor", "1.0.0"));
    std::promise<void> used;
    std::promise<void> mayEnd;
    std::thread thread([&] {
        EXPECT_TRUE(
            dspFactoryOf(m_coordinator->registry().bind(kGain, CapabilityKind::Dsp, "gain"), kMono)("{}"));
        used.set_value();
        mayEnd.get_future().wait();
    });
    used.get_future().wait();
    const IntentResult result = uninstall();
    ASSERT_TRUE(result.report);
    EXPECT_EQ(result.report->drainingLeases, 1u) << "the thread keeps it in memory";
    EXPECT_EQ(gain().state, State::Leaving);
    mayEnd.set_value();
    thread.join();
    EXPECT_TRUE(testing::comesTrue([this] { return m_coordinator->plugins().empty(); }));
    EXPECT_THAT(m_coordinator->leases(), IsEmpty());
    EXPECT_EQ(shadowCopies(), 0u);
}

TEST_F(CoordinatorTest, TheEndDoesNotWaitForWhatIsKeptForEver)
{
    m_quitLimit = 1h;
    restart();
    install(package("two_builds_1", "1.0.0"));
    ModuleLease::keepForEver(*m_coordinator->registry().acquire(kGain), "as a test wants it");
    EXPECT_EQ(m_coordinator->leases().at(0).state, LeaseView::State::Current);
    EXPECT_THAT(endInTime(), HasSubstr("is still there at the end: as a test wants it"));
}

TEST_F(CoordinatorTest, NothingUnchangedIsTouched)
{
    install(package("two_builds_1", "1.0.0"));
    const std::vector<LeaseView> before = m_coordinator->leases();
    const IntentResult result = apply();
    ASSERT_TRUE(result.report);
    EXPECT_THAT(result.report->outcomes, IsEmpty());
    EXPECT_EQ(m_coordinator->leases().at(0).epoch, before.at(0).epoch);
}

TEST_F(CoordinatorTest, AStartMapsNothingUntilSomebodyAsks)
{
    install(package("two_builds_1", "1.0.0"));
    restart();
    ASSERT_TRUE(testing::comesTrue([this] { return !m_coordinator->plugins().empty(); }));
    ASSERT_TRUE(
        testing::comesTrue([this] { return m_coordinator->status() == ApplyMachine::Status::Applied; }));
    EXPECT_EQ(gain().state, State::Enabled);
    EXPECT_EQ(gain().metadata.info.name, "Gain for tests");
    EXPECT_EQ(shadowCopies(), 0u);

    Worker worker(m_coordinator->registry());
    EXPECT_EQ(worker.safePoint(), UpdateOutcome::Status::Failed) << "it is being loaded";
    EXPECT_TRUE(worker.reaches(1.0F));
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

TEST_F(CoordinatorTest, ASafeStartLoadsNothing)
{
    install(package("two_builds_1", "1.0.0"));
    m_safeMode = true;
    restart();
    ASSERT_TRUE(
        testing::comesTrue([this] { return m_coordinator->status() == ApplyMachine::Status::Applied; }));
    EXPECT_TRUE(gain().desired.enabled);
    EXPECT_EQ(m_coordinator->registry().acquire(kGain).error().code, ErrorCode::NotFound);
    apply();
    EXPECT_THAT(m_coordinator->leases(), IsEmpty());
}

TEST_F(CoordinatorTest, TheStoreHasOneOwner)
{
    apply();
    CoordinatorSettings settings;
    settings.storeFolder = m_folder.path() / "store";
    PluginRuntimeCoordinator second(settings);
    std::promise<IntentResult> ended;
    second.applyState([&ended](const IntentResult& result) { ended.set_value(result); });
    const IntentResult result = ended.get_future().get();
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->code, ErrorCode::Busy);
}

TEST_F(CoordinatorTest, TwoRuntimesDoNotSeeEachOther)
{
    install(package("two_builds_1", "1.0.0"));
    CoordinatorSettings settings;
    settings.storeFolder = m_folder.path() / "other store";
    PluginRuntimeCoordinator second(settings);
    EXPECT_THAT(second.plugins(), IsEmpty());
    EXPECT_EQ(second.events().broadcast("player.event", "{}"), 0u);
    EXPECT_EQ(m_coordinator->events().broadcast("player.event", "{}"), 1u);
    EXPECT_EQ(second.registry().acquire(kGain).error().code, ErrorCode::NotFound);
}

TEST_F(CoordinatorTest, RequestsInAStormAreCoveredAndTheLastWins)
{
    install(package("two_builds_1", "1.0.0"));
    constexpr int kWishes = 41;
    std::vector<std::promise<IntentResult>> ended(kWishes);
    for (int i = 0; i < kWishes; ++i) {
        m_coordinator->setEnabled(kGain, i % 2 == 0,
                                  [&promise = ended[static_cast<size_t>(i)]](const IntentResult& result) {
                                      promise.set_value(result);
                                  });
    }
    for (std::promise<IntentResult>& promise : ended)
        EXPECT_TRUE(promise.get_future().get().report);
    EXPECT_EQ(gain().state, State::Loaded);
    EXPECT_TRUE(testing::comesTrue([this] { return m_coordinator->leases().size() == 1; }));
    EXPECT_TRUE(testing::comesTrue([this] { return shadowCopies() > 0; }));
    for (const std::string& report : m_coordinator->history())
        EXPECT_THAT(report, HasSubstr(R"("reload_unchanged_plugins_total":0)"));
}

TEST_F(CoordinatorTest, HistoryTellsWhatChangedAndSurvivesARestart)
{
    install(package("two_builds_1", "1.0.0"));
    apply();
    setEnabled(false);
    const std::vector<std::string> reports = m_coordinator->history();
    ASSERT_THAT(reports, SizeIs(2)) << "the run that changed nothing is not in it";
    EXPECT_THAT(reports[0], HasSubstr(R"("load_new":1)"));
    EXPECT_THAT(reports[1], HasSubstr(R"("deactivate":1)"));
    setEnabled(true);
    restart();
    ASSERT_TRUE(isOpen());
    EXPECT_THAT(m_coordinator->history(), SizeIs(3)) << "neither the end nor the start is in it";
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

TEST_F(CoordinatorTest, AStoreThatCannotBeOpenedSaysWhy)
{
    EXPECT_FALSE(m_coordinator->storeFailure());
    m_coordinator.reset();
    std::ofstream(m_folder.path() / "in the way").put('\n');
    CoordinatorSettings settings;
    settings.storeFolder = m_folder.path() / "in the way";
    PluginRuntimeCoordinator coordinator(settings);
    ASSERT_TRUE(testing::comesTrue([&] { return coordinator.storeFailure().has_value(); }));
    EXPECT_THAT(coordinator.storeFailure()->message, HasSubstr("in the way"));
    EXPECT_THAT(coordinator.plugins(), IsEmpty());
}

TEST_F(CoordinatorTest, WhatAPluginSaidIsThereAfterARestart)
{
    install(package("as_told", "1.0.0"));
    const auto isSaid = [this] {
        const std::vector<PluginLog::Line> lines = m_coordinator->pluginLog().lines(kGain);
        return !lines.empty() && lines.front().text == "Here I am";
    };
    EXPECT_TRUE(isSaid());
    restart();
    ASSERT_TRUE(isOpen());
    EXPECT_TRUE(isSaid());
    EXPECT_THAT(testing::readText(m_folder.path() / "store" / "log.txt"),
                HasSubstr("info " + kGain + " Here I am"));
}

TEST_F(CoordinatorTest, AfterACrashThePluginIsOffAndWhatItSaidIsThere)
{
    install(package("as_told", "1.0.0"));
    m_coordinator.reset();
    const std::filesystem::path crashes = m_folder.path() / "store" / "crashes";
    std::filesystem::create_directories(crashes);
    std::ofstream(crashes / "1.crash") << kGain << "\nprocess\nabort\nHere I am\nOh no\n";
    m_remembersCrashes = true;
    start();
    ASSERT_TRUE(isOpen());
    EXPECT_EQ(gain().state, State::Disabled);
    EXPECT_THAT(gain().detail, HasSubstr("abort in process"));
    std::vector<std::string> texts;
    for (const PluginLog::Line& line : m_coordinator->pluginLog().lines(kGain))
        texts.push_back(line.text);
    EXPECT_THAT(texts, ElementsAre("Here I am", "Oh no", HasSubstr("Switched off")));
}

TEST_F(CoordinatorTest, TheOrderOfDecodersIsKept)
{
    const std::vector<std::string> order{"org.example.aac/aac", "built-in"};
    const auto set = [this](const std::string& extension, const std::vector<std::string>& wanted) {
        std::promise<Result<void>> ended;
        m_coordinator->setDecoderOrder(extension, wanted,
                                       [&ended](Result<void> result) { ended.set_value(result); });
        return ended.get_future().get();
    };
    EXPECT_TRUE(set("aac", order));
    EXPECT_EQ(set("no/extension", order).error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(m_coordinator->decoderOrder().byExtension, ElementsAre(std::pair("aac", order)));
    restart();
    ASSERT_TRUE(isOpen());
    EXPECT_THAT(m_coordinator->decoderOrder().byExtension, ElementsAre(std::pair("aac", order)));
    EXPECT_TRUE(set("aac", {}));
    EXPECT_THAT(m_coordinator->decoderOrder().byExtension, IsEmpty());
}

} // namespace
} // namespace stellatune
