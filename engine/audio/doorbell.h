// Wakes one sleeping thread. Never rung by the audio callback, because ringing takes a lock.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace stellatune {

/// A ring that comes before the wait is not lost; several rings before a wait count as one.
class Doorbell {
  public:
    void ring()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_rung = true;
        }
        m_condition.notify_one();
    }

    /// True when rung, false when `timeout` passed first. Either way the bell is quiet afterwards.
    bool waitFor(std::chrono::nanoseconds timeout)
    {
        std::unique_lock lock(m_mutex);
        const bool rung = m_condition.wait_until(lock, std::chrono::steady_clock::now() + timeout,
                                                 [this] { return m_rung; });
        m_rung = false;
        return rung;
    }

    void wait()
    {
        std::unique_lock lock(m_mutex);
        m_condition.wait(lock, [this] { return m_rung; });
        m_rung = false;
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_condition;
    bool m_rung = false;
};

} // namespace stellatune
