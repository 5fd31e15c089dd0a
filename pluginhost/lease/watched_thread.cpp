#include "pluginhost/lease/watched_thread.h"

#include "pluginhost/lease/running_call.h"

namespace stellatune {

std::optional<WatchedThread::Call> WatchedThread::call() const
{
    const std::lock_guard lock(m_mutex);
    if (m_pluginId == nullptr)
        return std::nullopt;
    return Call{m_pluginId, m_function, m_number, m_since};
}

void WatchedThread::begin()
{
    detail::t_watchedThread = this;
}

void WatchedThread::end()
{
    detail::t_watchedThread = nullptr;
}

void WatchedThread::enter(const char* pluginId, const char* function)
{
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock(m_mutex);
    m_pluginId = pluginId;
    m_function = function;
    ++m_number;
    m_since = now;
}

void WatchedThread::leave()
{
    const std::lock_guard lock(m_mutex);
    m_pluginId = nullptr;
}

} // namespace stellatune
