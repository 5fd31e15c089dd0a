#include "engine/source/deadline_timer.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>

namespace stellatune {

struct DeadlineTimer::State {
    Now now;
    std::mutex mutex;
    std::condition_variable changed;
    std::map<Ticket, std::function<void()>> waiting;
    uint64_t lastTicket = 0;
    bool stopped = false;
};

DeadlineTimer::DeadlineTimer(Now now) : m_state(std::make_shared<State>())
{
    m_state->now = std::move(now);
    m_thread = std::thread([state = m_state] { run(state); });
}

DeadlineTimer::~DeadlineTimer()
{
    std::map<Ticket, std::function<void()>> dropped;
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->stopped = true;
        dropped.swap(m_state->waiting);
        m_state->changed.notify_all();
    }
    if (m_thread.get_id() == std::this_thread::get_id())
        m_thread.detach();
    else
        m_thread.join();
}

DeadlineTimer::Clock::time_point DeadlineTimer::now() const
{
    return m_state->now();
}

DeadlineTimer::Ticket DeadlineTimer::at(Clock::time_point time, std::function<void()> expired)
{
    const std::lock_guard lock(m_state->mutex);
    const Ticket ticket{time, ++m_state->lastTicket};
    m_state->waiting.emplace(ticket, std::move(expired));
    if (m_state->waiting.begin()->first == ticket)
        m_state->changed.notify_all();
    return ticket;
}

void DeadlineTimer::cancel(const Ticket& ticket)
{
    std::function<void()> dropped; // what it captured goes without the lock
    const std::lock_guard lock(m_state->mutex);
    const auto found = m_state->waiting.find(ticket);
    if (found == m_state->waiting.end())
        return;
    dropped = std::move(found->second);
    m_state->waiting.erase(found);
}

void DeadlineTimer::clockMoved()
{
    const std::lock_guard lock(m_state->mutex);
    m_state->changed.notify_all();
}

void DeadlineTimer::run(const std::shared_ptr<State>& state)
{
    std::unique_lock lock(state->mutex);
    while (!state->stopped) {
        const auto first = state->waiting.begin();
        if (first == state->waiting.end()) {
            state->changed.wait(lock);
            continue;
        }
        const Clock::duration left = first->first.first - state->now();
        if (left > Clock::duration::zero()) {
            // Bounded, because adding a far deadline to the time of day may overflow in the library.
            state->changed.wait_for(lock, std::min<Clock::duration>(left, std::chrono::hours(1)));
            continue;
        }
        std::function<void()> expired = std::move(first->second);
        state->waiting.erase(first);
        lock.unlock();
        expired();
        expired = nullptr;
        lock.lock();
    }
}

} // namespace stellatune
