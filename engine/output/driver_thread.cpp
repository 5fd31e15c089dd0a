#include "engine/output/driver_thread.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace stellatune {

/// Shared with the thread, which outlives its owner when it is stuck.
struct DriverThread::State {
    std::mutex mutex;
    std::condition_variable changed;
    std::function<void()> call; ///< empty: nothing to do
    bool done = true;
    bool ending = false;
};

DriverThread::DriverThread() : m_state(std::make_shared<State>())
{
    m_thread = std::thread([state = m_state] { work(*state); });
}

DriverThread::~DriverThread()
{
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->ending = true;
    }
    m_state->changed.notify_all();
    if (m_stuck)
        m_thread.detach();
    else
        m_thread.join();
}

bool DriverThread::run(std::function<void()> call, std::chrono::milliseconds limit)
{
    if (m_stuck)
        return false;
    std::unique_lock lock(m_state->mutex);
    m_state->call = std::move(call);
    m_state->done = false;
    m_state->changed.notify_all();
    m_stuck = !m_state->changed.wait_until(lock, std::chrono::steady_clock::now() + limit,
                                           [this] { return m_state->done; });
    return !m_stuck;
}

void DriverThread::work(State& state)
{
    std::unique_lock lock(state.mutex);
    while (true) {
        state.changed.wait(lock, [&state] { return state.call || state.ending; });
        if (!state.call)
            return;
        std::function<void()> call = std::exchange(state.call, nullptr);
        lock.unlock();
        call();
        call = nullptr;
        lock.lock();
        state.done = true;
        state.changed.notify_all();
    }
}

} // namespace stellatune
