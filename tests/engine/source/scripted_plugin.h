// The host's side of the plugin source_scripted.c: what the plugin does, a test decides here.
#pragma once

#include "pluginapi/abi/module.h"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace stellatune::testing {

/// Outlives the library. Any thread.
class ScriptedPlugin {
  public:
    struct Call {
        std::string command;
        unsigned id = 0;
        std::string fields;
    };
    struct Answer {
        int32_t status = ST_OK;
        std::string text;
    };
    using Script = std::function<Answer(const Call&)>;

    ScriptedPlugin();
    ScriptedPlugin(const ScriptedPlugin&) = delete;
    ScriptedPlugin& operator=(const ScriptedPlugin&) = delete;

    const StHost& host() const { return m_host; }
    /// For a host that passes the plugin's requests on.
    Answer answer(const Call& call);

    /// What the plugin does from now on when it comes to `command`. Runs on the thread that does it. Without
    /// one it succeeds with nothing in it.
    void on(const std::string& command, Script script);
    /// A script that waits until the gate is open, or until the operation is cancelled, and then succeeds
    /// with `text` or was cancelled. Streams wait until they are interrupted.
    Script atGate(std::string text = "{}");
    /// The same, deaf to cancel() and interrupt().
    Script deafAtGate(std::string text = "{}");
    void openGate();
    void shutGate();

    size_t count(const std::string& command) const;
    /// Waits until the command has come that often; a failure of the test when that takes forever.
    void awaitCount(const std::string& command, size_t times);
    /// Commands in their order, as "close 7"; those in `which` alone.
    std::vector<std::string> history(const std::set<std::string>& which) const;
    /// Calls of an instance from another thread than the one that created it.
    size_t wrongThreads() const;
    size_t liveInstances() const { return count("create") - refusedCreates() - count("destroy"); }

  private:
    static void log(void* context, int32_t level, StString line);
    static int32_t control(void* context, const StControlRequest* request, const StWriter* out);
    static int32_t nothing(void* context, const StWriter* out);
    void checkThread(const Call& call);
    size_t refusedCreates() const;

    const StHost m_host;
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_changed;
    std::map<std::string, Script> m_scripts;
    std::map<std::string, size_t> m_counts;
    std::vector<std::string> m_history;
    std::set<unsigned> m_cancelled; ///< operations, and streams that were interrupted
    std::map<unsigned, std::thread::id> m_threads;
    size_t m_wrongThreads = 0;
    size_t m_refusedCreates = 0;
    bool m_gateOpen = false;
};

} // namespace stellatune::testing
