// Values on their way to one thread.
#pragma once

#include "engine/audio/doorbell.h"

#include <deque>
#include <mutex>
#include <utility>

namespace stellatune {

/// Any thread posts, one thread takes. The lock is held for the push or the swap alone.
template <typename Message>
class Mailbox {
  public:
    /// `bell` is what the taking thread sleeps on; it is rung after every post.
    explicit Mailbox(Doorbell& bell) : m_bell(bell) {}

    void post(Message message)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_messages.push_back(std::move(message));
        }
        m_bell.ring();
    }

    std::deque<Message> takeAll()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_messages, {});
    }

    bool isEmpty() const
    {
        const std::lock_guard lock(m_mutex);
        return m_messages.empty();
    }

  private:
    Doorbell& m_bell;
    mutable std::mutex m_mutex;
    std::deque<Message> m_messages;
};

} // namespace stellatune
