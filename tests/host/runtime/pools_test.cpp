// The threads of the runtime, and what it keeps in files.
#include "pluginhost/runtime/job_pool.h"
#include "pluginhost/runtime/plugin_log_file.h"
#include "pluginhost/runtime/task_queue.h"

#include "tests/fixtures/child_process.h"

#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(JobPoolTest, CarriesOutWhatWasPostedBeforeItEnds)
{
    std::vector<int> done;
    {
        JobPool pool(1);
        for (int i = 0; i < 3; ++i)
            pool.post("job", [&done, i] { done.push_back(i); });
    }
    EXPECT_THAT(done, ElementsAre(0, 1, 2));
}

TEST(JobPoolTest, LeavesAloneWhatDoesNotEndAndDropsWhatHasNotBegun)
{
    struct Shared {
        std::promise<void> begun;
        std::promise<void> mayEnd;
        std::promise<void> ended;
        bool ranSecond = false;
    };
    const auto shared = std::make_shared<Shared>();
    JobPool pool(2);
    pool.post("the first", [shared] {
        shared->begun.set_value();
        shared->mayEnd.get_future().wait();
        shared->ended.set_value();
    });
    shared->begun.get_future().wait();
    std::promise<void> alsoBusy;
    pool.post("the other", [shared, over = alsoBusy.get_future().share()] { over.wait(); });
    pool.post("the second", [shared] { shared->ranSecond = true; });
    alsoBusy.set_value();
    std::promise<void> secondRan;
    pool.post("the third", [&secondRan] { secondRan.set_value(); });
    secondRan.get_future().wait();
    EXPECT_TRUE(shared->ranSecond);
    EXPECT_THAT(pool.end(std::chrono::steady_clock::now() + 20ms), ElementsAre("the first"));
    shared->mayEnd.set_value();
    shared->ended.get_future().wait();
}

TEST(JobPoolTest, NamesWhatItDropped)
{
    struct Shared {
        std::promise<void> begun;
        std::promise<void> mayEnd;
    };
    const auto shared = std::make_shared<Shared>();
    std::promise<void> dropped;
    std::shared_ptr<void> owned(nullptr, [&dropped](void*) { dropped.set_value(); });
    JobPool pool(1);
    pool.post("the first", [shared] {
        shared->begun.set_value();
        shared->mayEnd.get_future().wait();
    });
    shared->begun.get_future().wait();
    pool.post("the second", [owned = std::move(owned)] { ADD_FAILURE() << "it was not to run any more"; });
    EXPECT_THAT(pool.end(std::chrono::steady_clock::now()), ElementsAre("the first", "the second"));
    EXPECT_EQ(dropped.get_future().wait_for(0s), std::future_status::ready);
    shared->mayEnd.set_value();
}

TEST(TaskQueueTest, RunsInOrderUntilItIsClosed)
{
    TaskQueue queue;
    int wakes = 0;
    queue.onPosted([&wakes] { ++wakes; });
    std::vector<int> done;
    std::thread([&] {
        EXPECT_TRUE(queue.post([&] { done.push_back(1); }));
        EXPECT_TRUE(queue.post([&] { done.push_back(2); }));
    }).join();
    EXPECT_EQ(wakes, 2);
    EXPECT_THAT(done, IsEmpty());
    queue.run();
    EXPECT_THAT(done, ElementsAre(1, 2));
    EXPECT_TRUE(queue.post([&] { done.push_back(3); }));
    queue.close();
    EXPECT_FALSE(queue.post([&] { done.push_back(4); }));
    queue.run();
    EXPECT_THAT(done, ElementsAre(1, 2));
}

TEST(TaskQueueTest, RunsTasksUntilSomethingHoldsOrTheTimeIsUp)
{
    TaskQueue queue;
    bool holds = false;
    std::thread other([&] { queue.post([&] { holds = true; }); });
    EXPECT_TRUE(queue.runUntil([&] { return holds; }, TaskQueue::Clock::time_point::max()));
    other.join();
    EXPECT_FALSE(queue.runUntil([] { return false; }, TaskQueue::Clock::now()));
}

class PluginLogFileTest : public ::testing::Test {
  protected:
    static PluginLog::Line line(const std::string& text, LogLevel level = LogLevel::Info)
    {
        return {0, 1'769'860'800'250, level, "org.example.aac", text};
    }
    std::vector<std::string> texts() const
    {
        std::vector<std::string> all;
        for (const PluginLog::Line& line : m_file.read())
            all.push_back(line.text);
        return all;
    }

    testing::TemporaryFolder m_folder;
    PluginLogFile m_file{m_folder.path()};
};

TEST_F(PluginLogFileTest, GivesBackWhatWasSaid)
{
    EXPECT_THAT(m_file.read(), IsEmpty());
    ASSERT_TRUE(m_file.append({line("one"), line("two  spaces", LogLevel::Error)}));
    ASSERT_TRUE(m_file.append({line("three\nlines\\n of text")}));
    const std::vector<PluginLog::Line> lines = m_file.read();
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0].timeMs, 1'769'860'800'250);
    EXPECT_EQ(lines[0].pluginId, "org.example.aac");
    EXPECT_EQ(lines[1].level, LogLevel::Error);
    EXPECT_THAT(texts(), ElementsAre("one", "two  spaces", "three\nlines\\n of text"));
    std::ifstream file(m_folder.path() / "log.txt");
    std::string first;
    std::getline(file, first);
    EXPECT_EQ(first, "2026-01-31T12:00:00.250Z info org.example.aac one");
}

TEST_F(PluginLogFileTest, PassesOverWhatIsNoLine)
{
    std::ofstream(m_folder.path() / "log.txt") << "nonsense\n2026-01-31T12:00:00.250Z info\n\n";
    ASSERT_TRUE(m_file.append({line("one")}));
    EXPECT_THAT(texts(), ElementsAre("one"));
}

TEST_F(PluginLogFileTest, StaysSmallAndKeepsTheNewest)
{
    const std::string filling(10'000, 'x');
    for (int i = 0; i < 200; ++i)
        ASSERT_TRUE(m_file.append({line(filling), line(std::to_string(i))}));
    uint64_t size = 0;
    for (const auto& entry : std::filesystem::directory_iterator(m_folder.path()))
        size += entry.file_size();
    EXPECT_LE(size, 2 * PluginLogFile::kLongestFile);
    EXPECT_EQ(texts().back(), "199");
    EXPECT_GT(texts().size(), 100u);
}

TEST_F(PluginLogFileTest, ALogBeginsWithItAndDoesNotWriteItAgain)
{
    PluginLog log;
    log.beginWith({line("before")});
    EXPECT_THAT(log.takeNew(), IsEmpty());
    log.add("org.example.aac", LogLevel::Info, "now");
    EXPECT_EQ(log.lines().size(), 2u);
    ASSERT_EQ(log.takeNew().size(), 1u);
    EXPECT_THAT(log.takeNew(), IsEmpty());
}

} // namespace
} // namespace stellatune
