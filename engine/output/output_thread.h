// The thread that owns the output device. Opening, starting and closing a device can block for as long as a
// driver or a sound server likes; nothing else waits for it here.
#pragma once

#include "engine/audio/doorbell.h"
#include "engine/audio/mailbox.h"
#include "engine/output/loss_detector.h"
#include "engine/output/output_messages.h"
#include "engine/output/sink_device.h"
#include "engine/output/sink_listing.h"
#include "engine/output/sink_return.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace stellatune {

class OutputThread {
  public:
    struct Config {
        DeviceFactory makeDevice;
        std::function<std::vector<DeviceInfo>()> listDevices;
        SinkPlugins sinks;
        std::function<std::chrono::steady_clock::time_point()> now;
        std::chrono::milliseconds bufferAhead{2000};
        Doorbell* spaceBell = nullptr; ///< given to every renderer; outlives this
    };

    /// `report` is called on the output thread and must not block.
    OutputThread(Config config, std::function<void(OutputEvent)> report);
    /// Stops and closes the device.
    ~OutputThread();
    OutputThread(const OutputThread&) = delete;
    OutputThread& operator=(const OutputThread&) = delete;

    void post(OutputCommand command);
    /// Ready once everything posted before is done.
    std::future<void> barrier();
    /// Of the device that runs or ran last; 0 once it is closed. Any thread.
    uint32_t latencyFrames() const;
    /// Times that a sink was told of to play too slowly. Any thread.
    uint64_t sinkFaults() const { return m_sinkFaults.load(std::memory_order_relaxed); }

  private:
    void run();
    void handle(OpenDevice& command);
    void handle(StartDevice&);
    void handle(StopDevice&);
    void handle(CloseDevice&);
    void handle(ListDevices&);
    void handle(ConfigureSink& command);
    void handle(AwaitSink& command);
    void handle(ForgetSink&);
    void handle(ListSinkTargets& command);

    Result<OpenedOutput> tryOpen(const DeviceChoice& choice, const OpenDevice& command);
    Result<std::unique_ptr<OutputDevice>> makeSink(const DeviceChoice& choice, const OpenDevice& command);
    void useDevice(std::unique_ptr<OutputDevice> device, SinkDevice* sink);
    void closeDevice();
    void checkDevice();
    void checkWaitingSink();
    void tellOfSinks();
    void tellSinkNews();

    const Config m_config;
    const std::function<void(OutputEvent)> m_report;
    /// Shared with threads of plugins, which may ring it when nobody listens any more.
    const std::shared_ptr<Doorbell> m_bell = std::make_shared<Doorbell>();
    Mailbox<OutputCommand> m_commands{*m_bell};
    Mailbox<std::promise<void>> m_barriers{*m_bell};
    std::atomic<bool> m_quit{false};
    std::atomic<uint32_t> m_latencyFrames{0};
    std::atomic<uint64_t> m_sinkFaults{0};
    mutable std::mutex m_sinkLatencyMutex;                      ///< held for moments
    std::shared_ptr<const std::atomic<uint32_t>> m_sinkLatency; ///< in place of m_latencyFrames; guarded

    // Everything below belongs to the thread.
    uint64_t m_ticket = 0;
    std::unique_ptr<OutputDevice> m_device; ///< open, or none
    SinkDevice* m_sink = nullptr;           ///< m_device, when it is one
    std::shared_ptr<Renderer> m_renderer;
    std::optional<LossDetector> m_loss; ///< while the device runs
    bool m_failureTold = false;
    SinkListing m_listing;
    SinkReturn m_return;

    std::thread m_thread; ///< last: starts when everything else is made
};

} // namespace stellatune
