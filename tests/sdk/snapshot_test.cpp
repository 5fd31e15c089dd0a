#include "pluginapi/sdk/snapshot.h"

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune::sdk {
namespace {

TEST(Snapshot, givesTheNewestAndKeepsIt)
{
    Snapshot<std::string> snapshot("first");
    EXPECT_FALSE(snapshot.hasNew());
    EXPECT_EQ(snapshot.take(), "first");
    snapshot.publish("second");
    snapshot.publish("third");
    EXPECT_TRUE(snapshot.hasNew());
    const std::string& taken = snapshot.take();
    EXPECT_EQ(taken, "third");
    snapshot.publish("fourth");
    snapshot.publish("fifth");
    EXPECT_EQ(taken, "third");
    EXPECT_EQ(snapshot.take(), "fifth");
    EXPECT_FALSE(snapshot.hasNew());
    EXPECT_EQ(snapshot.take(), "fifth");
}

TEST(Snapshot, isNeverTornAndNeverGoesBack)
{
    // Each value is whole when all its numbers are the same.
    constexpr uint64_t kRounds = 20'000;
    Snapshot<std::vector<uint64_t>> snapshot(std::vector<uint64_t>(16, 0));
    std::thread writer([&snapshot] {
        for (uint64_t round = 1; round <= kRounds; ++round)
            snapshot.publish(std::vector<uint64_t>(16, round));
    });
    uint64_t newest = 0;
    uint64_t wrong = 0;
    while (newest < kRounds) {
        const std::vector<uint64_t>& taken = snapshot.take();
        const uint64_t first = taken.front();
        for (const uint64_t number : taken)
            wrong += number != first;
        wrong += first < newest;
        newest = first;
    }
    writer.join();
    EXPECT_EQ(wrong, 0u);
}

} // namespace
} // namespace stellatune::sdk
