#include "engine/source/query_slots.h"

#include <utility>

namespace stellatune {

bool QuerySlots::take(std::function<void()> wake)
{
    const std::lock_guard lock(m_mutex);
    if (m_free == 0) {
        m_waiting.push_back(std::move(wake));
        return false;
    }
    --m_free;
    return true;
}

void QuerySlots::giveBack()
{
    // All are woken, as the first may have no use for the slot any more.
    std::vector<std::function<void()>> waiting;
    {
        const std::lock_guard lock(m_mutex);
        ++m_free;
        waiting.swap(m_waiting);
    }
    for (const std::function<void()>& wake : waiting)
        wake();
}

} // namespace stellatune
