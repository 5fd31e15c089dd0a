// Searching for lyrics with all providers, and fetching them.
#include "tests/engine/source/query_fixture.h"

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Reply;
using testing::ScriptedPlugin;

class Lyrics : public testing::QueryTest {
  protected:
    Lyrics() { m_providers = {{"org.example.a", "scripted"}, {"org.example.b", "scripted"}}; }

    Reply<LyricsFound> search(const std::string& title = "Song")
    {
        LyricsQuery query;
        query.title = title;
        Reply<LyricsFound> reply;
        m_lastQuery = m_desk->searchLyrics(query, reply.completion());
        return reply;
    }
};

TEST_F(Lyrics, OfAllProvidersAreOneList)
{
    std::atomic<int> asked = 0;
    m_plugin.on("search", [&asked](const auto& call) {
        EXPECT_EQ(call.fields, "Song");
        return ++asked == 1 ? ScriptedPlugin::Answer{ST_OK, R"({"candidates":[{"id":"1","score":0.5}]})"}
                            : ScriptedPlugin::Answer{ST_OK, R"({"candidates":[{"id":"2","score":0.9}]})"};
    });
    const Reply<LyricsFound> reply = search();
    ASSERT_EQ(reply.end(), QueryEnd::Answered);
    ASSERT_EQ(reply.value().candidates.size(), 2U);
    EXPECT_EQ(reply.value().candidates[0].id, "2");
    EXPECT_EQ(reply.value().candidates[1].id, "1");
    EXPECT_THAT(reply.value().failures, IsEmpty());
    EXPECT_EQ(reply.calls(), 1);
}

TEST_F(Lyrics, OfOneProviderComeEvenWhenAnotherIsLate)
{
    std::atomic<int> asked = 0;
    m_plugin.on("search", [this, &asked](const auto& call) {
        if (++asked == 1)
            return m_plugin.atGate()(call);
        return ScriptedPlugin::Answer{ST_OK, R"({"candidates":[{"id":"2"}]})"};
    });
    const Reply<LyricsFound> reply = search();
    m_plugin.awaitCount("search", 2);
    EXPECT_TRUE(testing::comesTrue([this] { return m_desk->figures().count(QueryEnd::Answered) == 1; }));
    EXPECT_FALSE(reply.isThere());
    pass(10s);
    EXPECT_EQ(reply.value().candidates.size(), 1U);
    ASSERT_EQ(reply.value().failures.size(), 1U);
    EXPECT_EQ(reply.value().failures[0].code, ErrorCode::TimedOut);
}

TEST_F(Lyrics, AreNoneWithoutProviders)
{
    m_providers.clear();
    EXPECT_THAT(search().value().candidates, IsEmpty());
}

TEST_F(Lyrics, OfProvidersThatTalkNonsenseAreAFailure)
{
    m_providers.push_back({"org.example.none", "scripted"});
    m_plugin.on("search", [](const auto&) { return ScriptedPlugin::Answer{ST_OK, "[1,2"}; });
    const Reply<LyricsFound> reply = search();
    EXPECT_EQ(reply.value().failures.size(), 3U);
}

TEST_F(Lyrics, AreNotSearchedForAnyMoreOnceCancelled)
{
    m_plugin.on("search", m_plugin.atGate());
    const Reply<LyricsFound> reply = search();
    m_plugin.awaitCount("search", 2);
    m_lastQuery->cancel();
    EXPECT_EQ(reply.end(), QueryEnd::Cancelled);
    m_plugin.awaitCount("cancel", 2);
    EXPECT_EQ(reply.calls(), 1);
}

TEST_F(Lyrics, AreFetched)
{
    m_plugin.on("fetch", [](const auto& call) {
        return ScriptedPlugin::Answer{ST_OK, R"({"lines":[{"text":")" + call.fields + R"("}]})"};
    });
    Reply<std::string> reply;
    m_desk->fetchLyrics(m_providers[0], "la", reply.completion());
    EXPECT_EQ(reply.value(), R"({"lines":[{"text":"la"}]})");
}

TEST_F(Lyrics, OfDisabledProvidersAreAFailure)
{
    m_providers.push_back({"org.example.none", "scripted"});
    const Reply<LyricsFound> reply = search();
    ASSERT_EQ(reply.value().failures.size(), 1U);
    EXPECT_THAT(reply.value().failures[0].message, ::testing::HasSubstr("disabled"));
}

// ---- the list ----

const ProviderId kProvider{"org.example.a", "scripted"};

std::vector<std::string> idsOf(const std::vector<LyricsCandidate>& candidates)
{
    std::vector<std::string> ids;
    for (const LyricsCandidate& candidate : candidates)
        ids.push_back(candidate.id);
    return ids;
}

TEST(LyricsCandidates, AreReadAsThePluginWroteThem)
{
    const auto read = readCandidates(
        kProvider,
        R"({"candidates":[{"id":"7","title":"T","artist":"A","album":"B","source":"S","synchronized":true,"score":0.25}]})");
    ASSERT_TRUE(read);
    EXPECT_THAT(*read, ElementsAre(LyricsCandidate{kProvider, "7", "T", "A", "B", "S", true, 0.25}));
}

TEST(LyricsCandidates, SurviveWhatIsMissingOrOdd)
{
    const auto read = readCandidates(
        kProvider,
        R"({"candidates":[{"id":"1","score":7,"title":null},{"title":"no id"},3,{"id":"2","score":"high","synchronized":1}]})");
    ASSERT_TRUE(read);
    EXPECT_THAT(*read, ElementsAre(LyricsCandidate{kProvider, "1", "", "", "", "", false, 1.0},
                                   LyricsCandidate{kProvider, "2", "", "", "", "", false, 0.0}));
}

TEST(LyricsCandidates, AreNotReadFromSomethingElse)
{
    for (const char* text : {"", "null", "[]", "{}", R"({"candidates":3})", "{\"candidates\":["})
        EXPECT_EQ(readCandidates(kProvider, text).error().code, ErrorCode::Corrupt) << text;
}

TEST(LyricsCandidates, AreOrderedBestFirst)
{
    const auto made = [](const char* id, double score, bool synchronized) {
        LyricsCandidate candidate;
        candidate.id = id;
        candidate.score = score;
        candidate.synchronized = synchronized;
        return candidate;
    };
    const std::vector<LyricsCandidate> merged = mergeCandidates(
        {{made("a", 0.5, false), made("b", 0.9, false)}, {}, {made("c", 0.5, true), made("d", 0.5, false)}});
    EXPECT_THAT(idsOf(merged), ElementsAre("b", "c", "a", "d"));
}

} // namespace
} // namespace stellatune
