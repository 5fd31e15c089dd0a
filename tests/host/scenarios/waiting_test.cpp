// Plugins that do not come back: nobody waits for them who need not.
#include "tests/fixtures/comes_true.h"
#include "tests/host/scenarios/held_instance.h"
#include "tests/host/scenarios/runtime_fixture.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <string>
#include <thread>

#include <gmock/gmock.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using namespace stellatune::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

class Waiting : public RuntimeTest {
  protected:
    void restartWith(CoordinatorSettings settings)
    {
        end();
        m_settings = std::move(settings);
        start();
    }
    std::vector<std::string> logOf(CapabilityKind kind) const
    {
        std::vector<std::string> lines;
        for (const PluginLog::Line& line : m_runtime->pluginLog().lines(watchfulId(kind)))
            lines.push_back(line.text);
        return lines;
    }
};

TEST_F(Waiting, WhoStatesWishesAndAsksNeverWaitsForALoad)
{
    CoordinatorSettings patient = m_settings;
    patient.loadLimit = 1h;
    restartWith(patient);
    ASSERT_FALSE(install(CapabilityKind::Dsp).error);
    ASSERT_FALSE(install(CapabilityKind::Decoder, 1).error);
    const WorkerEndpoint dsp = endpoint(CapabilityKind::Dsp);
    HeldInstance working = holdInstance(dsp);

    ClosedGate gate(CapabilityKind::Decoder, &PluginBoard::entryIsClosed);
    std::promise<IntentResult> updated;
    installPackage(*m_runtime, package(CapabilityKind::Decoder, 2),
                   [&updated](const IntentResult& result) { updated.set_value(result); });
    ASSERT_TRUE(comesTrue([] { return boardOf(CapabilityKind::Decoder).waitsInEntry > 0; }));

    // All that the window and the engine's control thread do; it ends while the plugin hangs.
    std::promise<IntentResult> enabled;
    std::thread([&] {
        const std::string id = watchfulId(CapabilityKind::Dsp);
        m_runtime->setEnabled(id, false, [](const IntentResult&) {});
        m_runtime->setEnabled(id, true,
                              [&enabled](const IntentResult& result) { enabled.set_value(result); });
        m_runtime->uninstall("org.example.nothing", true, [](const IntentResult&) {});
        m_runtime->applyState([](const IntentResult&) {});
        m_runtime->examine(m_folder.path() / "nothing", [](const Result<InstallCandidate>&) {});
        m_runtime->collect(std::nullopt, [](const std::vector<LeaseView>&) {});
        EXPECT_EQ(m_runtime->plugins().size(), 2u);
        EXPECT_EQ(m_runtime->leases().size(), 2u);
        EXPECT_EQ(m_runtime->status(), ApplyMachine::Status::Applying);
        EXPECT_FALSE(m_runtime->history().empty());
        const WorkerEndpoint decoder = endpoint(CapabilityKind::Decoder);
        EXPECT_TRUE(decoder.acquire()) << "the build before is there meanwhile";
        EXPECT_FALSE(decoder.mailbox->takeLatest());
    }).join();
    EXPECT_TRUE(working.works());
    EXPECT_EQ(updated.get_future().wait_for(0s), std::future_status::timeout) << "it still hangs";
    EXPECT_EQ(boardOf(CapabilityKind::Decoder).loads, 1u);

    gate.open();
    const IntentResult last = enabled.get_future().get();
    ASSERT_TRUE(last.report);
    EXPECT_THAT(last.report->errors, ::testing::IsEmpty());
    EXPECT_TRUE(dsp.acquire());
}

TEST_F(Waiting, WhatHangsWhileItLoadsDoesNotKeepTheOthersFromTheirShutdown)
{
    CoordinatorSettings hasty = m_settings;
    hasty.loadLimit = 1h;
    hasty.quitLimit = 2s;
    restartWith(hasty);
    ASSERT_FALSE(install(CapabilityKind::Dsp).error);
    ASSERT_FALSE(install(CapabilityKind::Decoder, 1).error);
    ClosedGate gate(CapabilityKind::Decoder, &PluginBoard::entryIsClosed);
    installPackage(*m_runtime, package(CapabilityKind::Decoder, 2), [](const IntentResult&) {});
    ASSERT_TRUE(comesTrue([] { return boardOf(CapabilityKind::Decoder).waitsInEntry > 0; }));
    const uint64_t before = boardOf(CapabilityKind::Dsp).shutdowns;
    end();
    EXPECT_EQ(boardOf(CapabilityKind::Dsp).shutdowns, before + 1);
    // The test that comes next must not meet it on its way.
    gate.open();
    EXPECT_TRUE(comesTrue([] { return boardOf(CapabilityKind::Decoder).loads == 2; }));
}

TEST_F(Waiting, TheEndIsNotHeldUpByACallThatDoesNotReturn)
{
    CoordinatorSettings patient = m_settings;
    patient.quitLimit = 1h;
    restartWith(patient);
    ASSERT_FALSE(install(CapabilityKind::Dsp).error);
    ClosedGate gate(CapabilityKind::Dsp, &PluginBoard::processIsClosed);
    std::thread worker([this] { EXPECT_TRUE(holdInstance(endpoint(CapabilityKind::Dsp)).works()); });
    EXPECT_TRUE(comesTrue([this] {
        const std::vector<LeaseView> leases = m_runtime->leases();
        return leases.size() == 1 && leases[0].instances.size() == 1 && leases[0].instances[0].call;
    }));
    end();
    gate.open();
    worker.join();
}

TEST_F(Waiting, ACallThatDoesNotReturnIsReportedWithAllThatIsKnown)
{
    CoordinatorSettings strict = m_settings;
    strict.callLimit = 100ms;
    restartWith(strict);
    ASSERT_FALSE(install(CapabilityKind::Dsp).error);

    ClosedGate gate(CapabilityKind::Dsp, &PluginBoard::processIsClosed);
    std::thread worker([this] { EXPECT_TRUE(holdInstance(endpoint(CapabilityKind::Dsp)).works()); });
    EXPECT_TRUE(comesTrue([this] { return !logOf(CapabilityKind::Dsp).empty(); }));
    EXPECT_THAT(logOf(CapabilityKind::Dsp),
                Contains(AllOf(HasSubstr("process of gain"), ContainsRegex("[0-9]+\\.[0-9] seconds"),
                               ContainsRegex("thread [0-9]+"))));
    gate.open();
    worker.join();
}

} // namespace
} // namespace stellatune
