// The machine against a runtime and a store of a few lines, so that every order of events can be played.
#include "pluginhost/runtime/apply_machine.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Kind = PlannedAction::Kind;
using Mapping = ApplyMachine::Mapping;
using Outcome = ActionOutcome::Status;

class ApplyMachineTest : public ::testing::Test {
  protected:
    struct Slot {
        std::optional<char> current;
        bool isLoaded = false;
        int retiredInUse = 0;
        int retiredUnused = 0;
    };

    ApplyMachineTest()
        : m_machine(
              [this] { return slots(); },
              [this] { return ApplyMachine::Clock::time_point(m_time += std::chrono::milliseconds(1)); },
              [] { return std::string("2026-01-01T00:00:00Z"); })
    {}

    static Fingerprint build(char letter) { return {{}, {}, std::string(64, letter)}; }

    void install(const std::string& id, char letter)
    {
        DesiredPlugin plugin;
        if (const DesiredPlugin* before = m_store.find(id)) {
            plugin = *before;
            plugin.previousFolder = plugin.folder;
        }
        plugin.id = id;
        plugin.folder = std::string(1, letter);
        plugin.fingerprint = build(letter);
        m_store.put(plugin);
        m_machine.setDesired(m_store);
    }
    void setEnabled(const std::string& id, bool enabled)
    {
        m_store.find(id)->enabled = enabled;
        m_machine.setDesired(m_store);
    }
    void uninstall(const std::string& id)
    {
        m_store.find(id)->uninstallPending = true;
        m_machine.setDesired(m_store);
    }

    void request(uint64_t number, Mapping mapping = Mapping::AtOnce)
    {
        carryOut(m_machine.request(number, mapping));
    }

    /// Everything but loads, which the tests let end when they like.
    void carryOut(const ApplyEffects& effects)
    {
        for (const ApplyEffect& effect : effects) {
            if (const auto* stop = std::get_if<DeactivatePlugin>(&effect)) {
                Slot& slot = m_slots[stop->id];
                if (slot.isLoaded)
                    ++(m_inUse ? slot.retiredInUse : slot.retiredUnused);
                slot.current.reset();
                slot.isLoaded = false;
            } else if (const auto* load = std::get_if<LoadPlugin>(&effect)) {
                m_loads.push_back(load->plugin);
            } else if (const auto* announce = std::get_if<AnnouncePlugin>(&effect)) {
                m_slots[announce->plugin.id].current = announce->plugin.fingerprint.sha256[0];
            } else if (const auto* activate = std::get_if<ActivatePlugin>(&effect)) {
                Slot& slot = m_slots[activate->id];
                if (slot.isLoaded)
                    ++(m_inUse ? slot.retiredInUse : slot.retiredUnused);
                slot.current = m_justLoaded;
                slot.isLoaded = true;
            } else if (const auto* refused = std::get_if<RefusePlugin>(&effect)) {
                m_refused.push_back(refused->id);
            } else if (const auto* drop = std::get_if<DropLoaded>(&effect)) {
                m_dropped.push_back(drop->id);
            } else if (std::holds_alternative<CollectUnused>(effect)) {
                std::vector<ApplyMachine::Collected> results;
                for (auto& [id, slot] : m_slots) {
                    for (; slot.retiredUnused > 0; --slot.retiredUnused)
                        results.push_back({id, true, {}});
                }
                carryOut(m_machine.collected(results));
            } else if (const auto* step = std::get_if<StoreStep>(&effect)) {
                store(*step);
            } else if (const auto* finish = std::get_if<FinishApply>(&effect)) {
                m_finished.push_back(*finish);
            }
        }
    }

    void store(const StoreStep& step)
    {
        m_steps.push_back(step.kind);
        if (!m_storeError.empty()) {
            carryOut(m_machine.stored(step, m_store, m_storeError));
            return;
        }
        DesiredPlugin* plugin = m_store.find(step.id);
        switch (step.kind) {
        case StoreStep::Kind::FinishUpdate:
            plugin->previousFolder.clear();
            break;
        case StoreStep::Kind::RevertUpdate:
            plugin->folder = plugin->previousFolder;
            plugin->fingerprint = build(plugin->folder[0]);
            plugin->previousFolder.clear();
            break;
        case StoreStep::Kind::FinishUninstall:
            m_store.remove(step.id);
            break;
        }
        carryOut(m_machine.stored(step, m_store, {}));
    }

    /// The oldest load ends.
    void endLoad(const std::string& error = {})
    {
        ASSERT_FALSE(m_loads.empty());
        const DesiredPlugin plugin = m_loads.front();
        m_loads.pop_front();
        m_justLoaded = plugin.fingerprint.sha256[0];
        carryOut(m_machine.loaded(plugin.id, plugin.fingerprint.sha256, error));
    }

    std::vector<SlotView> slots() const
    {
        std::vector<SlotView> views;
        for (const auto& [id, slot] : m_slots) {
            SlotView view{id, std::nullopt, slot.isLoaded,
                          static_cast<uint32_t>(slot.retiredInUse + slot.retiredUnused)};
            if (slot.current)
                view.current = build(*slot.current);
            views.push_back(view);
        }
        return views;
    }

    const FinishApply& last() const { return m_finished.back(); }

    std::chrono::steady_clock::duration m_time{};
    std::map<std::string, Slot> m_slots;
    bool m_inUse = false; ///< whether workers hold what gets retired
    DesiredState m_store;
    std::string m_storeError;
    std::deque<DesiredPlugin> m_loads;
    char m_justLoaded = 0;
    std::vector<std::string> m_dropped;
    std::vector<std::string> m_refused;
    std::vector<StoreStep::Kind> m_steps;
    std::vector<FinishApply> m_finished;
    ApplyMachine m_machine;
};

TEST_F(ApplyMachineTest, NothingToDoIsDoneAtOnce)
{
    request(7);
    ASSERT_EQ(m_finished.size(), 1u);
    EXPECT_THAT(last().requests, ElementsAre(7u));
    EXPECT_THAT(last().report.outcomes, IsEmpty());
    EXPECT_EQ(m_machine.status(), ApplyMachine::Status::Applied);
}

TEST_F(ApplyMachineTest, LoadsWhatIsNewAndReportsIt)
{
    install("a", 'a');
    request(1);
    EXPECT_EQ(m_machine.status(), ApplyMachine::Status::Applying);
    EXPECT_THAT(m_finished, IsEmpty());
    endLoad();
    ASSERT_EQ(m_finished.size(), 1u);
    EXPECT_EQ(last().report.count(Kind::LoadNew), 1u);
    EXPECT_EQ(m_slots["a"].current, 'a');
    EXPECT_GT(last().report.totalTime.count(), 0);
    request(2);
    EXPECT_THAT(last().report.outcomes, IsEmpty());
    EXPECT_EQ(last().report.number, 2u);
}

TEST_F(ApplyMachineTest, RequestsDuringATransactionAreCoveredByOneReport)
{
    install("a", 'a');
    request(1);
    install("b", 'b');
    request(2);
    request(3);
    endLoad();
    endLoad();
    ASSERT_EQ(m_finished.size(), 1u);
    EXPECT_THAT(last().requests, ElementsAre(1u, 2u, 3u));
    EXPECT_EQ(last().report.coalescedRequests, 2u);
    EXPECT_EQ(last().report.loops, 2u);
}

TEST_F(ApplyMachineTest, TheLastWishWins)
{
    install("a", 'a');
    request(1);
    setEnabled("a", false);
    request(2);
    setEnabled("a", true);
    request(3);
    setEnabled("a", false);
    request(4);
    endLoad();
    EXPECT_THAT(m_dropped, ElementsAre("a"));
    EXPECT_EQ(m_slots["a"].current, std::nullopt);
    ASSERT_EQ(m_finished.size(), 1u);
    EXPECT_EQ(last().report.outcomes[0].status, Outcome::Stale);
    EXPECT_FALSE(last().report.hasFailed());
}

TEST_F(ApplyMachineTest, ABuildThatWasReplacedWhileItLoadedIsDropped)
{
    install("a", 'a');
    request(1);
    install("a", 'b');
    request(2);
    endLoad();
    EXPECT_THAT(m_dropped, ElementsAre("a"));
    endLoad();
    EXPECT_EQ(m_slots["a"].current, 'b');
}

TEST_F(ApplyMachineTest, AnUpdateIsFinishedOnceItIsActive)
{
    install("a", 'a');
    request(1);
    endLoad();
    install("a", 'b');
    request(2);
    EXPECT_THAT(m_steps, IsEmpty());
    endLoad();
    EXPECT_THAT(m_steps, ElementsAre(StoreStep::Kind::FinishUpdate));
    EXPECT_EQ(last().report.count(Kind::ReloadChanged), 1u);
    EXPECT_EQ(last().report.reclaimedLeases, 1u);
}

TEST_F(ApplyMachineTest, AnUpdateThatDoesNotLoadGoesBackByItself)
{
    install("a", 'a');
    request(1);
    endLoad();
    install("a", 'b');
    request(2);
    endLoad("missing symbol");
    EXPECT_THAT(m_steps, ElementsAre(StoreStep::Kind::RevertUpdate));
    EXPECT_THAT(m_loads, IsEmpty()) << "the old build is still loaded";
    ASSERT_EQ(m_finished.size(), 2u);
    EXPECT_EQ(last().report.outcomes[0].status, Outcome::Reverted);
    EXPECT_THAT(last().report.errors, ElementsAre("a: missing symbol"));
    EXPECT_EQ(m_slots["a"].current, 'a');
    EXPECT_EQ(m_machine.status(), ApplyMachine::Status::Failed);
}

TEST_F(ApplyMachineTest, APluginThatDoesNotLoadDoesNotHoldUpTheOthers)
{
    install("a", 'a');
    install("b", 'b');
    request(1);
    endLoad("broken");
    endLoad();
    EXPECT_EQ(m_slots["b"].current, 'b');
    EXPECT_EQ(m_slots["a"].current, std::nullopt);
    EXPECT_TRUE(last().report.hasFailed());
}

TEST_F(ApplyMachineTest, ABuildThatDoesNotLoadIsTriedAgainOnlyWhenThereIsReasonTo)
{
    install("a", 'a');
    request(1);
    endLoad("broken");
    EXPECT_THAT(m_refused, ElementsAre("a"));
    install("b", 'b');
    request(2);
    ASSERT_EQ(m_loads.size(), 1u);
    endLoad();
    carryOut(m_machine.want("a"));
    EXPECT_THAT(m_loads, IsEmpty());

    carryOut(m_machine.request(3, Mapping::AtOnce, {true, {}}));
    ASSERT_EQ(m_loads.size(), 1u);
    endLoad("broken");
    setEnabled("a", false);
    request(4);
    setEnabled("a", true);
    request(5);
    ASSERT_EQ(m_loads.size(), 1u);
    endLoad("broken");
    install("a", 'c');
    m_store.find("a")->previousFolder.clear();
    m_machine.setDesired(m_store);
    request(6);
    ASSERT_EQ(m_loads.size(), 1u);
    endLoad();
    EXPECT_EQ(m_slots["a"].current, 'c');
}

TEST_F(ApplyMachineTest, AtTheStartNothingIsLoadedUntilSomebodyAsks)
{
    install("a", 'a');
    install("b", 'b');
    request(1, Mapping::WhenAsked);
    EXPECT_THAT(m_loads, IsEmpty());
    EXPECT_EQ(last().report.outcomes[0].status, Outcome::Announced);
    carryOut(m_machine.want("b"));
    ASSERT_EQ(m_loads.size(), 1u);
    EXPECT_EQ(m_loads[0].id, "b");
    endLoad();
    EXPECT_TRUE(m_slots["b"].isLoaded);
    EXPECT_FALSE(m_slots["a"].isLoaded);
    carryOut(m_machine.want("b"));
    EXPECT_THAT(m_loads, IsEmpty());
}

TEST_F(ApplyMachineTest, AnUpdateOfWhatIsNotLoadedKeepsTheOldVersionUntilItIs)
{
    install("a", 'a');
    request(1, Mapping::WhenAsked);
    install("a", 'b');
    request(2);
    EXPECT_THAT(m_loads, IsEmpty());
    EXPECT_EQ(m_slots["a"].current, 'b');
    EXPECT_THAT(m_steps, IsEmpty());
    carryOut(m_machine.want("a"));
    endLoad("broken");
    EXPECT_THAT(m_steps, ElementsAre(StoreStep::Kind::RevertUpdate));
    EXPECT_EQ(m_slots["a"].current, 'a');
}

TEST_F(ApplyMachineTest, WantingADisabledPluginLoadsNothing)
{
    install("a", 'a');
    setEnabled("a", false);
    carryOut(m_machine.want("a"));
    EXPECT_THAT(m_loads, IsEmpty());
}

TEST_F(ApplyMachineTest, WantedTwiceDuringALoadIsLoadedOnce)
{
    install("a", 'a');
    request(1, Mapping::WhenAsked);
    carryOut(m_machine.want("a"));
    carryOut(m_machine.want("a"));
    EXPECT_EQ(m_loads.size(), 1u);
    endLoad();
    EXPECT_THAT(m_loads, IsEmpty());
}

TEST_F(ApplyMachineTest, WhatIsWantedDuringATransactionIsLoadedAtOnce)
{
    install("a", 'a');
    install("b", 'b');
    request(1, Mapping::WhenAsked);
    carryOut(m_machine.want("a"));
    ASSERT_EQ(m_loads.size(), 1u);
    carryOut(m_machine.want("b"));
    ASSERT_EQ(m_loads.size(), 2u) << "it does not wait for the other one";
    EXPECT_EQ(m_loads[1].id, "b");
    endLoad();
    EXPECT_EQ(m_finished.size(), 1u);
    endLoad();
    EXPECT_EQ(m_finished.size(), 2u) << "one report is of both";
    EXPECT_TRUE(m_slots["a"].isLoaded);
    EXPECT_TRUE(m_slots["b"].isLoaded);
}

TEST_F(ApplyMachineTest, AnUpdateThatIsWantedDuringATransactionIsFinished)
{
    install("a", 'a');
    install("b", 'b');
    request(1, Mapping::WhenAsked);
    install("b", 'c');
    request(2);
    carryOut(m_machine.want("a"));
    carryOut(m_machine.want("b"));
    endLoad();
    endLoad();
    EXPECT_THAT(m_steps, ElementsAre(StoreStep::Kind::FinishUpdate));
    EXPECT_EQ(m_slots["b"].current, 'c');
}

TEST_F(ApplyMachineTest, WhenGoingBackFailsThoseWhoWaitHearIt)
{
    install("a", 'a');
    request(1, Mapping::WhenAsked);
    install("a", 'b');
    request(2);
    carryOut(m_machine.want("a"));
    m_storeError = "the disk is full";
    endLoad("broken");
    EXPECT_THAT(m_refused, ElementsAre("a"));
    EXPECT_THAT(last().report.errors, ElementsAre("a: broken", "a: the disk is full"));
    carryOut(m_machine.want("a"));
    request(3);
    EXPECT_THAT(m_loads, IsEmpty()) << "it is known not to load";
}

TEST_F(ApplyMachineTest, InstallingABuildAgainTriesItAgainAndNoOther)
{
    install("a", 'a');
    install("b", 'b');
    request(1);
    endLoad("broken");
    endLoad("broken");
    carryOut(m_machine.request(2, Mapping::AtOnce, {false, "b"}));
    ASSERT_EQ(m_loads.size(), 1u);
    EXPECT_EQ(m_loads[0].id, "b");
    endLoad();
    EXPECT_EQ(m_slots["b"].current, 'b');
}

TEST_F(ApplyMachineTest, AnUninstalledPluginGoesFromTheDiskWhenNobodyUsesIt)
{
    install("a", 'a');
    request(1);
    endLoad();
    m_inUse = true;
    uninstall("a");
    request(2);
    EXPECT_THAT(m_steps, IsEmpty());
    EXPECT_EQ(last().report.drainingLeases, 1u);
    EXPECT_NE(m_store.find("a"), nullptr);

    m_slots["a"].retiredInUse = 0;
    m_slots["a"].retiredUnused = 1;
    request(3);
    EXPECT_THAT(m_steps, ElementsAre(StoreStep::Kind::FinishUninstall));
    EXPECT_EQ(m_store.find("a"), nullptr);
}

TEST_F(ApplyMachineTest, AFailedUninstallIsReportedAndTriedAgainLater)
{
    install("a", 'a');
    uninstall("a");
    ApplyEffects effects = m_machine.request(1, Mapping::AtOnce);
    ASSERT_EQ(effects.size(), 1u);
    effects = m_machine.collected({});
    ASSERT_EQ(effects.size(), 1u);
    effects = m_machine.stored(std::get<StoreStep>(effects[0]), m_store, "a file is in use");
    ASSERT_EQ(effects.size(), 1u);
    EXPECT_THAT(std::get<FinishApply>(effects[0]).report.errors, ElementsAre("a: a file is in use"));
    request(2);
    EXPECT_EQ(m_store.find("a"), nullptr);
}

TEST_F(ApplyMachineTest, NothingUnchangedIsEverLoadedAgain)
{
    for (char letter = 'a'; letter <= 'f'; ++letter)
        install(std::string(1, letter), letter);
    request(1);
    while (!m_loads.empty())
        endLoad();
    std::vector<std::string> loaded;
    for (int round = 0; round < 20; ++round) {
        setEnabled("c", round % 2 == 1);
        request(static_cast<uint64_t>(2 + round));
        for (; !m_loads.empty(); endLoad())
            loaded.push_back(m_loads.front().id);
        EXPECT_EQ(last().report.reloadedUnchanged, 0u);
    }
    EXPECT_THAT(loaded, ::testing::Each("c"));
}

} // namespace
} // namespace stellatune
