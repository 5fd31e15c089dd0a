// Which code of which plugin is running, for those who watch for hangs and crashes.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>

namespace stellatune {

/// The plugin whose code the calling thread is in.
struct PluginInCharge {
    const char* pluginId = nullptr; ///< null when it is the host's own code
    const char* function = nullptr;
};

/// Of the calling thread. Plain reads of thread-local memory, so a signal handler may ask.
const PluginInCharge& pluginInCharge();

/// Says for its lifetime that the calling thread runs code of a plugin.
class PluginCallScope {
  public:
    /// The texts outlive the scope.
    PluginCallScope(const char* pluginId, const char* function);
    ~PluginCallScope();
    PluginCallScope(const PluginCallScope&) = delete;
    PluginCallScope& operator=(const PluginCallScope&) = delete;

  private:
    const PluginInCharge m_outer;
};

/// What one instance is doing. Costs the caller a few plain stores; whoever watches keeps the time.
class RunningCall {
  public:
    struct View {
        const char* function = nullptr; ///< in the names of the interface
        uint64_t call = 0;              ///< the same number as last time: the same call
        std::thread::id thread;
    };

    /// The instance's owner.
    void begin(const char* function)
    {
        m_thread.store(std::this_thread::get_id(), std::memory_order_relaxed);
        m_call.fetch_add(1, std::memory_order_relaxed);
        m_function.store(function, std::memory_order_release);
    }
    void end() { m_function.store(nullptr, std::memory_order_release); }

    /// Any thread; none when no call is running.
    std::optional<View> view() const
    {
        const char* function = m_function.load(std::memory_order_acquire);
        if (function == nullptr)
            return std::nullopt;
        return View{function, m_call.load(std::memory_order_relaxed),
                    m_thread.load(std::memory_order_relaxed)};
    }

  private:
    std::atomic<const char*> m_function = nullptr;
    std::atomic<uint64_t> m_call = 0;
    std::atomic<std::thread::id> m_thread;
};

} // namespace stellatune
