#include "pluginhost/host/event_queue.h"

#include <gtest/gtest.h>

namespace stellatune {
namespace {

TEST(EventQueue, GivesEventsInTheirOrder)
{
    EventQueue queue;
    EXPECT_EQ(queue.take(), std::nullopt);
    queue.push("player.tick", R"({"position_ms":40})");
    queue.push("player.event", "null");
    EXPECT_EQ(queue.take(), R"({"topic":"player.tick","payload":{"position_ms":40}})");
    EXPECT_EQ(queue.take(), R"({"topic":"player.event","payload":null})");
    EXPECT_EQ(queue.take(), std::nullopt);
}

TEST(EventQueue, DropsTheOldestAndSaysHowMany)
{
    EventQueue queue;
    for (size_t i = 0; i < EventQueue::kCapacity + 3; ++i)
        queue.push("player.tick", std::to_string(i));
    EXPECT_EQ(queue.take(), R"({"topic":"player.tick","payload":3,"dropped":3})");
    EXPECT_EQ(queue.take(), R"({"topic":"player.tick","payload":4})");
    EXPECT_EQ(queue.droppedInAll(), 3u);
}

} // namespace
} // namespace stellatune
