#include "engine/source/owner_threads.h"

#include <system_error>
#include <utility>

namespace stellatune {

OwnerThreads::~OwnerThreads()
{
    for (std::thread& thread : m_ended) {
        // The last thread lets go of this object itself, with nothing left to do after that.
        if (thread.get_id() == std::this_thread::get_id())
            thread.detach();
        else
            thread.join();
    }
}

bool OwnerThreads::start(std::function<void()> body)
{
    const std::lock_guard lock(m_mutex);
    joinEnded();
    if (m_running.size() >= m_limit)
        return false;
    const uint64_t number = ++m_started;
    try {
        m_running.emplace(number,
                          std::thread([self = shared_from_this(), number, run = std::move(body)]() mutable {
                              run();
                              run = nullptr; // what it holds goes before the thread counts as ended
                              self->ended(number);
                          }));
    } catch (const std::system_error&) {
        return false;
    }
    return true;
}

void OwnerThreads::ended(uint64_t number)
{
    const std::lock_guard lock(m_mutex);
    const auto self = m_running.find(number);
    m_ended.push_back(std::move(self->second));
    m_running.erase(self);
    m_oneEnded.notify_all();
}

void OwnerThreads::joinEnded()
{
    for (std::thread& thread : m_ended)
        thread.join();
    m_ended.clear();
}

size_t OwnerThreads::running() const
{
    const std::lock_guard lock(m_mutex);
    return m_running.size();
}

bool OwnerThreads::waitUntilNone(std::chrono::milliseconds limit)
{
    std::unique_lock lock(m_mutex);
    const bool none = m_oneEnded.wait_for(lock, limit, [this] { return m_running.empty(); });
    joinEnded();
    return none;
}

} // namespace stellatune
