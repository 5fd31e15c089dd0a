// The whole runtime: real packages, a real store, real libraries, and workers that use them.
#include "pluginhost/runtime/coordinator.h"

#include "tests/fixtures/child_process.h"
#include "tests/fixtures/comes_true.h"
#include "tests/host/package/package_fixture.h"

#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <QCoreApplication>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
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
    size_t shadowCopies() const { return testing::listingOf(m_folder.path() / "store" / "shadow").size(); }
    static size_t mappedCopies(const std::filesystem::path& folder)
    {
        return mappedFilesBelow(folder).size();
    }

    static std::unique_ptr<QCoreApplication> s_application;
    testing::TemporaryFolder m_folder;
    bool m_safeMode = false;
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

TEST_F(CoordinatorTest, HistorySurvivesARestart)
{
    install(package("two_builds_1", "1.0.0"));
    const size_t reports = m_coordinator->history().size();
    restart();
    ASSERT_TRUE(
        testing::comesTrue([this] { return m_coordinator->status() == ApplyMachine::Status::Applied; }));
    EXPECT_GT(m_coordinator->history().size(), reports);
}

TEST_F(CoordinatorTest, AHundredRestartsLeakNothing)
{
    install(package("two_builds_1", "1.0.0"));
    const auto openFiles = [] { return testing::listingOf("/proc/self/fd").size(); };
    const auto threads = [] { return testing::listingOf("/proc/self/task").size(); };
    m_coordinator.reset();
    const size_t filesBefore = openFiles();
    const size_t threadsBefore = threads();
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
    EXPECT_EQ(threads(), threadsBefore);
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

} // namespace
} // namespace stellatune
