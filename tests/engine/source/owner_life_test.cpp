// Owners while plugins are reloaded, switched off and on, loaded late, or left alone.
#include "tests/engine/source/query_fixture.h"

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using testing::Reply;

class Owners : public testing::QueryTest {};

TEST_F(Owners, MakeNewInstancesFromTheNewLease)
{
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    m_runtime.setCurrent(2);
    tell(Kind::Recreate, ControlReason::LeaseChanged);
    EXPECT_TRUE(testing::comesTrue([this] { return m_runtime.holders(1) == 0; }));
    EXPECT_EQ(m_runtime.instances(2), 1);
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    EXPECT_EQ(m_plugin.count("create"), 2U);
}

TEST_F(Owners, LetOperationsOfTheOldInstanceEnd)
{
    m_plugin.on("list", m_plugin.atGate(R"({"items":["old"]})"));
    const Reply<std::string> old = list();
    m_plugin.awaitCount("list", 1);
    m_runtime.setCurrent(2);
    tell(Kind::Recreate, ControlReason::LeaseChanged);
    m_plugin.on("list", nullptr);
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    EXPECT_EQ(m_runtime.instances(1), 1);
    m_plugin.openGate();
    EXPECT_EQ(old.value(), R"({"items":["old"]})");
    EXPECT_TRUE(testing::comesTrue([this] { return m_runtime.holders(1) == 0; }));
}

TEST_F(Owners, GoOnWithTheOldInstanceWhenTheNewOneFails)
{
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    m_plugin.on("create", [](const auto&) { return testing::ScriptedPlugin::Answer{ST_ERR_IO, {}}; });
    m_runtime.setCurrent(2);
    tell(Kind::Recreate, ControlReason::LeaseChanged);
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    EXPECT_EQ(m_runtime.instances(1), 1);
}

TEST_F(Owners, MakeNothingForAPluginThatNobodyAsked)
{
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    m_desk->drop();
    expectNoThreads();
    tell(Kind::Recreate, ControlReason::LeaseChanged);
    EXPECT_EQ(m_desk->threads(), 0U);
    EXPECT_EQ(m_plugin.count("create"), 1U);
}

TEST_F(Owners, DestroyAndThenRecreateEndsInRecreate)
{
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    m_plugin.on("begin", m_plugin.deafAtGate());
    const Reply<std::string> inside = list();
    m_plugin.awaitCount("begin", 2); // no safe point
    tell(Kind::Destroy, ControlReason::Disabled);
    tell(Kind::Recreate, ControlReason::Enabled);
    m_plugin.openGate();
    EXPECT_EQ(inside.end(), QueryEnd::Answered);
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    EXPECT_EQ(m_plugin.count("create"), 2U);
    EXPECT_EQ(m_plugin.liveInstances(), 1U);
}

TEST_F(Owners, CancelAndLetGoWhenThePluginIsDisabled)
{
    m_plugin.on("list", m_plugin.atGate());
    const Reply<std::string> reply = list();
    m_plugin.awaitCount("list", 1);
    disable();
    EXPECT_EQ(reply.end(), QueryEnd::Cancelled);
    EXPECT_THAT(reply.error().message, ::testing::HasSubstr("the plugin was disabled"));
    expectNoThreads();
    EXPECT_EQ(m_runtime.holders(1), 0);
    EXPECT_EQ(list().end(), QueryEnd::Failed);
    enable();
    m_plugin.openGate();
    EXPECT_EQ(list().end(), QueryEnd::Answered);
}

TEST_F(Owners, WaitForAPluginThatIsBeingLoaded)
{
    m_runtime.setLoading(true);
    const Reply<std::string> reply = list();
    EXPECT_TRUE(testing::comesTrue([this] { return m_desk->threads() == 0; })) << "without a thread";
    EXPECT_FALSE(reply.isThere());
    m_runtime.setLoading(false);
    tell(Kind::Recreate, ControlReason::Enabled);
    EXPECT_EQ(reply.end(), QueryEnd::Answered);

    m_desk->drop();
    expectNoThreads();
    m_runtime.setLoading(true);
    const Reply<std::string> late = list();
    pass(12s);
    EXPECT_EQ(late.end(), QueryEnd::TimedOut);
}

TEST_F(Owners, RefuseFromTheMomentAtWhichThePluginIsDisabled)
{
    m_plugin.on("begin", m_plugin.deafAtGate());
    const Reply<std::string> inside = list();
    m_plugin.awaitCount("begin", 1);
    disable();
    const Reply<std::string> after = list();
    EXPECT_FALSE(after.isThere()) << "the owner is inside the plugin";
    m_plugin.openGate();
    EXPECT_EQ(after.end(), QueryEnd::Failed);
    EXPECT_THAT(after.error().message, ::testing::HasSubstr("disabled"));
    EXPECT_NE(inside.end(), QueryEnd::TimedOut);
    EXPECT_EQ(m_plugin.count("begin"), 1U);
    expectNoThreads();
    EXPECT_EQ(m_runtime.holders(1), 0);
}

TEST_F(Owners, LetGoOfCachedInstancesOfOnePluginOrAll)
{
    const ProviderId other{"org.example.other", "scripted"};
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    Reply<std::string> reply;
    m_desk->listSource(other, "{}", reply.completion());
    EXPECT_EQ(reply.end(), QueryEnd::Answered);
    EXPECT_EQ(m_runtime.instances(1), 2);
    m_desk->drop(other.pluginId);
    EXPECT_TRUE(testing::comesTrue([this] { return m_runtime.instances(1) == 1; }));
    m_desk->drop();
    EXPECT_TRUE(testing::comesTrue([this] { return m_runtime.holders(1) == 0; }));
    expectNoThreads();
}

TEST_F(Owners, LetGoOfAnInstanceThatNobodyUsed)
{
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    const std::shared_ptr<StreamLease> stream = open().take();
    EXPECT_TRUE(testing::comesTrue([this] { return m_desk->owners().at(0).running == 0; }));
    pass(60s);
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    EXPECT_EQ(m_plugin.count("create"), 1U) << "an open stream uses it";
}

TEST_F(Owners, EndTheirThreadWithAnInstanceThatNobodyUsed)
{
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    // Nothing tells from outside that the owner looks at the clock again, so it goes on until it does.
    EXPECT_TRUE(testing::comesTrue([this] {
        pass(10s);
        return m_desk->threads() == 0;
    }));
    EXPECT_EQ(m_runtime.holders(1), 0);
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    EXPECT_EQ(m_plugin.count("create"), 2U);
}

TEST_F(Owners, RecreateForANewConfigurationAndKeepStreamsWhereTheyAre)
{
    const std::shared_ptr<StreamLease> stream = open().take();
    Reply<UpdateOutcome> outcome;
    m_desk->changeConfig(m_source, CapabilityKind::Source, R"({"station":2})",
                         [completion = outcome.completion()](UpdateOutcome result) {
                             completion({QueryEnd::Answered, std::move(result)});
                         });
    EXPECT_EQ(outcome.value().status, UpdateOutcome::Status::Recreated);
    EXPECT_EQ(outcome.value().generation, 1U);
    EXPECT_EQ(m_plugin.liveInstances(), 2U);
    std::array<std::byte, 1> bytes{};
    EXPECT_TRUE(stream->read(bytes));
}

} // namespace
} // namespace stellatune
