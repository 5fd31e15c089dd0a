// The threads of owners, and tasks on them.
#include "engine/source/serial_executor.h"

#include "tests/fixtures/comes_true.h"

#include <future>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;

class SerialExecutorTest : public ::testing::Test {
  protected:
    std::shared_ptr<SerialExecutor> executor() { return std::make_shared<SerialExecutor>(m_threads); }
    static std::thread::id threadOf(SerialExecutor& executor)
    {
        std::promise<std::thread::id> thread;
        EXPECT_TRUE(executor.post([&thread] { thread.set_value(std::this_thread::get_id()); }));
        return thread.get_future().get();
    }

    std::shared_ptr<OwnerThreads> m_threads = std::make_shared<OwnerThreads>(2);
};

TEST_F(SerialExecutorTest, RunsTasksOneAfterAnotherInTheirOrder)
{
    const auto serial = executor();
    std::vector<int> order; // unguarded on purpose: the executor orders the accesses
    for (int i = 0; i < 1000; ++i)
        ASSERT_TRUE(serial->post([&order, i] { order.push_back(i); }));
    ASSERT_TRUE(m_threads->waitUntilNone(60s));
    ASSERT_EQ(order.size(), 1000U);
    for (int i = 0; i < 1000; ++i)
        EXPECT_EQ(order[static_cast<size_t>(i)], i);
}

TEST_F(SerialExecutorTest, KeepsItsThreadWhileItIsHeld)
{
    const auto serial = executor();
    serial->hold();
    const std::thread::id thread = threadOf(*serial);
    for (int i = 0; i < 50; ++i)
        EXPECT_EQ(threadOf(*serial), thread);
    EXPECT_EQ(m_threads->running(), 1U);
    serial->letGo();
    EXPECT_TRUE(m_threads->waitUntilNone(60s));
}

TEST_F(SerialExecutorTest, PostsNothingWithoutAThreadWhenAskedSo)
{
    const auto serial = executor();
    EXPECT_FALSE(serial->postIfRunning([] { ADD_FAILURE(); }));
    serial->hold();
    threadOf(*serial);
    std::promise<void> ran;
    EXPECT_TRUE(serial->postIfRunning([&] {
        serial->letGo();
        ran.set_value();
    }));
    ran.get_future().get();
    EXPECT_TRUE(m_threads->waitUntilNone(60s));
    EXPECT_FALSE(serial->postIfRunning([] { ADD_FAILURE(); }));
}

TEST_F(SerialExecutorTest, TakesNoMoreThreadsThanThereAre)
{
    const auto first = executor();
    const auto second = executor();
    const auto third = executor();
    first->hold();
    second->hold();
    threadOf(*first);
    threadOf(*second);
    EXPECT_FALSE(third->post([] { ADD_FAILURE(); }));
    second->letGo();
    EXPECT_TRUE(testing::comesTrue([this] { return m_threads->running() == 1; }));
    threadOf(*third);
    first->letGo();
    EXPECT_TRUE(m_threads->waitUntilNone(60s));
}

TEST_F(SerialExecutorTest, IsNotHeldUpByAnother)
{
    const auto blocked = executor();
    const auto free = executor();
    std::promise<void> gate;
    ASSERT_TRUE(blocked->post([&gate] { gate.get_future().get(); }));
    threadOf(*free);
    gate.set_value();
    EXPECT_TRUE(m_threads->waitUntilNone(60s));
}

TEST_F(SerialExecutorTest, DestroysWhatATaskCapturedOnItsThread)
{
    const auto serial = executor();
    std::promise<std::thread::id> destroyed;
    std::shared_ptr<int> captured(new int(0), [&destroyed](const int* number) {
        delete number;
        destroyed.set_value(std::this_thread::get_id());
    });
    std::promise<std::thread::id> ran;
    ASSERT_TRUE(serial->post([captured = std::move(captured), &ran] {
        EXPECT_EQ(*captured, 0);
        ran.set_value(std::this_thread::get_id());
    }));
    EXPECT_EQ(destroyed.get_future().get(), ran.get_future().get());
}

TEST_F(SerialExecutorTest, MayBeLetGoOfByItsLastThread)
{
    for (int round = 0; round < 200; ++round) {
        auto threads = std::make_shared<OwnerThreads>(1);
        auto serial = std::make_shared<SerialExecutor>(threads);
        std::promise<void> ran;
        ASSERT_TRUE(serial->post([&ran] { ran.set_value(); }));
        threads.reset();
        serial.reset();
        ran.get_future().get();
    }
}

} // namespace
} // namespace stellatune
