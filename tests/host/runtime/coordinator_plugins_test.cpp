// Plugins that come, change and go while workers use them.
#include "tests/host/runtime/coordinator_fixture.h"

#include <thread>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using State = PluginStatus::State;
using Kind = PlannedAction::Kind;

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

TEST_F(CoordinatorTest, NothingUnchangedIsTouched)
{
    install(package("two_builds_1", "1.0.0"));
    const std::vector<LeaseView> before = m_coordinator->leases();
    const IntentResult result = apply();
    ASSERT_TRUE(result.report);
    EXPECT_THAT(result.report->outcomes, IsEmpty());
    EXPECT_EQ(m_coordinator->leases().at(0).epoch, before.at(0).epoch);
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

} // namespace
} // namespace stellatune
