// The output sink of a plugin, as a device.
#pragma once

#include "engine/output/device.h"
#include "engine/output/sink_session.h"
#include "engine/output/stall_detector.h"

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace stellatune {

/// Has a worker thread that owns the instance and calls nothing but it and the renderer. Nothing here waits
/// for the plugin beyond a limit; a worker whose plugin does not return is left alone, and ends when it does.
class SinkDevice final : public OutputDevice {
  public:
    static constexpr std::chrono::seconds kMostUnheard{5};
    /// How long open() and close() wait for the plugin.
    struct Limits {
        std::chrono::milliseconds open{10'000};
        std::chrono::milliseconds close{3'000}; ///< and what is still to be heard, up to kMostUnheard
        std::chrono::milliseconds quit{1'000}; ///< either, once the program ends; not to close what is stored
    };

    /// `bell` is rung when there is news to take, a failure, or an answer; whoever sets `isQuitting` rings it
    /// too.
    SinkDevice(const SinkPlugins& plugins, SinkOrder order, std::shared_ptr<Doorbell> bell,
               const std::atomic<bool>& isQuitting, Limits limits);
    SinkDevice(const SinkPlugins& plugins, SinkOrder order, std::shared_ptr<Doorbell> bell,
               const std::atomic<bool>& isQuitting)
        : SinkDevice(plugins, std::move(order), std::move(bell), isQuitting, Limits())
    {}
    ~SinkDevice() override;

    DeviceTraits traits() const override;
    Result<OpenedOutput> open(const OutputRequest& request) override;
    Result<void> start(Renderer& renderer) override;
    void stop() override;
    void close() override;
    uint32_t latencyFrames() const override;
    std::optional<Error> failure() const override;
    void watch(std::chrono::steady_clock::time_point now) override;

    /// Between two writes, as soon as it comes to one.
    void changeConfig(SinkConfigChange change);
    /// Of the change that was made last there is some in the end, be it that the plugin does not return.
    std::vector<SinkOutcome> takeNews();
    /// It plays on, but not as it should. Once.
    std::optional<Error> takeTrouble();
    /// That is the failure, and nothing is wrong with it.
    bool takesAnotherFormat() const { return m_channel->takesAnotherFormat.load(std::memory_order_relaxed); }
    /// As latencyFrames(), at any time; outlives the device.
    std::shared_ptr<const std::atomic<uint32_t>> latency() const
    {
        return {m_channel, &m_channel->latencyFrames};
    }

  private:
    template <typename Change>
    void order(Change&& change);
    template <typename Answer>
    bool answers(std::future<Answer>& answer, std::chrono::milliseconds limit,
                 std::chrono::milliseconds quitLimit);
    SinkObservation observe(std::chrono::steady_clock::time_point now) const;

    const SinkOrder m_order;
    const Limits m_limits;
    const std::shared_ptr<SinkChannel> m_channel;
    const std::atomic<bool>& m_isQuitting;
    OpenedSink m_opened;
    bool m_isOpen = false;
    bool m_isStarted = false;
    bool m_isStuck = false; ///< the plugin did not return in time
    std::optional<SinkConfigChange> m_unanswered;
    std::optional<StallDetector> m_stall;
    std::future<void> m_ended;
    std::thread m_thread;
};

} // namespace stellatune
