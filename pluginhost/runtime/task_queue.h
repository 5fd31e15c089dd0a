// Work for one thread, from all others.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

namespace stellatune {

/// Tasks run in the order they were posted, until the queue is closed; shared with whoever may post after the
/// thread has gone.
class TaskQueue {
  public:
    using Task = std::function<void()>;
    using Clock = std::chrono::steady_clock;

    /// Any thread. False once closed: then `task` never runs.
    bool post(Task task);

    // ---- its thread ----

    /// `wake` is called, on any thread and under a lock, for each task; it must not wait. Null: nobody.
    void onPosted(std::function<void()> wake);
    void run();
    /// Runs tasks until `condition` holds; false when the time was up first.
    bool runUntil(const std::function<bool()>& condition, Clock::time_point deadline);
    /// What waits is dropped.
    void close();

  private:
    std::optional<Task> next();

    std::mutex m_mutex;
    std::condition_variable m_posted; ///< for runUntil()
    std::function<void()> m_wake;
    std::deque<Task> m_tasks;
    bool m_isClosed = false;
};

} // namespace stellatune
