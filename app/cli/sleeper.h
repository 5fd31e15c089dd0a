// Doing something again and again until somebody asks to stop.
#pragma once

#include "app/cli/interrupts.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace stellatune::cli {

/// One thread sleeps. As with Interrupts, to be made before any other thread.
class Sleeper {
  public:
    /// False once somebody has asked to stop, which ends the sleep.
    bool sleep(std::chrono::milliseconds time)
    {
        std::unique_lock lock(m_mutex);
        return !m_woken.wait_for(lock, time, [this] { return m_isOver; });
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_woken;
    bool m_isOver = false;
    const Interrupts m_interrupts{[this] {
        const std::lock_guard lock(m_mutex);
        m_isOver = true;
        m_woken.notify_all();
    }};
};

} // namespace stellatune::cli
