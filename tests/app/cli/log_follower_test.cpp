// Following a log whose windows change and count anew.
#include "app/cli/log_follower.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LogFollowerTest : public ::testing::Test {
  protected:
    void say(const std::string& text) { m_lines.push_back({{"time_ms", ++m_now}, {"text", text}}); }
    /// Another window has kept the first lines of this one.
    void restart(size_t kept) { m_lines.resize(kept); }

    /// What a window answers, asked as often as it takes.
    std::vector<std::string> news()
    {
        for (;;) {
            Json answer = Json::array();
            for (size_t i = m_follower.after(); i < m_lines.size(); ++i) {
                answer.push_back(m_lines[i]);
                answer.back()["number"] = i + 1;
            }
            const std::optional<Json> lines = m_follower.newIn(answer);
            if (!lines)
                continue;
            std::vector<std::string> texts;
            for (const Json& line : *lines)
                texts.push_back(line["text"]);
            return texts;
        }
    }

    int m_now = 0;
    std::vector<Json> m_lines;
    LogFollower m_follower;
};

TEST_F(LogFollowerTest, TellsEachLineOnce)
{
    EXPECT_THAT(news(), IsEmpty());
    say("one");
    EXPECT_THAT(news(), ElementsAre("one"));
    EXPECT_THAT(news(), IsEmpty());
    say("two");
    say("three");
    EXPECT_THAT(news(), ElementsAre("two", "three"));
    EXPECT_THAT(news(), IsEmpty());
}

TEST_F(LogFollowerTest, AnotherWindowThatKeptAllGoesOn)
{
    for (const char* text : {"one", "two", "three"})
        say(text);
    EXPECT_EQ(news().size(), 3u);
    m_lines.erase(m_lines.begin()); // the oldest is forgotten, and so each number is another one
    say("four");
    EXPECT_THAT(news(), ElementsAre("four"));
    EXPECT_THAT(news(), IsEmpty());
}

TEST_F(LogFollowerTest, AnotherWindowThatLostTheLastLinesGoesOn)
{
    for (const char* text : {"one", "two", "three"})
        say(text);
    EXPECT_EQ(news().size(), 3u);
    restart(2);
    EXPECT_THAT(news(), IsEmpty());
    say("four");
    say("five");
    EXPECT_THAT(news(), ElementsAre("four", "five")) << "although the numbers are no higher";
    EXPECT_THAT(news(), IsEmpty());
}

TEST_F(LogFollowerTest, AnotherWindowThatKeptNothingBeginsAtItsFirstLine)
{
    say("one");
    say("two");
    EXPECT_EQ(news().size(), 2u);
    restart(0);
    say("three");
    EXPECT_THAT(news(), ElementsAre("three"));
}

} // namespace
} // namespace stellatune::cli
