// Tasks of one owner, one after another, on one thread.
#pragma once

#include "engine/source/owner_threads.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace stellatune {

/// Has a thread while there are tasks or somebody holds it; the next task after that gets another one. So an
/// owner that holds it as long as it has an instance calls that instance from one thread only. Any thread;
/// always in a shared_ptr.
class SerialExecutor : public std::enable_shared_from_this<SerialExecutor> {
  public:
    using Task = std::function<void()>;

    explicit SerialExecutor(std::shared_ptr<OwnerThreads> threads) : m_threads(std::move(threads)) {}
    SerialExecutor(const SerialExecutor&) = delete;
    SerialExecutor& operator=(const SerialExecutor&) = delete;

    /// False when it would take a thread and there is none; never while somebody holds it. Does not wait for
    /// tasks. What the task captured is destroyed on its thread.
    bool post(Task task);
    /// The same while there is a thread; false when there is none. For tasks that concern only what an owner
    /// holds.
    bool postIfRunning(Task task);

    void hold();
    void letGo();

  private:
    void run();

    const std::shared_ptr<OwnerThreads> m_threads;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Task> m_tasks;
    size_t m_holds = 0;
    bool m_running = false; ///< a thread is in run(), and will look at m_tasks once more
};

} // namespace stellatune
