#include "sdk_host.h"

#include <gtest/gtest.h>

namespace stellatune::sdk {
namespace {

template <typename Call>
int32_t statusOf(Call&& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.status();
    }
    return ST_OK;
}

TEST(Host, answersItsQuestions)
{
    SdkHost sdkHost;
    EXPECT_EQ(host().version(), "1.4.0");
    EXPECT_EQ(toUtf8(host().dataFolder()), "/data/\xC3\xA9");
    EXPECT_FALSE(host().packageFolder());
    EXPECT_FALSE(host().pollEvent());
    sdkHost.event = R"({"topic":"player.tick","payload":{"ms":5}})";
    EXPECT_EQ((*host().pollEvent())["payload"]["ms"].integer(), 5);
    host().log(LogLevel::Info, "a line");
    EXPECT_EQ(sdkHost.lines(), std::vector<std::string>{"1 a line"});
}

TEST(Host, sendsControls)
{
    SdkHost sdkHost;
    sdkHost.answer = R"({"paused":true})";
    EXPECT_TRUE(host().sendControl("player", "pause", Json::object({{"fade", 1}}), "r7")["paused"].boolean());
    EXPECT_EQ(sdkHost.request, R"(player.pause r7 {"fade":1})");
    host().sendControl("player", "stop");
    EXPECT_EQ(sdkHost.request, "player.stop  ");

    sdkHost.controlStatus = ST_ERR_TIMED_OUT;
    for (const char* answer : {"", "not JSON", R"({"message":"No track."})"}) {
        sdkHost.answer = answer;
        try {
            host().sendControl("player", "pause");
            FAIL();
        } catch (const Error& error) {
            EXPECT_EQ(error.status(), ST_ERR_TIMED_OUT);
            EXPECT_STREQ(error.what(),
                         answer[0] == '{' ? "No track." : "The player does not answer player.pause.");
        }
    }
}

TEST(Host, isAbsentOutsideOfTheModulesLife)
{
    host().log(LogLevel::Error, "to nobody");
    EXPECT_EQ(statusOf([] { host().version(); }), ST_ERR_STATE);
    EXPECT_EQ(statusOf([] { host().sendControl("player", "pause"); }), ST_ERR_STATE);
}

} // namespace
} // namespace stellatune::sdk
