#include "engine/source/serial_executor.h"

#include <utility>

namespace stellatune {

bool SerialExecutor::post(Task task)
{
    const std::lock_guard lock(m_mutex);
    if (!m_running) {
        if (!m_threads->start([self = shared_from_this()] { self->run(); }))
            return false;
        m_running = true;
    }
    m_tasks.push_back(std::move(task));
    m_changed.notify_one();
    return true;
}

bool SerialExecutor::postIfRunning(Task task)
{
    const std::lock_guard lock(m_mutex);
    if (!m_running)
        return false;
    m_tasks.push_back(std::move(task));
    m_changed.notify_one();
    return true;
}

void SerialExecutor::hold()
{
    const std::lock_guard lock(m_mutex);
    ++m_holds;
}

void SerialExecutor::letGo()
{
    const std::lock_guard lock(m_mutex);
    --m_holds;
    m_changed.notify_one();
}

void SerialExecutor::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        if (!m_tasks.empty()) {
            Task task = std::move(m_tasks.front());
            m_tasks.pop_front();
            lock.unlock();
            task();
            task = nullptr; // what it captured goes here, without the lock
            lock.lock();
        } else if (m_holds != 0) {
            m_changed.wait(lock);
        } else {
            m_running = false;
            return;
        }
    }
}

} // namespace stellatune
