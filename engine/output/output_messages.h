// What passes between the control thread and the output thread.
#pragma once

#include "engine/output/device.h"
#include "engine/output/renderer.h"
#include "engine/output/sink_address.h"
#include "engine/output/sink_state.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace stellatune {

// ---- control to output ----

/// Open a device, closing the one before. Answered by DeviceOpened or DeviceOpenFailed.
struct OpenDevice {
    uint64_t ticket = 0;
    DeviceChoice choice;
    OutputRequest request;
    /// When the choice cannot be opened, try the automatic one, then the null device.
    bool allowFallback = true;
    SinkConfigChange sinkConfig; ///< in force, when the choice is a sink
};
/// Let the device pull.
struct StartDevice {};
struct StopDevice {};
struct CloseDevice {};
struct ListDevices {};
/// Of the sink that is open, or the next one. Answered by SinkConfigured, more than once when it takes
/// another instance.
struct ConfigureSink {
    DeviceChoice choice;
    SinkConfigChange change;
};
/// Look out for a sink that cannot be used, without disturbing what plays. Answered by SinkReturned once it
/// can be opened, or never.
struct AwaitSink {
    DeviceChoice choice;
    OutputRequest request;
    std::string config;
    std::chrono::milliseconds firstTry{0};
};
/// Nobody waits for a sink any more.
struct ForgetSink {};
/// Answered by SinkTargetsListed.
struct ListSinkTargets {
    SinkAddress sink;
    std::string config;
};

using OutputCommand = std::variant<OpenDevice, StartDevice, StopDevice, CloseDevice, ListDevices,
                                   ConfigureSink, AwaitSink, ForgetSink, ListSinkTargets>;

// ---- output to control ----

struct DeviceOpened {
    uint64_t ticket = 0;
    DeviceChoice choice;
    std::shared_ptr<Renderer> renderer;
    /// Why the choice that was asked for is not the one in use.
    std::optional<Error> fallbackReason;
};
struct DeviceOpenFailed {
    uint64_t ticket = 0;
    Error error;
};
/// The device stopped consuming by itself. ErrorCode::DeviceLost may come back; any other will not.
struct DeviceStopped {
    uint64_t ticket = 0;
    Error error;
    bool takesAnotherFormat = false; ///< a sink that is to be opened again, and did not fail
};
/// Closed as CloseDevice asked; what a file device had to write is written.
struct DeviceClosed {
    uint64_t ticket = 0;
};
struct DevicesListed {
    std::vector<DeviceInfo> devices;
};
struct SinkConfigured {
    SinkOutcome outcome;
};
/// A sink plays on, but not as it should. Told once an opened session and instance.
struct SinkTroubled {
    Error error; ///< names the plugin
};
struct SinkReturned {
    DeviceChoice choice;
};
struct SinkTargetsListed {
    SinkTargets targets;
    std::optional<Error> error; ///< why there are none
};

using OutputEvent = std::variant<DeviceOpened, DeviceOpenFailed, DeviceStopped, DeviceClosed, DevicesListed,
                                 SinkConfigured, SinkTroubled, SinkReturned, SinkTargetsListed>;

} // namespace stellatune
