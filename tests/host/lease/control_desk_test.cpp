#include "pluginhost/host/control_desk.h"

#include "pluginapi/abi/status.h"

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <thread>

namespace stellatune {
namespace {

using namespace std::chrono_literals;

const ControlRequest kRequest{"org.example.remote", "player", "pause", "7", "{}"};

TEST(ControlDesk, SaysThatNobodyIsThere)
{
    ControlDesk desk;
    EXPECT_EQ(desk.ask(kRequest, 1h, nullptr).status, ST_ERR_NO_HANDLER);
}

TEST(ControlDesk, GivesTheRealAnswerOfAnotherThread)
{
    ControlDesk desk;
    std::thread player;
    desk.setHandler([&player](const ControlRequest& request, std::shared_ptr<ControlReply> reply) {
        player = std::thread([command = request.command, reply = std::move(reply)] {
            reply->answer({ST_OK, "\"" + command + "d\""});
            reply->answer({ST_ERR_INTERNAL, "twice"});
        });
    });
    const ControlAnswer answer = desk.ask(kRequest, 1h, nullptr);
    player.join();
    EXPECT_EQ(answer.status, ST_OK);
    EXPECT_EQ(answer.json, "\"paused\"");
}

TEST(ControlDesk, ARequestThatNobodyKeepsIsDropped)
{
    ControlDesk desk;
    desk.setHandler([](const ControlRequest&, const std::shared_ptr<ControlReply>&) {});
    EXPECT_EQ(desk.ask(kRequest, 1h, nullptr).status, ST_ERR_DROPPED);
}

TEST(ControlDesk, AnAnswerAfterTheTimeGoesToTheLateOne)
{
    ControlDesk desk;
    std::shared_ptr<ControlReply> kept;
    desk.setHandler([&kept](const ControlRequest&, std::shared_ptr<ControlReply> reply) { kept = reply; });
    std::optional<ControlAnswer> late;
    EXPECT_EQ(desk.ask(kRequest, 0ms, [&late](ControlAnswer answer) { late = std::move(answer); }).status,
              ST_ERR_TIMED_OUT);
    EXPECT_FALSE(late);
    kept->answer({ST_OK, "{}"});
    ASSERT_TRUE(late);
    EXPECT_EQ(late->status, ST_OK);
}

TEST(ControlDesk, TheHandlerMayGoWhileARequestWaits)
{
    ControlDesk desk;
    std::promise<std::shared_ptr<ControlReply>> asked;
    desk.setHandler([&asked](const ControlRequest&, std::shared_ptr<ControlReply> reply) {
        asked.set_value(std::move(reply));
    });
    ControlAnswer answer;
    std::thread plugin([&] { answer = desk.ask(kRequest, 1h, nullptr); });
    const std::shared_ptr<ControlReply> reply = asked.get_future().get();
    desk.setHandler(nullptr);
    reply->answer({ST_OK, "1"});
    plugin.join();
    EXPECT_EQ(answer.json, "1");
}

} // namespace
} // namespace stellatune
