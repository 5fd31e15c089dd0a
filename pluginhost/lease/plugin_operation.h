// Work that a plugin does on its own time, as the host watches it.
#pragma once

#include "pluginapi/abi/operation.h"
#include "pluginhost/base/result.h"
#include "pluginhost/lease/module_lease.h"
#include "pluginhost/lease/owner_thread.h"
#include "pluginhost/lease/side_call.h"
#include "pluginhost/lease/signal_stack.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace stellatune {

/// Ends before the instance that began it. Destroying it cancels what is pending and waits until the plugin's
/// code has left it. The thread that owns the instance owns it, but poll(), wait() and cancel() may come from
/// any. Let go of by another thread it asserts in debug builds; in others the plugin is not entered, so what
/// it began goes on, and its library stays for good.
class PluginOperation {
  public:
    enum class State : uint8_t { Pending, Ready, Cancelled, Failed };

    /// A stream that a source opened; goes back to that source.
    struct OpenedStream {
        StStream stream{};
        std::string info; ///< a JSON object
    };

    /// Calls beginWith(notifier, &operation), on the thread that owns the instance. `onEnd` is called once,
    /// from any thread, when the operation is no longer pending; it must not wait, and may come before this
    /// returns.
    static Result<std::unique_ptr<PluginOperation>>
    begin(const std::shared_ptr<const ModuleLease>& lease, std::function<void()> onEnd,
          const std::function<Result<void>(StNotifier, StOperation*)>& beginWith);
    ~PluginOperation();
    PluginOperation(const PluginOperation&) = delete;
    PluginOperation& operator=(const PluginOperation&) = delete;

    Result<State> poll() const;
    /// Still Pending when the time is up.
    Result<State> wait(std::chrono::milliseconds limit) const;
    void cancel();

    /// The result, once, when Ready. Cancelled and failed operations answer with their error.
    Result<std::string> takeText();
    Result<OpenedStream> takeStream();

  private:
    class Notice;

    PluginOperation(std::shared_ptr<const ModuleLease> lease, std::function<void()> onEnd);
    void leaveForEver(std::string why);
    static void notify(void* context);
    /// Every call into the operation goes through here.
    template <typename Call>
    int32_t enter(const char* function, Call&& call, std::chrono::milliseconds asked = {}) const
    {
        ensureSignalStack(); // not the owner's thread alone
        const SideCall sideCall(*m_lease, function, asked);
        return call();
    }
    Result<State> toState(int32_t status, uint32_t state, const char* function) const;
    Error failure(int32_t status, const char* function) const;

    const std::shared_ptr<const ModuleLease> m_lease;
    const std::string m_domain;
    const std::shared_ptr<Notice> m_notice; ///< what the plugin may hold longer than it should
    OwnerThread m_owner;                    ///< whoever begins it, as of the instance
    StOperation m_operation{};
};

} // namespace stellatune
