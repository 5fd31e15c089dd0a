// What a start finds, and what is kept from one to the next.
#include "tests/host/runtime/coordinator_fixture.h"

#include <fstream>

namespace stellatune {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using State = PluginStatus::State;

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
