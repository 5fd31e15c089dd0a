// Events between the host and its plugins, and from instances to whoever watches.
#pragma once

#include "pluginhost/host/event_queue.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

/// Belongs to one plugin runtime: two in one process do not see each other. Any thread.
class EventHub {
  public:
    /// The plugin's queue. It lives as long as somebody holds it, which each load of the plugin does, so that
    /// an update loses no event; after the last one it is gone with what waited in it.
    std::shared_ptr<EventQueue> queueOf(const std::string& pluginId);

    /// To one plugin; false when it is not loaded. `payload` is JSON.
    bool send(const std::string& pluginId, std::string_view topic, std::string_view payload);
    /// Whether any plugin is loaded, so that an event is worth putting together.
    bool isHeard() const;
    /// To all that are loaded; answers how many.
    uint32_t broadcast(std::string_view topic, std::string_view payload);

    /// Something about an instance, such as host.instance.config_update, for everybody who watches.
    void publish(std::string_view topic, std::string_view payload);

    /// `watcher` is called on the publishing thread and must not wait. It is not called any more once the
    /// returned handle is gone; the handle must not go inside a call.
    using Watcher = std::function<void(std::string_view topic, std::string_view payload)>;
    [[nodiscard]] std::shared_ptr<void> watch(Watcher watcher);

  private:
    /// The lock is held during the call, so that ending a subscription waits for a call under way.
    struct Subscription {
        std::mutex mutex;
        Watcher watcher;
    };

    mutable std::mutex m_mutex;
    std::map<std::string, std::weak_ptr<EventQueue>> m_queues;
    std::vector<std::weak_ptr<Subscription>> m_subscriptions;
};

} // namespace stellatune
