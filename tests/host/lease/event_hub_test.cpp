#include "pluginhost/host/event_hub.h"

#include "pluginhost/host/plugin_log.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using ::testing::ElementsAre;

TEST(EventHub, AQueueLivesAsLongAsSomebodyHoldsIt)
{
    EventHub hub;
    EXPECT_FALSE(hub.send("a", "player.tick", "1"));
    std::shared_ptr<EventQueue> first = hub.queueOf("a");
    std::shared_ptr<EventQueue> update = hub.queueOf("a");
    EXPECT_EQ(first, update);
    EXPECT_TRUE(hub.send("a", "player.tick", "1"));
    first.reset();
    EXPECT_TRUE(update->take());
    update.reset();
    EXPECT_FALSE(hub.send("a", "player.tick", "2"));
    EXPECT_EQ(hub.queueOf("a")->take(), std::nullopt);
}

TEST(EventHub, ABroadcastReachesAllThatAreLoaded)
{
    EventHub hub;
    const auto a = hub.queueOf("a");
    const auto b = hub.queueOf("b");
    static_cast<void>(hub.queueOf("gone"));
    EXPECT_EQ(hub.broadcast("player.event", "{}"), 2u);
    EXPECT_TRUE(a->take());
    EXPECT_TRUE(b->take());
}

TEST(EventHub, IsHeardWhileAQueueIsHeld)
{
    EventHub hub;
    EXPECT_FALSE(hub.isHeard());
    std::shared_ptr<EventQueue> queue = hub.queueOf("org.example.one");
    EXPECT_TRUE(hub.isHeard());
    queue.reset();
    EXPECT_FALSE(hub.isHeard());
}

TEST(EventHub, TwoHubsDoNotSeeEachOther)
{
    EventHub one;
    EventHub two;
    const auto queue = one.queueOf("a");
    EXPECT_EQ(two.broadcast("player.event", "{}"), 0u);
    std::vector<std::string> seen;
    const auto subscription =
        two.watch([&seen](std::string_view topic, std::string_view) { seen.emplace_back(topic); });
    one.publish("host.instance.config_update", "{}");
    EXPECT_TRUE(seen.empty());
    EXPECT_EQ(queue->take(), std::nullopt);
}

TEST(EventHub, AWatcherIsNotCalledOnceItsHandleIsGone)
{
    EventHub hub;
    for (int round = 0; round < 200; ++round) {
        auto alive = std::make_unique<int>(0);
        auto subscription = hub.watch([&alive](std::string_view, std::string_view) { ++*alive; });
        std::thread publisher([&hub] { hub.publish("t", "1"); });
        subscription.reset();
        alive.reset();
        publisher.join();
    }
}

TEST(PluginLog, KeepsTheNewestLines)
{
    setLogLevel(LogLevel::Error);
    PluginLog log;
    for (size_t i = 0; i <= PluginLog::kCapacity; ++i)
        log.add(i % 2 == 0 ? "even" : "odd", LogLevel::Info, std::to_string(i));
    setLogLevel(LogLevel::Warning);
    EXPECT_EQ(log.lines().size(), PluginLog::kCapacity);
    EXPECT_EQ(log.lines().front().text, "1");
    EXPECT_EQ(log.lines("even").size(), PluginLog::kCapacity / 2);
    std::vector<std::string> last;
    for (const PluginLog::Line& line : log.lines(std::nullopt, PluginLog::kCapacity - 1))
        last.push_back(line.text);
    EXPECT_THAT(last,
                ElementsAre(std::to_string(PluginLog::kCapacity - 1), std::to_string(PluginLog::kCapacity)));
}

TEST(PluginLog, LosesNoLineOfTheHostWhileItIsRead)
{
    constexpr uint64_t kEach = 600;
    PluginLog log;
    std::atomic<bool> isOver = false;
    std::thread reader([&] {
        while (!isOver)
            static_cast<void>(log.lines());
    });
    std::thread plugin([&log] {
        for (uint64_t i = 0; i < kEach; ++i)
            log.add("org.example.talker", LogLevel::Info, "said");
    });
    for (uint64_t i = 0; i < kEach; ++i)
        log.addFromHost("org.example.talker", LogLevel::Warning, "told");
    plugin.join();
    isOver = true;
    reader.join();
    log.addFromHost("org.example.talker", LogLevel::Warning, "told"); // brings the last loss along

    uint64_t told = 0;
    uint64_t said = 0;
    uint64_t lost = 0;
    for (const PluginLog::Line& line : log.lines()) {
        const size_t colon = line.text.find(": ");
        if (colon != std::string::npos)
            lost += std::stoull(line.text.substr(colon + 2));
        else
            ++(line.text == "told" ? told : said);
    }
    EXPECT_EQ(told, kEach + 1);
    EXPECT_EQ(said + lost, kEach);
}

} // namespace
} // namespace stellatune
