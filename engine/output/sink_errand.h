// A short conversation with a sink.
#pragma once

#include "engine/audio/doorbell.h"
#include "engine/output/sink_address.h"
#include "engine/output/sink_plugins.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace stellatune {

/// How long a plugin may take to be loaded before a sink that needs it gives up.
inline constexpr std::chrono::seconds kSinkLoadLimit{8};

/// What bind() gives; without sinks, an endpoint that answers that there is no such plugin.
WorkerEndpoint bindSink(const SinkPlugins& plugins, const SinkAddress& address, std::function<void()> wake);

/// The plugin as it is now; waits while it is being loaded. `bell` is rung by the endpoint's mailbox.
/// `isUnwanted` is asked at each ring.
Result<std::shared_ptr<const ModuleLease>> waitForLease(const WorkerEndpoint& endpoint, Doorbell& bell,
                                                        const std::function<bool()>& isUnwanted);

/// Makes an instance on a thread of its own, asks it, and destroys it. Nobody waits for it: a plugin that
/// does not answer keeps the thread, and nothing else.
class SinkErrand {
  public:
    using Work = std::function<Result<std::string>(SinkInstance&)>;

    /// `done` is called on that thread, once, must not wait, and owns what it uses.
    SinkErrand(const SinkPlugins& plugins, const SinkAddress& address, std::string config, Work work,
               std::function<void()> done);
    ~SinkErrand();
    SinkErrand(const SinkErrand&) = delete;
    SinkErrand& operator=(const SinkErrand&) = delete;

    /// What `work` answered, or why there is no instance; nothing while it is not known.
    std::optional<Result<std::string>> result() const;

  private:
    struct State;
    const std::shared_ptr<State> m_state;
    std::thread m_thread;
};

} // namespace stellatune
