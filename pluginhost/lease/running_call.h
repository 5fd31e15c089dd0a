// Which code of which plugin is running, for those who watch for hangs and crashes.
#pragma once

#include "pluginhost/lease/watched_thread.h"

#include <atomic>
#include <cstdint>
#include <optional>
#include <utility>

namespace stellatune {

/// The plugin whose code the calling thread is in.
struct PluginInCharge {
    const char* pluginId = nullptr; ///< null when it is the host's own code
    const char* function = nullptr;
    /// Whether this is kept for the thread at all: not for threads that plugins start, nor for those of the
    /// host that never entered one.
    bool isKept = false;
};

namespace detail {
// Without a destructor, and there as soon as the thread is.
extern constinit thread_local PluginInCharge t_pluginInCharge;
/// Of the thread itself; null where nobody watches.
extern constinit thread_local WatchedThread* t_watchedThread;
} // namespace detail

/// Of the calling thread. Plain reads of thread-local memory, so a signal handler may ask.
inline const PluginInCharge& pluginInCharge()
{
    return detail::t_pluginInCharge;
}

/// Says for its lifetime that the calling thread runs code of a plugin.
class PluginCallScope {
  public:
    /// The texts outlive the scope.
    PluginCallScope(const char* pluginId, const char* function)
        : m_outer(std::exchange(detail::t_pluginInCharge, PluginInCharge{pluginId, function, true}))
    {
        if (pluginId != nullptr)
            m_outer.isKept = true; // from now on, while a plugin's thread is here for the moment
        // What the host does for the plugin meanwhile belongs to the plugin's call.
        if (pluginId != nullptr && m_outer.pluginId == nullptr && detail::t_watchedThread != nullptr) {
            m_watched = detail::t_watchedThread;
            m_watched->enter(pluginId, function);
        }
    }
    ~PluginCallScope()
    {
        if (m_watched != nullptr)
            m_watched->leave();
        detail::t_pluginInCharge = m_outer;
    }
    PluginCallScope(const PluginCallScope&) = delete;
    PluginCallScope& operator=(const PluginCallScope&) = delete;

  private:
    PluginInCharge m_outer;
    WatchedThread* m_watched = nullptr;
};

/// What one instance is doing. Costs the caller a few plain stores; whoever watches keeps the time.
class RunningCall {
  public:
    struct View {
        const char* function = nullptr; ///< in the names of the interface
        uint64_t call = 0;              ///< the same number as last time: the same call
    };

    /// The instance's owner.
    void begin(const char* function)
    {
        // One thread writes; an atomic addition would cost ten times as much.
        m_call.store(m_call.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        m_function.store(function, std::memory_order_release);
    }
    void end() { m_function.store(nullptr, std::memory_order_release); }

    /// Any thread; none when no call is running.
    std::optional<View> view() const
    {
        const char* function = m_function.load(std::memory_order_acquire);
        if (function == nullptr)
            return std::nullopt;
        return View{function, m_call.load(std::memory_order_relaxed)};
    }

  private:
    std::atomic<const char*> m_function = nullptr;
    std::atomic<uint64_t> m_call = 0;
};

} // namespace stellatune
