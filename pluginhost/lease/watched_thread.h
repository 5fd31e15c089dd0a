// Which call into a plugin a thread is in, for another thread that waits for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace stellatune {

/// Written by the thread that is watched, through PluginCallScope. The lock is held for moments; it keeps the
/// plugin's texts while they are copied.
class WatchedThread {
  public:
    struct Call {
        std::string pluginId;
        std::string function; ///< in the names of the interface
        uint64_t number = 0;  ///< the same as last time: the same call
        std::chrono::steady_clock::time_point since;
    };

    /// Any thread; none when none of a plugin's code runs.
    std::optional<Call> call() const;

    /// From now on it is the calling thread that is watched.
    void begin();
    /// It is no more. By that thread.
    void end();

  private:
    friend class PluginCallScope;
    void enter(const char* pluginId, const char* function);
    void leave();

    mutable std::mutex m_mutex;
    // guarded by m_mutex
    const char* m_pluginId = nullptr; ///< null: in no call; else valid until leave()
    const char* m_function = nullptr;
    uint64_t m_number = 0;
    std::chrono::steady_clock::time_point m_since;
};

} // namespace stellatune
