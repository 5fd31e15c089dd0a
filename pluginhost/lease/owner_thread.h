// Which thread may call a plugin instance.
#pragma once

#include <atomic>
#include <thread>

namespace stellatune {

/// The thread that made an instance owns it. It may hand it over once; then the first thread that calls owns
/// it for good. Everything may be called from any thread.
class OwnerThread {
  public:
    OwnerThread() : m_owner(std::this_thread::get_id()) {}

    /// By the owner, at most once: the next thread that asks isOwner() becomes the owner. False when the
    /// caller does not own it or it was handed over before.
    bool handOver();

    /// Whether the calling thread owns the instance; makes it the owner when the instance waits for one.
    bool isOwner()
    {
        const std::thread::id self = std::this_thread::get_id();
        return m_owner.load(std::memory_order_acquire) == self || takeOver(self);
    }

    /// No thread while the instance is on its way from one to the next.
    std::thread::id owner() const { return m_owner.load(std::memory_order_relaxed); }

  private:
    bool takeOver(std::thread::id self);

    std::atomic<std::thread::id> m_owner; ///< no thread while it is on its way
    std::atomic<bool> m_handedOver = false;
};

} // namespace stellatune
