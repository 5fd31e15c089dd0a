// Many threads ask while the runtime reloads, switches off and on.
#include "tests/engine/source/query_fixture.h"

#include <array>
#include <random>
#include <thread>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using testing::Reply;
using testing::ScriptedPlugin;
using StreamPtr = std::shared_ptr<StreamLease>;

class QueryStorm : public testing::QueryTest {
  protected:
    QueryStorm() { m_providers = {m_source, {"org.example.words", "scripted"}}; }

    /// One thing that a user may do. Its reply is waited for, or it is cancelled.
    void useOnce(std::minstd_rand& random)
    {
        switch (random() % 6) {
        case 0:
        case 1:
            count(ask<std::string>([this](auto done) { return m_desk->listSource(m_source, "{}", done); },
                                   false));
            break;
        case 2: {
            Reply<StreamPtr> reply;
            m_desk->openStream(m_source, "song", reply.completion());
            if (count(reply.end()) == QueryEnd::Answered) {
                const StreamPtr stream = reply.take();
                std::array<std::byte, 64> bytes{};
                const Result<size_t> read = stream->read(bytes);
                if (read)
                    EXPECT_EQ(bytes[1], std::byte{1});
                else
                    EXPECT_TRUE(m_isEnding && read.error().code == ErrorCode::Cancelled)
                        << read.error().message;
            }
            break;
        }
        case 3:
            count(ask<StreamPtr>([this](auto done) { return m_desk->openStream(m_source, "song", done); },
                                 true));
            break;
        case 4:
            count(ask<LyricsFound>([this](auto done) { return m_desk->searchLyrics({}, done); },
                                   random() % 2 == 0));
            break;
        default:
            count(ask<std::string>(
                [this](auto done) { return m_desk->fetchLyrics(m_providers[1], "1", done); }, false));
            break;
        }
    }

    /// One thing that the runtime may do.
    void changeOnce(std::minstd_rand& random)
    {
        switch (random() % 6) {
        case 0:
        case 1:
            m_runtime.setCurrent(1 + static_cast<int>(random() % 2));
            tell(Kind::Recreate, ControlReason::LeaseChanged);
            break;
        case 2:
            disable();
            enable();
            break;
        case 3:
            m_runtime.setLoading(true);
            m_desk->drop();
            m_runtime.setLoading(false);
            tell(Kind::Recreate, ControlReason::Enabled);
            break;
        case 4:
            m_desk->changeConfig(m_source, CapabilityKind::Source, "{}", [](const UpdateOutcome&) {});
            break;
        default:
            pass(1ms);
            m_desk->drop(m_source.pluginId);
            break;
        }
    }

    void storm(size_t rounds)
    {
        std::atomic<bool> over = false;
        std::thread runtime([&] {
            std::minstd_rand random(7);
            while (!over)
                changeOnce(random);
        });
        std::vector<std::thread> users;
        for (unsigned user = 0; user < 4; ++user) {
            users.emplace_back([this, user, rounds] {
                std::minstd_rand random(user + 1);
                for (size_t i = 0; i < rounds / 4; ++i)
                    useOnce(random);
            });
        }
        for (std::thread& user : users)
            user.join();
        over = true;
        runtime.join();
    }

    /// Nothing is open, running or held.
    void expectCalm()
    {
        m_desk->drop();
        EXPECT_TRUE(testing::comesTrue([this] {
            return m_desk->openStreams().empty() && m_desk->threads() == 0 && m_runtime.holders(1) == 0 &&
                   m_runtime.holders(2) == 0;
        }));
        EXPECT_EQ(m_plugin.liveInstances(), 0U);
        EXPECT_EQ(m_plugin.wrongThreads(), 0U);
        const QueryFigures figures = m_desk->figures();
        EXPECT_EQ(figures.inFlight(), 0U);
        EXPECT_EQ(figures.count(QueryEnd::TimedOut), 0U);
        EXPECT_EQ(figures.unheeded, 0U);
        EXPECT_GT(m_ended[static_cast<size_t>(QueryEnd::Answered)], 0U);
        EXPECT_EQ(m_ended[static_cast<size_t>(QueryEnd::TimedOut)], 0U);
    }

    std::array<std::atomic<size_t>, kQueryEnds> m_ended{};
    std::atomic<bool> m_isEnding = false; ///< streams may be interrupted

  private:
    QueryEnd count(QueryEnd end)
    {
        ++m_ended[static_cast<size_t>(end)];
        return end;
    }

    template <typename T, typename Ask>
    QueryEnd ask(Ask begin, bool cancels)
    {
        Reply<T> reply;
        const std::shared_ptr<PendingQuery> query = begin(reply.completion());
        if (cancels)
            query->cancel();
        const QueryEnd end = reply.end();
        EXPECT_EQ(reply.calls(), 1);
        return end;
    }
};

TEST_F(QueryStorm, LeavesNothingBehind)
{
    storm(2000);
    expectCalm();
}

TEST_F(QueryStorm, EndsInTheMiddleOfIt)
{
    for (unsigned round = 0; round < 20; ++round) {
        makeDesk({});
        m_isEnding = false;
        std::vector<std::thread> users;
        for (unsigned user = 0; user < 4; ++user) {
            users.emplace_back([this, seed = round * 4 + user] {
                std::minstd_rand random(seed + 1);
                for (int i = 0; i < 20; ++i)
                    useOnce(random);
            });
        }
        m_isEnding = true;
        EXPECT_THAT(m_desk->shutDown(60s), ::testing::IsEmpty());
        for (std::thread& user : users)
            user.join();
        EXPECT_EQ(m_desk->figures().inFlight(), 0U);
    }
}

} // namespace
} // namespace stellatune
