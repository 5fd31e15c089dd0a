// The host's timer, by a clock that is turned by hand and by the real one.
#include "engine/source/deadline_timer.h"

#include "engine/source/query_limits.h"
#include "engine/source/query_slots.h"

#include <atomic>
#include <future>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using Clock = DeadlineTimer::Clock;

const Clock::time_point kStart{1h};

class HandTurned {
  public:
    HandTurned() : m_timer([this] { return kStart + std::chrono::milliseconds(m_elapsedMs.load()); }) {}

    DeadlineTimer& timer() { return m_timer; }
    void setTo(std::chrono::milliseconds elapsed)
    {
        m_elapsedMs = elapsed.count();
        m_timer.clockMoved();
    }

  private:
    std::atomic<int64_t> m_elapsedMs = 0;
    DeadlineTimer m_timer;
};

TEST(DeadlineTimer, CallsInTheOrderOfTime)
{
    HandTurned clock;
    std::vector<int> order; // the timer's thread alone, until the last has been called
    std::promise<void> last;
    clock.timer().at(kStart + 3s, [&] {
        order.push_back(3);
        last.set_value();
    });
    clock.timer().at(kStart + 1s, [&] { order.push_back(1); });
    clock.timer().at(kStart + 2s, [&] { order.push_back(2); });
    clock.setTo(3s);
    last.get_future().get();
    EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST(DeadlineTimer, CallsNothingBeforeItsTime)
{
    HandTurned clock;
    std::atomic<bool> early = false;
    std::promise<void> other;
    clock.timer().at(kStart + 2s, [&] { early = true; });
    clock.timer().at(kStart + 1999ms, [&] { other.set_value(); });
    clock.setTo(1999ms);
    other.get_future().get();
    std::promise<void> again; // the timer has looked once more by then
    clock.timer().at(kStart, [&] { again.set_value(); });
    again.get_future().get();
    EXPECT_FALSE(early);
}

TEST(DeadlineTimer, ForgetsWhatIsCancelled)
{
    HandTurned clock;
    auto kept = std::make_shared<int>(0);
    const std::weak_ptr<int> watched = kept;
    const DeadlineTimer::Ticket ticket =
        clock.timer().at(kStart + 1s, [kept = std::move(kept)] { ADD_FAILURE() << *kept; });
    clock.timer().cancel(ticket);
    EXPECT_TRUE(watched.expired());
    clock.timer().cancel(ticket);
    clock.timer().cancel({});
    std::promise<void> after;
    clock.timer().at(kStart + 1s, [&] { after.set_value(); });
    clock.setTo(1s);
    after.get_future().get();
}

TEST(DeadlineTimer, RunsByItselfOnTheRealClock)
{
    DeadlineTimer timer;
    std::promise<void> called;
    timer.at(timer.now() + 1ms, [&] { called.set_value(); });
    called.get_future().get();
}

TEST(DeadlineTimer, MayEndFromOneOfItsFunctions)
{
    auto timer = std::make_shared<DeadlineTimer>();
    std::promise<void> handedOver;
    std::promise<void> ended;
    std::shared_ptr<DeadlineTimer> last;
    timer->at(timer->now(), [&] {
        handedOver.get_future().get();
        last.reset();
        ended.set_value();
    });
    last = std::move(timer);
    handedOver.set_value();
    ended.get_future().get();
}

TEST(OperationDeadline, IsAlwaysBeforeTheCallers)
{
    const QueryLimits limits;
    const Clock::time_point asked = kStart;
    const Clock::time_point callers = asked + limits.caller;
    struct Case {
        std::chrono::milliseconds waited;
        std::chrono::milliseconds deadline; ///< after it was asked
    };
    for (const Case& expected : {Case{0ms, 10s}, Case{1ms, 10s}, Case{5s, 10s}, Case{9'999ms, 10s}}) {
        EXPECT_EQ(operationDeadline(asked + expected.waited, callers, limits), asked + expected.deadline);
        EXPECT_LT(operationDeadline(asked + expected.waited, callers, limits), callers);
    }
    EXPECT_LE(operationDeadline(asked + 10s, callers, limits), asked + 10s) << "too late to begin";
    QueryLimits brief;
    brief.operation = 3s;
    EXPECT_EQ(operationDeadline(asked + 2s, callers, brief), asked + 5s);
    EXPECT_LT(limits.operation, limits.caller);
}

TEST(QuerySlots, WakeEverybodyWhoWaits)
{
    QuerySlots slots(1);
    int woken = 0;
    EXPECT_TRUE(slots.take([&] { ++woken; }));
    EXPECT_FALSE(slots.take([&] { ++woken; }));
    EXPECT_FALSE(slots.take([&] { ++woken; }));
    EXPECT_EQ(woken, 0);
    slots.giveBack();
    EXPECT_EQ(woken, 2);
    EXPECT_TRUE(slots.take([] {}));
    slots.giveBack();
    EXPECT_EQ(woken, 2);
}

} // namespace
} // namespace stellatune
