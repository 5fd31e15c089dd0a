#include "pluginhost/runtime/task_queue.h"

#include <utility>

namespace stellatune {

bool TaskQueue::post(Task task)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_isClosed)
            return false;
        m_tasks.push_back(std::move(task));
        if (m_wake)
            m_wake();
    }
    m_posted.notify_one();
    return true;
}

void TaskQueue::onPosted(std::function<void()> wake)
{
    const std::lock_guard lock(m_mutex);
    m_wake = std::move(wake);
}

std::optional<TaskQueue::Task> TaskQueue::next()
{
    const std::lock_guard lock(m_mutex);
    if (m_tasks.empty())
        return std::nullopt;
    Task task = std::move(m_tasks.front());
    m_tasks.pop_front();
    return task;
}

void TaskQueue::run()
{
    while (const std::optional<Task> task = next())
        (*task)();
}

bool TaskQueue::runUntil(const std::function<bool()>& condition, Clock::time_point deadline)
{
    for (;;) {
        run();
        if (condition())
            return true;
        std::unique_lock lock(m_mutex);
        if (!m_posted.wait_until(lock, deadline, [this] { return !m_tasks.empty(); }))
            return false;
    }
}

void TaskQueue::close()
{
    std::deque<Task> dropped; // what they own goes after the lock
    const std::lock_guard lock(m_mutex);
    m_isClosed = true;
    m_wake = nullptr;
    dropped.swap(m_tasks);
}

} // namespace stellatune
