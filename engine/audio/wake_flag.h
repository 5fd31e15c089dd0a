// Calls a thread, and leaves a flag that says why it was called.
#pragma once

#include "engine/audio/doorbell.h"

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

namespace stellatune {

/// Any thread raises it, one thread lowers it. Asking costs one atomic read.
class WakeFlag : public std::enable_shared_from_this<WakeFlag> {
  public:
    /// `bell` is what that thread sleeps on.
    static std::shared_ptr<WakeFlag> make(std::shared_ptr<Doorbell> bell)
    {
        return std::shared_ptr<WakeFlag>(new WakeFlag(std::move(bell)));
    }

    void raise()
    {
        m_isUp.store(true, std::memory_order_release);
        m_bell->ring();
    }
    /// raise(), for those who may outlive everybody here.
    std::function<void()> raiser()
    {
        return [self = shared_from_this()] { self->raise(); };
    }

    bool isUp() const { return m_isUp.load(std::memory_order_acquire); }
    /// Whether it was up.
    bool lower() { return isUp() && m_isUp.exchange(false, std::memory_order_acq_rel); }

  private:
    explicit WakeFlag(std::shared_ptr<Doorbell> bell) : m_bell(std::move(bell)) {}

    std::atomic<bool> m_isUp = false;
    const std::shared_ptr<Doorbell> m_bell;
};

} // namespace stellatune
