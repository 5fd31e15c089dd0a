// The promise that the audio callback neither allocates nor locks, kept in every mode that render() has.
#include "pluginhost/check/forbidden_calls.h"
#include "tests/engine/audio/renderer_rig.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

/// What `action` did that a real-time thread must not.
template <typename Action>
ForbiddenCalls watch(Action&& action)
{
    const RealTimeScope scope;
    action();
    return scope.calls();
}

TEST(ForbiddenCalls, SeesAllocations)
{
    void* volatile block = nullptr; // volatile: or the compiler takes both calls away
    EXPECT_EQ(watch([&] { block = std::malloc(10); }).allocations, 1U);
    EXPECT_EQ(watch([&] { block = std::realloc(block, 1000); }).allocations, 1U);
    EXPECT_EQ(watch([&] { std::free(block); }).allocations, 1U);
    EXPECT_EQ(watch([&] { block = std::calloc(10, 10); }).allocations, 1U);
    std::free(block);
    EXPECT_EQ(watch([&] { block = std::aligned_alloc(64, 64); }).allocations, 1U);
    std::free(block);
    int* volatile number = nullptr;
    EXPECT_EQ(watch([&] { number = new int(1); }).allocations, 1U);
    EXPECT_EQ(watch([&] { delete number; }).allocations, 1U);
    std::vector<int> grows;
    EXPECT_GE(watch([&] { grows.resize(1000); }).allocations, 1U);
    std::string text;
    EXPECT_GE(watch([&] { text.assign(1000, 'x'); }).allocations, 1U); // inside libstdc++.so
}

TEST(ForbiddenCalls, SeesLocksAndBells)
{
    std::mutex mutex;
    EXPECT_EQ(watch([&] { const std::lock_guard lock(mutex); }).locks, 1U);
    EXPECT_EQ(watch([&] {
                  if (mutex.try_lock())
                      mutex.unlock();
              }).locks,
              1U);
    std::timed_mutex timed;
    EXPECT_EQ(watch([&] {
                  if (timed.try_lock_for(std::chrono::seconds(1)))
                      timed.unlock();
              }).locks,
              1U);
    std::shared_mutex shared;
    EXPECT_EQ(watch([&] { const std::shared_lock lock(shared); }).locks, 1U);
    EXPECT_EQ(watch([&] { const std::lock_guard lock(shared); }).locks, 1U);
    std::condition_variable condition;
    EXPECT_EQ(watch([&] { condition.notify_all(); }).locks, 1U);
    std::unique_lock held(mutex);
    EXPECT_GE(watch([&] { condition.wait_for(held, std::chrono::nanoseconds(1)); }).locks, 1U);
    EXPECT_EQ(watch([] { std::this_thread::yield(); }).locks, 1U);
    Doorbell bell;
    EXPECT_GE(watch([&] { bell.ring(); }).locks, 2U);
}

TEST(ForbiddenCalls, SeesAFutexBehindAnAtomic)
{
    std::atomic<int> number{0};
    std::thread other([&] { number.wait(0); });
    // The waiter sleeps sooner or later, and from then on a notification is a system call.
    uint64_t seen = 0;
    while (seen == 0)
        seen = watch([&] { number.notify_all(); }).locks;
    number.store(1);
    number.notify_all();
    other.join();
    EXPECT_GE(seen, 1U);
}

TEST(ForbiddenCalls, CountsOnlyInsideTheScopeAndOnItsThread)
{
    const auto outside = std::make_unique<int>(1);
    std::atomic<int> stage{0};
    std::thread other([&] {
        while (stage.load() == 0) {
        }
        std::vector<int> grows(1000);
        stage.store(2);
    });
    const ForbiddenCalls calls = watch([&] {
        stage.store(1);
        while (stage.load() != 2) {
        }
    });
    other.join();
    EXPECT_EQ(calls.allocations, 0U);
    EXPECT_EQ(calls.locks, 0U);
}

class RealTimeRenderer : public testing::TestWithParam<SampleFormat> {
  protected:
    /// Renders under watch, with a buffer made before, and adds up what was forbidden.
    uint32_t crank(uint32_t frames)
    {
        uint32_t rendered = 0;
        const ForbiddenCalls calls =
            watch([&] { rendered = m_rig.renderer.render(m_buffer.data(), frames, m_rig.now); });
        m_rig.now += std::chrono::nanoseconds(uint64_t{frames} * 1'000'000'000 / RendererRig::kRate);
        EXPECT_EQ(calls.allocations, 0U);
        EXPECT_EQ(calls.locks, 0U);
        return rendered;
    }

    static constexpr uint32_t kMostFrames = 5000;
    RendererRig m_rig{2, GetParam()};
    std::vector<double> m_buffer = std::vector<double>(2 * kMostFrames);
};

TEST_P(RealTimeRenderer, NeitherAllocatesNorLocksInAnyMode)
{
    Renderer& renderer = m_rig.renderer;
    EXPECT_EQ(crank(64), 0U); // held, without content
    renderer.setRunning(true, 100);
    EXPECT_EQ(crank(64), 0U); // running, without content
    m_rig.play(1, 0.3F, 60'000);
    EXPECT_EQ(crank(512), 512U); // fading in
    EXPECT_EQ(crank(kMostFrames),
              kMostFrames); // plain, longer than the renderer's own buffer; 0.3 needs dither
    renderer.setGain(0.4F);
    EXPECT_EQ(crank(500), 500U); // gain on its way
    EXPECT_EQ(crank(1000), 1000U);
    m_rig.play(2, 0.7F, 2000, {300, 300});
    EXPECT_EQ(crank(200), 200U); // swap fading out
    EXPECT_EQ(crank(200), 200U); // changing over
    EXPECT_EQ(renderer.progress().epoch, 2U);
    renderer.setRunning(false, 400);
    EXPECT_EQ(crank(200), 200U); // hold during the swap's fade in
    EXPECT_EQ(crank(400), 200U);
    EXPECT_EQ(crank(400), 0U); // held
    m_rig.play(3, 0.7F, 1000, {300, 300});
    EXPECT_EQ(crank(400), 0U); // taken on while held
    renderer.setRunning(true, 0);
    m_rig.play(4, 0.7F, 1000);
    renderer.beginRing(5);
    EXPECT_EQ(crank(400), 400U); // withdrawn
    EXPECT_EQ(crank(1000), 600U);
    EXPECT_EQ(crank(1000), 0U);
    EXPECT_EQ(renderer.underruns(), 1U); // dry
    renderer.publishRing({});
    m_rig.play(6, 0.1F, 100).finish();
    EXPECT_EQ(crank(400), 100U);
    EXPECT_EQ(crank(400), 0U);
    EXPECT_TRUE(renderer.isDrained());
    m_rig.play(7, 0.1F, 60'000);
    while (!renderer.hasRunAway()) {
        const Renderer::Clock::time_point before = m_rig.now;
        crank(1000);
        m_rig.now = before + std::chrono::microseconds(1);
    }
    EXPECT_EQ(crank(400), 0U); // run away
}

INSTANTIATE_TEST_SUITE_P(EveryFormat, RealTimeRenderer,
                         testing::Values(SampleFormat::Int8, SampleFormat::Int16, SampleFormat::Int24,
                                         SampleFormat::Int32, SampleFormat::Float32, SampleFormat::Float64));

} // namespace
} // namespace stellatune
