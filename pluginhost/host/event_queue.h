// Events on their way to one plugin.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace stellatune {

/// Bounded: when it is full the oldest event goes, and the next one taken tells how many did. Any thread.
class EventQueue {
  public:
    static constexpr size_t kCapacity = 512;

    /// `payload` is JSON.
    void push(std::string_view topic, std::string_view payload);
    /// The oldest event as a JSON object {"topic", "payload"}, with "dropped" after a loss; none when none
    /// waits.
    std::optional<std::string> take();
    /// An event that was taken did not reach the plugin.
    void countLost();
    uint64_t droppedInAll() const;

  private:
    struct Event {
        std::string topic;
        std::string payload;
    };

    mutable std::mutex m_mutex;
    std::deque<Event> m_events;
    uint64_t m_dropped = 0; ///< since the last take()
    uint64_t m_droppedInAll = 0;
};

} // namespace stellatune
