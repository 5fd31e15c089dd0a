#include "pluginhost/lease/owner_thread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace stellatune {
namespace {

bool isOwnerElsewhere(OwnerThread& owner)
{
    bool result = false;
    std::thread([&] { result = owner.isOwner(); }).join();
    return result;
}

TEST(OwnerThread, IsTheMakerAndNobodyElse)
{
    OwnerThread owner;
    EXPECT_TRUE(owner.isOwner());
    EXPECT_FALSE(isOwnerElsewhere(owner));
}

TEST(OwnerThread, IsHandedOverOnceToTheFirstThatCalls)
{
    OwnerThread owner;
    ASSERT_TRUE(owner.handOver());
    bool again = true;
    std::thread([&] {
        EXPECT_TRUE(owner.isOwner());
        again = owner.handOver();
    }).join();
    EXPECT_FALSE(again);
    EXPECT_FALSE(owner.isOwner());
    EXPECT_FALSE(owner.handOver());
}

TEST(OwnerThread, OfManyThatReachForItOneGetsIt)
{
    for (int round = 0; round < 200; ++round) {
        OwnerThread owner;
        ASSERT_TRUE(owner.handOver());
        std::atomic<int> owners = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] { owners += owner.isOwner() ? 1 : 0; });
        for (std::thread& thread : threads)
            thread.join();
        EXPECT_EQ(owners, 1);
    }
}

} // namespace
} // namespace stellatune
