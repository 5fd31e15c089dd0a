// One sink of a plugin, and what it is opened with.
#pragma once

#include "engine/output/sink_channel.h"
#include "engine/output/sink_errand.h"
#include "pluginhost/worker/worker_controller.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace stellatune {

/// Which sink, and how it is set.
struct SinkOrder {
    SinkAddress address;
    SinkConfigChange config;
};

/// As the interface says it.
StSinkFormat sinkFormatOf(const OutputRequest& request);

/// Owned by the sink's worker. When the plugin or its settings change under an open session, the sound that
/// was accepted is played out, the old instance is closed, and the new one opened; when that fails the old
/// one is opened again.
class SinkSession {
  public:
    /// The endpoint's mailbox rings the worker's bell. `beforeMove` is called right before the old instance
    /// is asked to play out.
    SinkSession(WorkerEndpoint endpoint, const SinkOrder& order, std::shared_ptr<SinkChannel> channel,
                std::function<void()> beforeMove);
    ~SinkSession();
    SinkSession(const SinkSession&) = delete;
    SinkSession& operator=(const SinkSession&) = delete;

    /// Waits while the plugin is being loaded.
    Result<OpenedSink> open(const OutputRequest& request);
    bool isOpen() const { return m_opened.has_value(); }
    uint32_t chunkFrames() const { return m_opened ? m_opened->chunkFrames : 0; }
    bool stores() const { return m_opened && m_opened->stores; }

    // ---- while open ----
    Result<void> beginTrack(const std::string& text);
    Result<uint32_t> write(std::span<const float> interleaved);
    Result<StSinkStatus> status();
    /// Everything that was accepted is played or stored afterwards.
    Result<void> flush();
    /// What was accepted and is not heard yet is thrown away.
    Result<void> reset();
    Result<void> close();
    /// No instance of this session will take what is still to be changed: the next session's does.
    void settle();

    void changeConfig(const SinkConfigChange& change);
    /// Does what the runtime said and what a changed configuration needs. At a safe point, between two
    /// writes. True when the session was interrupted, and what was being played begins anew.
    bool attend();
    /// Why the session ended by itself.
    std::optional<Error> takeFailure() { return std::exchange(m_failure, std::nullopt); }
    /// That was why: nothing is wrong with it.
    bool takesAnotherFormat() const { return m_takesAnotherFormat; }
    std::vector<SinkOutcome> takeNews() { return std::exchange(m_news, {}); }
    /// Says which sink of which plugin it is about.
    Error named(Error error) const;

  private:
    /// What WorkerController holds. State is carried before a session moves, see make().
    class Seat {
      public:
        explicit Seat(std::unique_ptr<SinkInstance> instance) : m_instance(std::move(instance)) {}
        SinkInstance& instance() const { return *m_instance; }

        Result<ConfigPlan> planConfig(const std::string& config) { return m_instance->planConfig(config); }
        Result<void> applyConfig(const std::string& config) { return m_instance->applyConfig(config); }
        static bool carriesState() { return false; }
        static Result<std::string> exportState() { return std::string(); }
        static Result<void> importState(const std::string&) { return {}; }

      private:
        std::unique_ptr<SinkInstance> m_instance;
    };

    Result<std::unique_ptr<Seat>> make(const std::string& config);
    bool isOldNews(const WorkerControl& control);
    void carryState(SinkInstance& next);
    Result<void> moveTo(SinkInstance& next);
    Result<OpenedSink> openAs(SinkInstance& sink, const StSinkFormat& wanted);
    void playOut(SinkInstance& sink);
    void reopen(SinkInstance& sink);
    void tell(UpdateOutcome outcome);
    template <typename T>
    Result<T> named(Result<T> result) const
    {
        return result ? std::move(result) : Result<T>(named(result.error()));
    }
    template <typename Call>
    auto call(const char* function, Call&& call)
    {
        m_channel->call.begin(function);
        auto result = call();
        m_channel->call.end();
        return result;
    }

    const SinkAddress m_address;
    const std::shared_ptr<SinkChannel> m_channel;
    const std::function<void()> m_beforeMove;
    const WorkerEndpoint m_endpoint;
    std::vector<uint64_t> m_generations; ///< by the controller's count, which begins at 0
    WorkerController<Seat> m_controller;
    std::optional<SinkConfigChange> m_pending; ///< waits for another instance
    Error m_whyNot;                            ///< there is no (other) instance
    bool m_comesLater = false;                 ///< because its build is still being loaded
    std::string m_name;
    StSinkFormat m_wanted{};
    std::optional<OpenedSink> m_opened;
    StSinkFormat m_format{}; ///< of m_opened
    bool m_interrupted = false;
    std::optional<Error> m_failure;
    bool m_takesAnotherFormat = false;
    std::vector<SinkOutcome> m_news;
};

} // namespace stellatune
