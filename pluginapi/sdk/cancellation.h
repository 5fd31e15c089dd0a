// SPDX-License-Identifier: MIT
// How long work learns that nobody waits for it any more.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "error.h"

namespace stellatune::sdk {

/// Handed to the functions of sources and lyrics providers, and valid while they run. Any thread.
class Cancellation {
  public:
    Cancellation() = default;
    Cancellation(const Cancellation&) = delete;
    Cancellation& operator=(const Cancellation&) = delete;

    bool cancelled() const
    {
        const std::lock_guard lock(m_mutex);
        return m_cancelled;
    }

    /// Throws ST_ERR_CANCELLED. To be called between the steps of the work.
    void throwIfCancelled() const
    {
        if (cancelled())
            throw Error(ST_ERR_CANCELLED, "The work was cancelled.");
    }

    /// Sleeps that long, or until cancelled; true when cancelled.
    bool waitFor(std::chrono::milliseconds time)
    {
        std::unique_lock lock(m_mutex);
        return m_wake.wait_for(lock, time, [this] { return m_cancelled; });
    }

    /// While it lives, cancelling calls its function, which wakes a blocking call, such as by closing its
    /// socket: Interrupt wake(cancellation, [&] { connection.abort(); });
    ///
    /// The function runs on the thread that cancels, once, or at once when cancelled already. It must not
    /// wait or touch the Cancellation; what it throws is dropped. It does not run any more when the
    /// destructor has returned.
    class Interrupt {
      public:
        Interrupt(Cancellation& cancellation, std::function<void()> function)
            : m_cancellation(cancellation), m_function(std::move(function))
        {
            const std::lock_guard lock(m_cancellation.m_mutex);
            m_cancellation.m_interrupts.push_back(this);
            if (m_cancellation.m_cancelled)
                run();
        }
        ~Interrupt()
        {
            const std::lock_guard lock(m_cancellation.m_mutex);
            std::erase(m_cancellation.m_interrupts, this);
        }
        Interrupt(const Interrupt&) = delete;
        Interrupt& operator=(const Interrupt&) = delete;

      private:
        friend class Cancellation;

        void run() const noexcept
        {
            try {
                m_function();
            } catch (...) {
                // Whoever cancels has no use for the reason, and the work ends by itself in the worst case.
                return;
            }
        }

        Cancellation& m_cancellation;
        std::function<void()> m_function;
    };

    /// Without effect the second time. The SDK calls it for the host; a test may.
    void cancel() noexcept
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_cancelled, true))
            return;
        m_wake.notify_all();
        for (const Interrupt* interrupt : m_interrupts)
            interrupt->run();
    }

  private:
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_cancelled = false;
    std::vector<Interrupt*> m_interrupts;
};

} // namespace stellatune::sdk
