// Looks out for a sink that could not be used, while another device plays.
#pragma once

#include "engine/output/output_messages.h"
#include "engine/output/sink_errand.h"

#include <chrono>
#include <memory>
#include <optional>

namespace stellatune {

/// Owned by the output thread, which never waits for it. Tries when the runtime says something about the
/// plugin (switched on, updated), and else less and less often; a try opens the sink and closes it again.
class SinkReturn {
  public:
    using TimePoint = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::seconds kRarest{60};

    /// `bell` is rung when hasReturned() is to be asked.
    SinkReturn(SinkPlugins plugins, std::shared_ptr<Doorbell> bell)
        : m_plugins(std::move(plugins)), m_bell(std::move(bell))
    {}

    void await(AwaitSink wish, TimePoint now);
    void forget() { m_awaited.reset(); }
    bool isAwaiting() const { return m_awaited.has_value(); }
    /// The one that was awaited, once. To be asked every second or so.
    std::optional<DeviceChoice> hasReturned(TimePoint now);

  private:
    struct Awaited {
        AwaitSink wish;
        SinkAddress address;
        WorkerEndpoint endpoint;
        std::unique_ptr<SinkErrand> attempt; ///< under way
        std::optional<TimePoint> tryAt;      ///< none: when the runtime says something
        std::chrono::milliseconds pause{0};  ///< before the next one
    };
    void attempt();

    const SinkPlugins m_plugins;
    const std::shared_ptr<Doorbell> m_bell;
    std::optional<Awaited> m_awaited;
};

} // namespace stellatune
