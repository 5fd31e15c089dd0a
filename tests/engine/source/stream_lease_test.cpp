// Streams of sources: read, closed once, never leaked.
#include "tests/engine/source/query_fixture.h"

#include <array>
#include <thread>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using testing::Reply;
using StreamPtr = std::shared_ptr<StreamLease>;

class Streams : public testing::QueryTest {
  protected:
    void expectClosed(size_t times)
    {
        m_plugin.awaitCount("close", times);
        EXPECT_TRUE(testing::comesTrue([this] { return m_desk->openStreams().empty(); }));
        EXPECT_EQ(m_plugin.count("close"), times);
    }
};

TEST_F(Streams, AreReadDirectly)
{
    m_plugin.on("open", [](const auto&) {
        return testing::ScriptedPlugin::Answer{ST_OK, R"({"extension":"flac"})"};
    });
    const StreamPtr stream = open().take();
    EXPECT_EQ(stream->info(), R"({"extension":"flac"})");
    EXPECT_EQ(stream->size(), 1000U);
    EXPECT_TRUE(stream->isSeekable());
    std::array<std::byte, 600> bytes{};
    EXPECT_EQ(*stream->read(bytes), 600U);
    EXPECT_EQ(bytes[5], std::byte{5});
    EXPECT_EQ(stream->position(), 600U);
    EXPECT_EQ(*stream->read(bytes), 400U);
    EXPECT_EQ(*stream->read(bytes), 0U);
    ASSERT_TRUE(stream->seek(7));
    EXPECT_EQ(*stream->read(std::span(bytes).first(1)), 1U);
    EXPECT_EQ(bytes[0], std::byte{7});
    ASSERT_TRUE(stream->seek(5000));
    EXPECT_EQ(stream->position(), 1000U) << "beyond the end is the end";
    m_plugin.on("read", [](const auto&) { return testing::ScriptedPlugin::Answer{ST_ERR_IO, {}}; });
    EXPECT_EQ(stream->read(bytes).error().code, ErrorCode::Io);
}

TEST_F(Streams, SayWhereTheyAreFrom)
{
    const StreamPtr first = open().take();
    const StreamPtr second = open().take();
    EXPECT_EQ(first->origin().pluginId, m_source.pluginId);
    EXPECT_EQ(first->origin().typeId, "scripted");
    EXPECT_EQ(first->origin().leaseId, second->origin().leaseId);
    EXPECT_NE(first->origin().streamId, second->origin().streamId);
    EXPECT_EQ(m_desk->openStreams().size(), 2U);
}

TEST_F(Streams, AreInterruptedAndThenClosedOnceByWhoeverLetsGo)
{
    StreamPtr stream = open().take();
    std::thread reader([stream = std::move(stream)] {
        std::array<std::byte, 10> bytes{};
        EXPECT_TRUE(stream->read(bytes));
    });
    reader.join();
    expectClosed(1);
    const std::vector<std::string> history = m_plugin.history({"interrupt", "close"});
    ASSERT_EQ(history.size(), 2U);
    EXPECT_EQ(history[0].substr(0, 9), "interrupt");
    EXPECT_EQ(history[1].substr(0, 5), "close");
}

TEST_F(Streams, WakeABlockedReadWhenInterrupted)
{
    m_plugin.on("read", m_plugin.atGate());
    const StreamPtr stream = open().take();
    std::thread reader([&stream] {
        std::array<std::byte, 10> bytes{};
        EXPECT_EQ(stream->read(bytes).error().code, ErrorCode::Cancelled);
        EXPECT_EQ(stream->read(bytes).error().code, ErrorCode::Cancelled);
        EXPECT_EQ(stream->seek(0).error().code, ErrorCode::Cancelled);
    });
    m_plugin.awaitCount("read", 1);
    stream->interrupt();
    stream->interrupt();
    reader.join();
    EXPECT_EQ(m_plugin.count("interrupt"), 1U);
}

// ---- never leaked ----

TEST_F(Streams, ThatCannotBeUsedAreClosed)
{
    m_plugin.on("open", [](const auto&) { return testing::ScriptedPlugin::Answer{ST_OK, "!unusable"}; });
    const Reply<StreamPtr> reply = open();
    EXPECT_EQ(reply.end(), QueryEnd::Failed);
    EXPECT_THAT(reply.error().message, ::testing::HasSubstr("breaks the interface"));
    expectClosed(1);
    disable(); // nothing keeps the owner
    expectNoThreads();
}

TEST_F(Streams, ThatFailToOpenLeaveNothing)
{
    m_plugin.on("open", [](const auto&) { return testing::ScriptedPlugin::Answer{ST_ERR_NOT_FOUND, {}}; });
    EXPECT_EQ(open().error().code, ErrorCode::NotFound);
    EXPECT_TRUE(m_desk->openStreams().empty());
    EXPECT_EQ(m_plugin.count("close"), 0U);
}

TEST_F(Streams, ThatNobodyTakesAreClosed)
{
    m_desk->openStream(m_source, "song", [](const QueryReply<StreamPtr>&) {});
    expectClosed(1);
}

TEST_F(Streams, ThatComeTooLateAreClosedByThePlugin)
{
    m_plugin.on("open", m_plugin.deafAtGate());
    const Reply<StreamPtr> reply = open();
    m_plugin.awaitCount("open", 1);
    pass(10s);
    EXPECT_EQ(reply.end(), QueryEnd::TimedOut);
    m_plugin.openGate();
    m_plugin.awaitCount("close_untaken", 1);
    EXPECT_TRUE(m_desk->openStreams().empty());
    EXPECT_EQ(m_plugin.count("close"), 0U);
}

TEST_F(Streams, OpenAndCancelledAtTheSameTimeAreClosedSomehow)
{
    for (size_t round = 1; round <= 200; ++round) {
        const Reply<StreamPtr> reply = open();
        m_plugin.awaitCount("open", round);
        m_lastQuery->cancel();
        reply.end();
        EXPECT_EQ(reply.calls(), 1);
    }
    EXPECT_TRUE(testing::comesTrue([this] {
        return m_desk->openStreams().empty() && m_desk->owners().at(0).running == 0 &&
               m_plugin.count("close") + m_plugin.count("close_untaken") == 200;
    }));
}

// ---- the runtime's changes ----

TEST_F(Streams, StayWithTheirLeaseWhenThePluginIsReloaded)
{
    StreamPtr before = open().take();
    m_runtime.setCurrent(2);
    tell(Kind::Recreate, ControlReason::LeaseChanged);
    StreamPtr after = open().take();
    EXPECT_LT(before->origin().leaseId, after->origin().leaseId);
    EXPECT_EQ(m_runtime.instances(1), 1) << "the stream's";
    EXPECT_EQ(m_runtime.instances(2), 1);
    std::array<std::byte, 10> bytes{};
    EXPECT_TRUE(before->read(bytes));
    before.reset();
    m_plugin.awaitCount("destroy", 1);
    EXPECT_TRUE(testing::comesTrue([this] { return m_runtime.holders(1) == 0; }));
    const std::vector<std::string> history = m_plugin.history({"create", "close", "destroy"});
    ASSERT_EQ(history.size(), 4U);
    EXPECT_EQ(history[3], "destroy" + history[0].substr(6)) << "the first instance, after its stream";
    EXPECT_TRUE(after->read(bytes));
}

TEST_F(Streams, PlayToTheirEndWhenTheirSourceIsDisabled)
{
    StreamPtr stream = open().take();
    disable();
    EXPECT_EQ(list().end(), QueryEnd::Failed) << "nothing new";
    std::array<std::byte, 10> bytes{};
    EXPECT_EQ(*stream->read(bytes), 10U);
    EXPECT_EQ(m_plugin.count("destroy"), 0U);
    EXPECT_EQ(m_runtime.instances(1), 1);
    stream.reset();
    m_plugin.awaitCount("destroy", 1);
    expectNoThreads();
    EXPECT_EQ(m_runtime.holders(1), 0);
    EXPECT_EQ(list().end(), QueryEnd::Failed);
    enable();
    EXPECT_EQ(list().end(), QueryEnd::Answered);
}

TEST_F(Streams, AreNamedWhenTheyOutliveTheDesk)
{
    m_plugin.on("read", m_plugin.atGate());
    StreamPtr stream = open().take();
    std::thread reader([stream] {
        std::array<std::byte, 10> bytes{};
        EXPECT_FALSE(stream->read(bytes)) << "a blocked read does not hold up the end";
    });
    m_plugin.awaitCount("read", 1);
    EXPECT_THAT(m_desk->shutDown(0ms),
                ::testing::ElementsAre("source scripted of org.example.radio: 1 streams open, 0 operations "
                                       "running, 0 of them unheeding"));
    reader.join();
    m_desk.reset();
    EXPECT_EQ(m_runtime.instances(1), 1);
    stream.reset();
    EXPECT_TRUE(testing::comesTrue([this] { return m_runtime.holders(1) == 0; }));
    EXPECT_EQ(m_plugin.count("close"), 1U);
}

} // namespace
} // namespace stellatune
