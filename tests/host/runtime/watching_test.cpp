// Calls that do not come back, and plugins that the program dies in.
#include "pluginhost/runtime/call_watch.h"

#include "pluginhost/runtime/crash_memory.h"

#include "tests/fixtures/child_process.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CallWatchTest : public ::testing::Test {
  protected:
    std::vector<OverdueCall> lookAt(const RunningCall& call, CallWatch::Clock::duration when)
    {
        LeaseView lease;
        lease.pluginId = "org.example.slow";
        lease.instances.push_back({"gain", call.view(), std::this_thread::get_id(), &call});
        return m_watch.look({lease}, CallWatch::Clock::time_point(when));
    }

    CallWatch m_watch{2s};
};

TEST_F(CallWatchTest, ACallThatOutlastsTheLimitIsReportedOnceWithAllThatIsKnown)
{
    RunningCall call;
    call.begin("process");
    EXPECT_THAT(lookAt(call, 0s), IsEmpty());
    EXPECT_THAT(lookAt(call, 1900ms), IsEmpty());
    const std::vector<OverdueCall> overdue = lookAt(call, 2500ms);
    ASSERT_EQ(overdue.size(), 1u);
    EXPECT_EQ(overdue[0].pluginId, "org.example.slow");
    EXPECT_EQ(overdue[0].typeId, "gain");
    EXPECT_EQ(overdue[0].function, "process");
    EXPECT_FALSE(overdue[0].thread.empty());
    EXPECT_EQ(overdue[0].running, 2500ms);
    EXPECT_THAT(lookAt(call, 9s), IsEmpty());
}

TEST_F(CallWatchTest, ManyShortCallsAreNotOneLongOne)
{
    RunningCall call;
    for (int second = 0; second < 10; ++second) {
        call.begin("process");
        EXPECT_THAT(lookAt(call, std::chrono::seconds(second)), IsEmpty());
        call.end();
    }
    EXPECT_THAT(lookAt(call, 20s), IsEmpty());
}

TEST_F(CallWatchTest, ASideCallHasTheTimeThatItWasAskedForBesides)
{
    LeaseView lease;
    lease.pluginId = "org.example.slow";
    lease.sideCalls.push_back({7, "operation.destroy", std::this_thread::get_id(), 0ms});
    lease.sideCalls.push_back({8, "operation.wait", std::this_thread::get_id(), 5s});
    const auto overdueAt = [&](CallWatch::Clock::duration when) {
        std::vector<std::string> functions;
        for (const OverdueCall& call : m_watch.look({lease}, CallWatch::Clock::time_point(when)))
            functions.push_back(call.function);
        return functions;
    };
    EXPECT_THAT(overdueAt(0s), IsEmpty());
    EXPECT_THAT(overdueAt(2s), ElementsAre("operation.destroy"));
    EXPECT_THAT(overdueAt(6s), IsEmpty());
    EXPECT_THAT(overdueAt(7s), ElementsAre("operation.wait"));
}

/// A process that dies as `die` says, with crashes remembered in `folder`.
int diesIn(const std::filesystem::path& folder, void (*die)())
{
    const pid_t child = ::fork();
    if (child == 0) {
        Result<std::unique_ptr<CrashMemory>> memory = CrashMemory::start(folder);
        if (!memory)
            ::_exit(9);
        die();
        memory->reset();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

class CrashMemoryTest : public ::testing::Test {
  protected:
    std::vector<CrashNote> notesAfter(void (*die)())
    {
        EXPECT_NE(diesIn(m_folder.path(), die), 9 << 8) << "crashes could not be remembered";
        return CrashMemory::readNotes(m_folder.path());
    }

    testing::TemporaryFolder m_folder;
};

TEST_F(CrashMemoryTest, NamesThePluginThatAborted)
{
    const auto notes = notesAfter([] {
        const PluginCallScope scope("org.example.bad", "read");
        std::abort();
    });
    ASSERT_EQ(notes.size(), 1u);
    EXPECT_EQ(notes[0].pluginId, "org.example.bad");
    EXPECT_EQ(notes[0].function, "read");
    EXPECT_EQ(notes[0].what, "abort");
    EXPECT_EQ(CrashMemory::readNotes(m_folder.path()).size(), 1u) << "a note stays until it is forgotten";
    CrashMemory::forget(notes[0]);
    EXPECT_THAT(CrashMemory::readNotes(m_folder.path()), IsEmpty());
}

TEST_F(CrashMemoryTest, NamesThePluginThatReachedIntoNowhere)
{
    const auto notes = notesAfter([] {
        const PluginCallScope scope("org.example.bad", "process");
        ::raise(SIGSEGV);
        ::raise(SIGSEGV);
    });
    ASSERT_EQ(notes.size(), 1u);
    EXPECT_EQ(notes[0].what, "segmentation fault");
}

TEST_F(CrashMemoryTest, ACrashOfTheHostsOwnBlamesNobody)
{
    EXPECT_THAT(notesAfter([] {
                    {
                        const PluginCallScope scope("org.example.good", "read");
                    }
                    std::abort();
                }),
                IsEmpty());
}

TEST_F(CrashMemoryTest, AProgramThatWasKilledBlamesNobody)
{
    EXPECT_THAT(notesAfter([] {
                    const PluginCallScope scope("org.example.good", "read");
                    ::raise(SIGKILL);
                }),
                IsEmpty());
}

TEST_F(CrashMemoryTest, ASecondOneInAProcessIsRefused)
{
    Result<std::unique_ptr<CrashMemory>> first = CrashMemory::start(m_folder.path());
    ASSERT_TRUE(first);
    EXPECT_EQ(CrashMemory::start(m_folder.path()).error().code, ErrorCode::Busy);
}

TEST_F(CrashMemoryTest, AnOrderlyEndLeavesNoFile)
{
    EXPECT_THAT(notesAfter([] {}), IsEmpty());
    EXPECT_TRUE(std::filesystem::is_empty(m_folder.path()));
}

} // namespace
} // namespace stellatune
