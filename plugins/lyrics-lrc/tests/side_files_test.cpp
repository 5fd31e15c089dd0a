// Lyrics beside the music and in a folder of the listener's, through the plugin's library.
#include "plugins/lyrics-lrc/tests/lyrics_fixture.h"

#include <gmock/gmock.h>

#include <sys/stat.h>

namespace stellatune::lrc {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kSynchronized = "[00:01.00]one\n[00:02.00]two\n";

TEST_F(LyricsTest, findsWhatLiesBesideTheMusicBestFirst)
{
    const std::filesystem::path music = makeMusic("Vitamin C.mp3");
    writeFile("vitamin c.LRC", kSynchronized);
    writeFile("Vitamin C.txt", "one\ntwo\n");
    writeFile("Vitamin C.mp3.lrc", "[00:03.00]three");
    writeFile("Lyrics/Vitamin C.lrc", kSynchronized);
    writeFile("Vitamin D.lrc", kSynchronized);
    writeFile("Vitamin C.lrc.bak", kSynchronized);
    const Json found = search(music);
    EXPECT_THAT(sources(found),
                ElementsAre("Vitamin C.mp3.lrc, beside the music", "vitamin c.LRC, beside the music",
                            "Vitamin C.lrc, in the folder Lyrics", "Vitamin C.txt, beside the music"));
    EXPECT_EQ(found["candidates"][0]["score"], 1.0);
    EXPECT_EQ(found["candidates"][0]["synchronized"], true);
    EXPECT_EQ(found["candidates"][3]["synchronized"], false);
}

TEST_F(LyricsTest, fetchesWhatItFound)
{
    const std::filesystem::path music = makeMusic("a.mp3");
    writeFile("a.lrc", "[la:de]\n[00:02.00]zwei\n[00:01.00]eins");
    const Json found = search(music);
    const Json lyrics = fetch(found["candidates"][0]["id"]);
    EXPECT_EQ(lyrics.dump(),
              R"({"language":"de","lines":[{"text":"eins","time_ms":1000},{"text":"zwei","time_ms":2000}],)"
              R"("synchronized":true})");
}

TEST_F(LyricsTest, candidatesTellWhatTheyAreOf)
{
    const std::filesystem::path music = makeMusic("a.mp3");
    writeFile("a.lrc", "[ti:From the file]\n[00:02.00]x");
    const Json found = search(music, "Asked for", "Can", "Tago Mago");
    EXPECT_EQ(found["candidates"][0]["title"], "From the file");
    EXPECT_EQ(found["candidates"][0]["artist"], "Can");
    EXPECT_EQ(found["candidates"][0]["album"], "Tago Mago");
}

TEST_F(LyricsTest, encodingsAreUnderstood)
{
    using namespace std::string_view_literals;
    const std::filesystem::path music = makeMusic("a.mp3");
    for (const std::string_view stored :
         {"[00:01.00]Für"sv, "\xEF\xBB\xBF[00:01.00]F\xC3\xBCr\r\n"sv, "[00:01.00]F\xFCr"sv,
          "\xFF\xFE[\0000\0000\0:\0000\0001\0]\0F\0\xFC\0r\0"sv}) {
        writeFile("a.lrc", stored);
        const Json found = search(music);
        ASSERT_EQ(found["candidates"].size(), 1U);
        EXPECT_EQ(fetch(found["candidates"][0]["id"])["lines"][0]["text"], "Für");
    }
}

TEST_F(LyricsTest, textFilesOnlyWhenWanted)
{
    const std::filesystem::path music = makeMusic("a.mp3");
    writeFile("a.txt", "words");
    const std::string id = search(music)["candidates"][0]["id"];
    makeProvider(R"({"text_files": false})");
    EXPECT_THAT(sources(search(music)), IsEmpty());
    EXPECT_THAT(fetchFailure(id), HasSubstr("Search again"));
}

TEST_F(LyricsTest, searchesTheListenersFolder)
{
    makeProvider("{\"folder\": \"" + (folder() / "collection").string() + "\"}");
    writeFile("collection/ac_dc - who made who_.lrc", kSynchronized);
    writeFile("collection/Other - Who Made Who.lrc", kSynchronized);
    const Json found = search("", "Who Made Who?", "AC/DC");
    EXPECT_THAT(sources(found),
                ElementsAre("ac_dc - who made who_.lrc, in " + (folder() / "collection").string()));
    EXPECT_EQ(found["candidates"][0]["id"], "collection:ac_dc - who made who_.lrc");
    EXPECT_EQ(fetch(found["candidates"][0]["id"])["lines"].size(), 2U);
    EXPECT_THAT(sources(search("", "Who Made Who?", "")), IsEmpty());
    makeProvider("");
    EXPECT_THAT(fetchFailure("collection:ac_dc - who made who_.lrc"), HasSubstr("Search again"));
}

TEST_F(LyricsTest, findsNothingWhereNothingIs)
{
    const Json none = Json::parse(R"({"candidates": []})");
    EXPECT_EQ(search(makeMusic("a.mp3"), "t", "a"), none);
    EXPECT_EQ(search(folder() / "missing.mp3"), none);
    EXPECT_EQ(search("https://example.org/a.mp3"), none);
    EXPECT_EQ(search("relative.mp3"), none);
    EXPECT_EQ(search(""), none);
    writeFile("b.lrc", "");
    EXPECT_EQ(search(makeMusic("b.mp3")), none) << "an empty file";
}

TEST_F(LyricsTest, readsOnlyWhatASearchWouldFind)
{
    writeFile("secret.txt", "secret");
    writeFile("secret.lrc", "secret");
    writeFile("music.key", "secret");
    makeMusic("music.mp3");
    for (const std::string& name :
         {std::string("secret.txt"), std::string("secret.lrc"), std::string("music.key"),
          std::string("music.mp3"), std::string("missing.lrc"), std::string()}) {
        EXPECT_THAT(fetchFailure("side:" + (folder() / name).string()), HasSubstr("Search again")) << name;
    }
    for (const std::string_view id :
         {"", "side:", "side:/etc/passwd", "nonsense", "tag:0:/etc/passwd", "tag:7:/"})
        EXPECT_THAT(fetchFailure(id), HasSubstr("Search again")) << id;
    makeMusic("secret.mp3");
    EXPECT_EQ(fetch("side:" + (folder() / "secret.txt").string())["lines"][0]["text"], "secret");
}

TEST_F(LyricsTest, hugeFilesAreRefusedWithWords)
{
    const std::filesystem::path music = makeMusic("a.mp3");
    writeFile("a.lrc", std::string(4 * 1024 * 1024 + 1, 'x'));
    writeFile("a.txt", "words");
    EXPECT_THAT(sources(search(music)), ElementsAre("a.txt, beside the music"))
        << "one does not hide the other";
    EXPECT_THAT(m_plugin.warnings(), ElementsAre(AllOf(HasSubstr("a.lrc"), HasSubstr("too large"))));
    EXPECT_THAT(fetchFailure("side:" + (folder() / "a.lrc").string()),
                AllOf(HasSubstr("a.lrc"), HasSubstr("too large"), HasSubstr("4 MB")));
}

TEST_F(LyricsTest, pipesAndFoldersAreNoLyrics)
{
    const std::filesystem::path music = makeMusic("a.mp3");
    ASSERT_EQ(mkfifo((folder() / "a.lrc").c_str(), 0600), 0);
    std::filesystem::create_directory(folder() / "a.txt");
    writeFile("lyrics", "a file of this name is no folder");
    EXPECT_THAT(sources(search(music)), IsEmpty());
    EXPECT_THAT(fetchFailure("side:" + (folder() / "a.lrc").string()), HasSubstr("Search again"));
    std::filesystem::remove(music);
    ASSERT_EQ(mkfifo(music.c_str(), 0600), 0);
    EXPECT_THAT(sources(search(music)), IsEmpty());
    EXPECT_THAT(fetchFailure("tag:0:" + music.string()), HasSubstr("Search again"));
}

TEST_F(LyricsTest, cancellingEndsTheSearch)
{
    const std::filesystem::path music = makeMusic("a.mp3");
    for (int i = 0; i < 3000; ++i)
        std::ofstream(folder() / ("other " + std::to_string(i) + ".lrc"));
    const std::string path = music.string();
    for (int round = 0; round < 20; ++round) {
        auto operation = m_provider->beginSearch(queryFor(path, "", "", ""), [] {});
        ASSERT_TRUE(operation);
        (*operation)->cancel();
        const auto state = (*operation)->wait(std::chrono::seconds(20));
        ASSERT_TRUE(state);
        EXPECT_TRUE(*state == PluginOperation::State::Cancelled || *state == PluginOperation::State::Ready);
    }
}

TEST_F(LyricsTest, operationsRunSideBySide)
{
    const std::filesystem::path music = makeMusic("a.mp3");
    writeFile("a.lrc", kSynchronized);
    const std::string path = music.string();
    std::vector<std::unique_ptr<PluginOperation>> operations;
    for (int i = 0; i < 8; ++i) {
        auto searching = m_provider->beginSearch(queryFor(path, "", "", ""), [] {});
        auto fetching = m_provider->beginFetch("side:" + (folder() / "a.lrc").string(), [] {});
        ASSERT_TRUE(searching && fetching);
        operations.push_back(std::move(*searching));
        operations.push_back(std::move(*fetching));
    }
    for (const auto& operation : operations) {
        const auto state = operation->wait(std::chrono::seconds(60));
        ASSERT_TRUE(state);
        EXPECT_EQ(*state, PluginOperation::State::Ready);
        EXPECT_TRUE(operation->takeText());
    }
}

TEST_F(LyricsTest, wrongConfigurationIsRefusedWithItsKey)
{
    for (const auto& [config, key] :
         std::vector<std::pair<std::string, std::string>>{{R"({"folder": "relative"})", "\"folder\""},
                                                          {R"({"folder": 1})", "\"folder\""},
                                                          {R"({"text_files": "yes"})", "\"text_files\""}}) {
        const auto made = LyricsInstance::create(m_plugin.lease(), "lrc", config);
        ASSERT_FALSE(made);
        EXPECT_THAT(made.error().message, HasSubstr(key));
    }
}

} // namespace
} // namespace stellatune::lrc
