// The host's own clock for what others promised to do in time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

namespace stellatune {

/// One thread that calls functions when their time has come, whether or not anybody waits or polls. Any
/// thread.
class DeadlineTimer {
  public:
    using Clock = std::chrono::steady_clock;
    using Now = std::function<Clock::time_point()>;
    /// Orders by time. The default names nothing.
    using Ticket = std::pair<Clock::time_point, uint64_t>;

    /// A test that turns `now` by hand calls clockMoved().
    explicit DeadlineTimer(Now now = Clock::now);
    /// Drops what is left. Waits for a function that runs, unless it is that function that lets go.
    ~DeadlineTimer();
    DeadlineTimer(const DeadlineTimer&) = delete;
    DeadlineTimer& operator=(const DeadlineTimer&) = delete;

    Clock::time_point now() const;
    /// `expired` must not wait, and never enters a plugin: it would hold up everybody's deadlines.
    Ticket at(Clock::time_point time, std::function<void()> expired);
    /// Without effect on what runs already or has run.
    void cancel(const Ticket& ticket);

    void clockMoved();

  private:
    struct State;
    static void run(const std::shared_ptr<State>& state);

    const std::shared_ptr<State> m_state; ///< shared with the thread
    std::thread m_thread;
};

} // namespace stellatune
