#include "pluginhost/host/event_hub.h"

#include <algorithm>
#include <utility>

namespace stellatune {

std::shared_ptr<EventQueue> EventHub::queueOf(const std::string& pluginId)
{
    const std::lock_guard lock(m_mutex);
    std::weak_ptr<EventQueue>& known = m_queues[pluginId];
    std::shared_ptr<EventQueue> queue = known.lock();
    if (queue == nullptr)
        known = queue = std::make_shared<EventQueue>();
    return queue;
}

bool EventHub::send(const std::string& pluginId, std::string_view topic, std::string_view payload)
{
    std::shared_ptr<EventQueue> queue;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_queues.find(pluginId);
        queue = found != m_queues.end() ? found->second.lock() : nullptr;
    }
    if (queue == nullptr)
        return false;
    queue->push(topic, payload);
    return true;
}

bool EventHub::isHeard() const
{
    const std::lock_guard lock(m_mutex);
    return std::any_of(m_queues.begin(), m_queues.end(),
                       [](const auto& entry) { return !entry.second.expired(); });
}

uint32_t EventHub::broadcast(std::string_view topic, std::string_view payload)
{
    std::vector<std::shared_ptr<EventQueue>> queues;
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_queues, [](const auto& entry) { return entry.second.expired(); });
        for (const auto& [id, known] : m_queues) {
            if (std::shared_ptr<EventQueue> queue = known.lock())
                queues.push_back(std::move(queue));
        }
    }
    for (const auto& queue : queues)
        queue->push(topic, payload);
    return static_cast<uint32_t>(queues.size());
}

void EventHub::publish(std::string_view topic, std::string_view payload)
{
    std::vector<std::shared_ptr<Subscription>> subscriptions;
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_subscriptions, [](const auto& known) { return known.expired(); });
        for (const auto& known : m_subscriptions) {
            if (std::shared_ptr<Subscription> subscription = known.lock())
                subscriptions.push_back(std::move(subscription));
        }
    }
    for (const auto& subscription : subscriptions) {
        const std::lock_guard lock(subscription->mutex);
        if (subscription->watcher)
            subscription->watcher(topic, payload);
    }
}

std::shared_ptr<void> EventHub::watch(Watcher watcher)
{
    auto subscription = std::make_shared<Subscription>();
    subscription->watcher = std::move(watcher);
    {
        const std::lock_guard lock(m_mutex);
        m_subscriptions.push_back(subscription);
    }
    return {subscription.get(), [subscription](void*) {
                const std::lock_guard lock(subscription->mutex);
                subscription->watcher = nullptr;
            }};
}

} // namespace stellatune
