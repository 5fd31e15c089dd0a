// What the output thread and the worker of a sink say to each other.
#pragma once

#include "engine/audio/doorbell.h"
#include "engine/output/device.h"
#include "engine/output/sink_state.h"
#include "pluginhost/lease/running_call.h"

#include <atomic>
#include <cstdint>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace stellatune {

class Renderer;

/// What a sink made of the request that it was opened with.
struct OpenedSink {
    OpenedOutput output;
    uint32_t chunkFrames = 0; ///< liked per write
    bool keepsBits = false;   ///< known to lose none of what the music holds
    bool stores = false;      ///< not heard: no volume, no mute and no fades
};

struct SinkOrders {
    struct Open {
        OutputRequest request;
        std::promise<Result<OpenedSink>> opened;
    };
    std::optional<Open> open;
    std::vector<SinkConfigChange> changes;
    std::optional<std::promise<void>> close;
};

/// Shared by both, because the worker outlives everybody while its plugin does not return from a call.
struct SinkChannel {
    explicit SinkChannel(std::shared_ptr<Doorbell> output) : outputBell(std::move(output)) {}

    const std::shared_ptr<Doorbell> workerBell = std::make_shared<Doorbell>();
    const std::shared_ptr<Doorbell> outputBell; ///< rung when there is news, a failure, trouble or an answer

    std::mutex mutex;              ///< held for moments
    SinkOrders orders;             ///< guarded by mutex
    std::vector<SinkOutcome> news; ///< guarded by mutex
    std::optional<Error> failure;  ///< guarded by mutex; why nothing is taken any more
    std::optional<Error> trouble;  ///< guarded by mutex; what is taken is not played as it should

    /// Whoever takes it out may call it, and puts it back; none while the device is stopped.
    std::atomic<Renderer*> renderer = nullptr;
    std::atomic<bool> hasOrders = false;
    std::atomic<bool> takesAnotherFormat = false; ///< that is the failure: it is to be opened again
    std::atomic<bool> ending = false;             ///< nobody wants the worker any more

    // How the sink is doing.
    RunningCall call;
    std::atomic<uint64_t> progress = 0; ///< grows whenever frames were taken, or played
    std::atomic<bool> framesWait = false;
    std::atomic<uint32_t> latencyFrames = 0;
};

} // namespace stellatune
