#include "pluginhost/lease/owner_thread.h"

#include "pluginhost/lease/signal_stack.h"

namespace stellatune {

bool OwnerThread::handOver()
{
    if (m_owner.load(std::memory_order_acquire) != std::this_thread::get_id() || m_handedOver.exchange(true))
        return false;
    m_owner.store(std::thread::id(), std::memory_order_release);
    return true;
}

bool OwnerThread::takeOver(std::thread::id self)
{
    // Whoever writes the instance's memory before handing it over is seen by whoever takes it.
    std::thread::id nobody;
    if (!m_owner.compare_exchange_strong(nobody, self, std::memory_order_acq_rel))
        return false;
    ensureSignalStack();
    return true;
}

} // namespace stellatune
