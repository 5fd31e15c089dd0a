#include "pluginhost/host/event_queue.h"

#include <utility>

#include <fmt/format.h>

namespace stellatune {

void EventQueue::push(std::string_view topic, std::string_view payload)
{
    const std::lock_guard lock(m_mutex);
    if (m_events.size() == kCapacity) {
        m_events.pop_front();
        ++m_dropped;
        ++m_droppedInAll;
    }
    m_events.push_back({std::string(topic), std::string(payload)});
}

std::optional<std::string> EventQueue::take()
{
    Event event;
    uint64_t dropped = 0;
    {
        const std::lock_guard lock(m_mutex);
        if (m_events.empty())
            return std::nullopt;
        event = std::move(m_events.front());
        m_events.pop_front();
        dropped = std::exchange(m_dropped, 0);
    }
    // Topics are the host's own names and need no escapes.
    const std::string loss = dropped > 0 ? fmt::format(R"(,"dropped":{})", dropped) : std::string();
    return fmt::format(R"({{"topic":"{}","payload":{}{}}})", event.topic, event.payload, loss);
}

void EventQueue::countLost()
{
    const std::lock_guard lock(m_mutex);
    ++m_dropped;
    ++m_droppedInAll;
}

uint64_t EventQueue::droppedInAll() const
{
    const std::lock_guard lock(m_mutex);
    return m_droppedInAll;
}

} // namespace stellatune
