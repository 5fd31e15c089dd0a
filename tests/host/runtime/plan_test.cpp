#include "pluginhost/runtime/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = PlannedAction::Kind;
using Why = PlannedAction::Why;

Fingerprint build(char letter)
{
    return {{}, {}, std::string(64, letter)};
}

DesiredPlugin wanted(const std::string& id, char letter = 'a')
{
    DesiredPlugin plugin;
    plugin.id = id;
    plugin.fingerprint = build(letter);
    return plugin;
}

DesiredPlugin disabled(const std::string& id)
{
    DesiredPlugin plugin = wanted(id);
    plugin.enabled = false;
    return plugin;
}

DesiredPlugin leaving(const std::string& id)
{
    DesiredPlugin plugin = wanted(id);
    plugin.uninstallPending = true;
    return plugin;
}

SlotView running(const std::string& id, char letter = 'a', uint32_t retired = 0)
{
    return {id, build(letter), true, retired};
}

DesiredState state(std::vector<DesiredPlugin> plugins)
{
    DesiredState desired;
    for (DesiredPlugin& plugin : plugins)
        desired.put(std::move(plugin));
    return desired;
}

TEST(Plan, NothingWantedAndNothingThereIsNothingToDo)
{
    EXPECT_THAT(plan({}, {}), IsEmpty());
}

TEST(Plan, AnUnchangedEnabledPluginIsNotTouched)
{
    EXPECT_THAT(plan(state({wanted("a"), wanted("b")}), {running("a"), running("b")}), IsEmpty());
}

TEST(Plan, ANewPluginIsTheOnlyOneThatIsLoaded)
{
    EXPECT_THAT(plan(state({wanted("a"), wanted("b")}), {running("a")}),
                ElementsAre(PlannedAction{Kind::LoadNew, Why::Installed, "b"}));
}

TEST(Plan, AnotherBuildIsReloadedAndTheOldOneCollected)
{
    EXPECT_THAT(plan(state({wanted("a", 'b'), wanted("c")}), {running("a"), running("c")}),
                ElementsAre(PlannedAction{Kind::ReloadChanged, Why::Changed, "a"},
                            PlannedAction{Kind::CollectDraining, Why::Retired, "a"}));
}

TEST(Plan, TheSameBuildWithAnotherTimeIsTheSame)
{
    DesiredPlugin touched = wanted("a");
    touched.fingerprint.artifact.modifiedNs = 5;
    EXPECT_THAT(plan(state({touched}), {running("a")}), IsEmpty());
}

TEST(Plan, ADisabledPluginIsDeactivatedOnce)
{
    EXPECT_THAT(plan(state({disabled("a")}), {running("a", 'b')}),
                ElementsAre(PlannedAction{Kind::DeactivateMissingOrDisabled, Why::Disabled, "a"},
                            PlannedAction{Kind::CollectDraining, Why::Retired, "a"}));
}

TEST(Plan, ADisabledPluginThatIsNotThereIsLeftAlone)
{
    EXPECT_THAT(plan(state({disabled("a"), leaving("b")}), {{"a", std::nullopt, false, 0}}), IsEmpty());
}

TEST(Plan, APluginThatLeavesOrIsMissingIsDeactivated)
{
    EXPECT_THAT(plan(state({leaving("a")}), {running("a"), running("b")}),
                ElementsAre(PlannedAction{Kind::DeactivateMissingOrDisabled, Why::Uninstalled, "a"},
                            PlannedAction{Kind::DeactivateMissingOrDisabled, Why::Missing, "b"},
                            PlannedAction{Kind::CollectDraining, Why::Retired, "a"},
                            PlannedAction{Kind::CollectDraining, Why::Retired, "b"}));
}

TEST(Plan, WhatIsRetiredIsCollectedWhateverIsWanted)
{
    EXPECT_THAT(
        plan(state({wanted("a"), disabled("b")}), {running("a", 'a', 2), {"b", std::nullopt, false, 1}}),
        ElementsAre(PlannedAction{Kind::CollectDraining, Why::Retired, "a"},
                    PlannedAction{Kind::CollectDraining, Why::Retired, "b"}));
}

TEST(Plan, ReloadingWhileOlderBuildsDrainCollectsOnce)
{
    EXPECT_THAT(plan(state({wanted("a", 'c')}), {running("a", 'b', 1)}),
                ElementsAre(PlannedAction{Kind::ReloadChanged, Why::Changed, "a"},
                            PlannedAction{Kind::CollectDraining, Why::Retired, "a"}));
}

TEST(Plan, AnEnabledAgainPluginIsLoadedWhileItsOldLeaseDrains)
{
    EXPECT_THAT(plan(state({wanted("a")}), {{"a", std::nullopt, false, 1}}),
                ElementsAre(PlannedAction{Kind::LoadNew, Why::Installed, "a"},
                            PlannedAction{Kind::CollectDraining, Why::Retired, "a"}));
}

TEST(Plan, WhatGoesMakesRoomForWhatComes)
{
    const auto actions = plan(state({wanted("a"), disabled("z")}), {running("z")});
    ASSERT_EQ(actions.size(), 3u);
    EXPECT_EQ(actions[0].kind, Kind::DeactivateMissingOrDisabled);
    EXPECT_EQ(actions[1].kind, Kind::LoadNew);
    EXPECT_EQ(actions[2].kind, Kind::CollectDraining);
}

} // namespace
} // namespace stellatune
