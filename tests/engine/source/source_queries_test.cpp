// Asking sources: answers, deadlines, cancelling, limits.
#include "tests/engine/source/query_fixture.h"

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::Reply;

class SourceQueries : public testing::QueryTest {};

TEST_F(SourceQueries, AnswerWithWhatThePluginSays)
{
    m_plugin.on("list", [](const auto& call) {
        return testing::ScriptedPlugin::Answer{ST_OK, R"({"items":[],"asked":)" + call.fields + "}"};
    });
    const Reply<std::string> reply = list(R"({"query":"blue"})");
    EXPECT_EQ(reply.end(), QueryEnd::Answered);
    EXPECT_EQ(reply.value(), R"({"items":[],"asked":{"query":"blue"}})");
    EXPECT_EQ(reply.calls(), 1);
}

TEST_F(SourceQueries, ReturnBeforeThePluginIsEntered)
{
    m_plugin.on("create", m_plugin.deafAtGate());
    const Reply<std::string> reply = list();
    EXPECT_FALSE(reply.isThere());
    m_plugin.openGate();
    EXPECT_EQ(reply.end(), QueryEnd::Answered);
}

TEST_F(SourceQueries, ShareOneInstanceAndOneThread)
{
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(list().end(), QueryEnd::Answered);
    EXPECT_EQ(m_plugin.count("create"), 1U);
    EXPECT_EQ(m_desk->threads(), 1U);
}

TEST_F(SourceQueries, FailInThePluginsWords)
{
    m_plugin.on("list", [](const auto&) {
        return testing::ScriptedPlugin::Answer{ST_ERR_IO, "The station is off the air."};
    });
    const Reply<std::string> reply = list();
    EXPECT_EQ(reply.end(), QueryEnd::Failed);
    EXPECT_EQ(reply.error().code, ErrorCode::Io);
    EXPECT_EQ(reply.error().message, "The station is off the air.");
    EXPECT_EQ(m_desk->figures().count(QueryEnd::Failed), 1U);
}

TEST_F(SourceQueries, FailWhenThereIsNoInstanceToBeHad)
{
    m_plugin.on("create", [](const auto&) { return testing::ScriptedPlugin::Answer{ST_ERR_PERMISSION, {}}; });
    EXPECT_EQ(list().error().code, ErrorCode::PermissionDenied);
    expectNoThreads();
    m_runtime.setEnabled(false);
    EXPECT_EQ(list().error().message, "The plugin is disabled.");

    Reply<std::string> type;
    m_runtime.setEnabled(true);
    m_desk->listSource({"org.example.radio", "other"}, "{}", type.completion());
    EXPECT_EQ(type.error().code, ErrorCode::NotFound);
}

// ---- deadlines ----

TEST_F(SourceQueries, EndInTimeWithoutAnybodyPolling)
{
    m_plugin.on("list", m_plugin.atGate());
    const Reply<std::string> reply = list();
    m_plugin.awaitCount("list", 1);
    pass(9'999ms);
    EXPECT_FALSE(reply.isThere());
    pass(1ms);
    EXPECT_EQ(reply.end(), QueryEnd::TimedOut);
    EXPECT_EQ(reply.error().code, ErrorCode::TimedOut);
    m_plugin.awaitCount("cancel", 1);
    EXPECT_EQ(m_desk->figures().count(QueryEnd::TimedOut), 1U);
    EXPECT_EQ(m_desk->figures().timeOutRate(), 1.0);
}

TEST_F(SourceQueries, OfAPluginThatForgetsToTellEndAtTheDeadline)
{
    m_plugin.on("list", [](const auto&) { return testing::ScriptedPlugin::Answer{ST_OK, "!silent"}; });
    const Reply<std::string> reply = list();
    m_plugin.awaitCount("list", 1);
    pass(10s);
    EXPECT_EQ(reply.end(), QueryEnd::TimedOut);
    // Whether its thread has come to its end is not to be seen from outside; the clock may go on.
    EXPECT_TRUE(testing::comesTrue([this] {
        pass(100ms);
        return m_desk->owners().at(0).running == 0;
    })) << "found to have ended, so nothing is left of it";
}

TEST_F(SourceQueries, ThatEndLateAndWithoutTellingAreFoundToHaveEnded)
{
    m_plugin.on("list", m_plugin.deafAtGate("!silent"));
    const Reply<std::string> reply = list();
    m_plugin.awaitCount("list", 1);
    pass(10s);
    m_plugin.awaitCount("cancel", 1);
    EXPECT_TRUE(testing::comesTrue([this] {
        pass(100ms);
        return m_desk->figures().unheeded == 1;
    }));
    m_plugin.openGate();
    EXPECT_TRUE(testing::comesTrue([this] {
        pass(100ms);
        return m_desk->owners().at(0).running == 0;
    }));
    EXPECT_EQ(m_desk->owners().at(0).unheeded, 0U);
    EXPECT_EQ(m_desk->figures().unheeded, 1U);
}

TEST_F(SourceQueries, EndInTimeWhileThePluginHoldsUpItsThread)
{
    m_plugin.on("begin", m_plugin.deafAtGate());
    const Reply<std::string> inside = list();
    m_plugin.awaitCount("begin", 1);
    const Reply<std::string> behind = list();
    pass(10s);
    EXPECT_EQ(inside.end(), QueryEnd::TimedOut);
    EXPECT_FALSE(behind.isThere());
    pass(2s);
    EXPECT_EQ(behind.end(), QueryEnd::TimedOut);
    EXPECT_THAT(behind.error().message, HasSubstr("could not even be asked"));
    EXPECT_TRUE(testing::comesTrue([this] { return m_desk->owners().at(0).waiting == 0; }))
        << "its place in the queue is free";
    m_plugin.openGate();
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    EXPECT_EQ(inside.calls(), 1);
}

TEST_F(SourceQueries, ThatWaitedLongGiveThePluginLessTime)
{
    QueryLimits limits;
    limits.perOwner = 1;
    makeDesk(limits);
    m_plugin.on("list", m_plugin.atGate());
    const Reply<std::string> first = list();
    m_plugin.awaitCount("list", 1);
    pass(5s);
    const Reply<std::string> second = list();
    pass(5s);
    EXPECT_EQ(first.end(), QueryEnd::TimedOut);
    m_plugin.awaitCount("list", 2);
    pass(4'999ms); // 9.999 s after it was asked
    EXPECT_FALSE(second.isThere());
    pass(1ms);
    EXPECT_EQ(second.end(), QueryEnd::TimedOut);
}

// ---- cancelling ----

TEST_F(SourceQueries, ReachThePluginWhenCancelled)
{
    m_plugin.on("list", m_plugin.atGate());
    const Reply<std::string> reply = list();
    m_plugin.awaitCount("list", 1);
    m_lastQuery->cancel();
    EXPECT_TRUE(reply.isThere()) << "cancel() does not wait for the plugin";
    EXPECT_EQ(reply.end(), QueryEnd::Cancelled);
    m_plugin.awaitCount("cancel", 1);
    m_lastQuery->cancel();
    EXPECT_EQ(reply.calls(), 1);
    EXPECT_TRUE(testing::comesTrue([this] { return m_desk->owners().at(0).running == 0; }));
    EXPECT_EQ(m_desk->figures().unheeded, 0U);
}

TEST_F(SourceQueries, ThatWaitCanBeCancelledWithoutThePlugin)
{
    m_plugin.on("create", m_plugin.deafAtGate());
    const Reply<std::string> reply = list();
    m_plugin.awaitCount("create", 1);
    m_lastQuery->cancel();
    EXPECT_EQ(reply.end(), QueryEnd::Cancelled);
    m_plugin.openGate();
    EXPECT_TRUE(testing::comesTrue([this] { return m_plugin.liveInstances() == 1; }));
    EXPECT_EQ(m_plugin.count("begin"), 0U);
}

TEST_F(SourceQueries, ThatDoNotHeedTheCancelAreReportedAndLeftAlone)
{
    m_plugin.on("list", m_plugin.deafAtGate());
    const Reply<std::string> reply = list();
    m_plugin.awaitCount("list", 1);
    pass(10s);
    EXPECT_EQ(reply.end(), QueryEnd::TimedOut);
    m_plugin.awaitCount("cancel", 1);
    // The next query is begun after the cancel, so the time to heed it runs by then.
    m_plugin.on("list", nullptr);
    EXPECT_EQ(list().end(), QueryEnd::Answered) << "others go on";
    EXPECT_EQ(m_desk->figures().unheeded, 0U);
    pass(2s);
    EXPECT_TRUE(testing::comesTrue([this] { return m_desk->figures().unheeded == 1; }));

    m_desk->drop();
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    EXPECT_EQ(m_plugin.liveInstances(), 2U) << "the instance stays as long as its operation goes on";
    EXPECT_EQ(m_runtime.instances(1), 2);
    m_plugin.openGate();
    EXPECT_TRUE(testing::comesTrue([this] { return m_plugin.liveInstances() == 1; }));
    EXPECT_EQ(m_runtime.instances(1), 1);
    EXPECT_EQ(reply.calls(), 1);
}

TEST_F(SourceQueries, AreRefusedByAPluginThatStoppedHeeding)
{
    m_plugin.on("list", m_plugin.deafAtGate());
    std::vector<Reply<std::string>> stuck;
    for (size_t i = 0; i < QueryLimits().perOwner; ++i)
        stuck.push_back(list());
    m_plugin.awaitCount("list", stuck.size());
    pass(10s);
    m_plugin.awaitCount("cancel", stuck.size());
    // Whether the last cancel has been followed up is not to be seen from outside; the clock may go on.
    EXPECT_TRUE(testing::comesTrue([this, &stuck] {
        pass(100ms);
        return m_desk->figures().unheeded == stuck.size();
    }));
    const Reply<std::string> next = list();
    EXPECT_EQ(next.end(), QueryEnd::NotResponding);
    EXPECT_THAT(next.error().message, HasSubstr("does not respond"));
    m_plugin.openGate();
    EXPECT_TRUE(testing::comesTrue([this] { return m_desk->owners().at(0).running == 0; }));
    EXPECT_EQ(list().end(), QueryEnd::Answered);
}

// ---- limits ----

TEST_F(SourceQueries, AreRefusedWhenTheQueueIsFull)
{
    m_plugin.on("create", m_plugin.deafAtGate());
    std::vector<Reply<std::string>> replies;
    for (size_t i = 0; i < 128; ++i)
        replies.push_back(list());
    const Reply<std::string> refused = list();
    EXPECT_EQ(refused.end(), QueryEnd::QueueFull);
    EXPECT_EQ(refused.error().code, ErrorCode::Busy);
    EXPECT_EQ(m_desk->figures().refused(), 1U);
    EXPECT_EQ(m_desk->figures().inFlight(), 128U);
    m_plugin.openGate();
    for (const Reply<std::string>& reply : replies)
        EXPECT_EQ(reply.end(), QueryEnd::Answered);
    EXPECT_EQ(m_desk->figures().inFlight(), 0U);
}

TEST_F(SourceQueries, AreRefusedOnceTheDeskIsShut)
{
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    EXPECT_THAT(m_desk->shutDown(60s), ::testing::IsEmpty());
    EXPECT_EQ(list().end(), QueryEnd::Gone);
    Reply<std::string> other;
    m_desk->listSource({"org.example.other", "scripted"}, "{}", other.completion());
    EXPECT_EQ(other.end(), QueryEnd::Gone);
}

TEST_F(SourceQueries, RunSideBySideUpToTheLimitOfTheirOwner)
{
    m_plugin.on("list", m_plugin.atGate());
    std::vector<Reply<std::string>> replies;
    for (int i = 0; i < 6; ++i)
        replies.push_back(list());
    m_plugin.awaitCount("list", 4);
    EXPECT_TRUE(testing::comesTrue([this] { return m_desk->owners().at(0).running == 4; }));
    EXPECT_EQ(m_desk->owners().at(0).waiting, 2U);
    m_plugin.openGate();
    for (const Reply<std::string>& reply : replies)
        EXPECT_EQ(reply.end(), QueryEnd::Answered);
}

TEST_F(SourceQueries, OfAllPluginsShareALimit)
{
    QueryLimits limits;
    limits.overAll = 2;
    makeDesk(limits);
    m_plugin.on("list", m_plugin.atGate());
    std::vector<Reply<std::string>> replies(5);
    for (size_t i = 0; i < replies.size(); ++i)
        m_desk->listSource({"org.example.number" + std::to_string(i), "scripted"}, "{}",
                           replies[i].completion());
    m_plugin.awaitCount("create", 5);
    m_plugin.awaitCount("list", 2);
    EXPECT_EQ(m_plugin.count("begin"), 2U);
    m_plugin.openGate();
    for (const Reply<std::string>& reply : replies)
        EXPECT_EQ(reply.end(), QueryEnd::Answered);
}

TEST_F(SourceQueries, AreRefusedWhenTooManyPluginsAreInUse)
{
    QueryLimits limits;
    limits.threads = 1;
    makeDesk(limits);
    EXPECT_EQ(list().end(), QueryEnd::Answered);
    Reply<std::string> other;
    m_desk->listSource({"org.example.other", "scripted"}, "{}", other.completion());
    EXPECT_EQ(other.end(), QueryEnd::TooManyOwners);
    m_desk->drop();
    expectNoThreads();
    Reply<std::string> again;
    m_desk->listSource({"org.example.other", "scripted"}, "{}", again.completion());
    EXPECT_EQ(again.end(), QueryEnd::Answered);
}

TEST_F(SourceQueries, OfOnePluginAreNotHeldUpByAnother)
{
    m_plugin.on("begin", m_plugin.deafAtGate());
    const Reply<std::string> stuck = list();
    m_plugin.awaitCount("begin", 1);
    m_plugin.on("begin", nullptr);
    Reply<std::string> other;
    m_desk->listSource({"org.example.other", "scripted"}, "{}", other.completion());
    EXPECT_EQ(other.end(), QueryEnd::Answered);
    EXPECT_FALSE(stuck.isThere());
}

} // namespace
} // namespace stellatune
