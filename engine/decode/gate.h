// What lies between a thread that may be left behind and those who may be gone then.
#pragma once

#include <mutex>
#include <utility>

namespace stellatune {

/// Lets calls through until it is closed. Any thread; no call may pass the gate that it is in.
class Gate {
  public:
    /// False, and nothing is called, when it is closed.
    template <typename Call>
    bool pass(Call&& call)
    {
        const std::lock_guard lock(m_mutex);
        if (m_isClosed)
            return false;
        std::forward<Call>(call)();
        return true;
    }

    /// No call is on the other side afterwards, and none comes.
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
    }

  private:
    std::mutex m_mutex; ///< held during a call
    bool m_isClosed = false;
};

} // namespace stellatune
