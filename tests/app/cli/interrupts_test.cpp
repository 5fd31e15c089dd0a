#include "app/cli/interrupts.h"

#include "app/cli/arguments.h"
#include "engine/audio/doorbell.h"

#include <chrono>
#include <csignal>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

namespace stellatune::cli {
namespace {

TEST(Interrupts, TheFirstSignalIsARequest)
{
    Doorbell bell;
    const Interrupts interrupts([&] { bell.ring(); });
    EXPECT_EQ(interrupts.signal(), 0);
    kill(getpid(), SIGTERM);
    bell.wait();
    EXPECT_EQ(interrupts.signal(), SIGTERM);
}

TEST(Interrupts, SignalsGoTheirOldWayAfterwards)
{
    sigset_t before{};
    pthread_sigmask(SIG_SETMASK, nullptr, &before);
    {
        const Interrupts interrupts([] {});
    }
    sigset_t after{};
    pthread_sigmask(SIG_SETMASK, nullptr, &after);
    EXPECT_EQ(sigismember(&after, SIGINT), sigismember(&before, SIGINT));
}

[[noreturn]] void interruptUntilItEnds()
{
    Doorbell bell;
    const Interrupts interrupts([&] { bell.ring(); });
    kill(getpid(), SIGINT);
    bell.wait();
    for (;;) {
        kill(getpid(), SIGTERM);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

TEST(InterruptsDeathTest, ALaterSignalEndsTheProcess)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(interruptUntilItEnds(), testing::ExitedWithCode(kExitSignalBase + SIGTERM), "");
}

} // namespace
} // namespace stellatune::cli
