// A thread for calls into an audio driver, which may take long, or never return when a sound server hangs.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <thread>

namespace stellatune {

/// Runs one call after the other on one thread, because some drivers want all calls of a stream from the same
/// one. Used by one thread.
class DriverThread {
  public:
    DriverThread();
    /// Ends the thread, or leaves it alone when it is stuck.
    ~DriverThread();
    DriverThread(const DriverThread&) = delete;
    DriverThread& operator=(const DriverThread&) = delete;

    /// True when `call` returned within `limit`. When not, the thread is stuck: it takes no further calls,
    /// finishes this one whenever the driver lets it, and ends. So `call` has to own all it touches; what it
    /// owns is destroyed on the thread.
    bool run(std::function<void()> call, std::chrono::milliseconds limit);
    bool isStuck() const { return m_stuck; }

  private:
    struct State;
    static void work(State& state);

    std::shared_ptr<State> m_state;
    std::thread m_thread;
    bool m_stuck = false;
};

} // namespace stellatune
