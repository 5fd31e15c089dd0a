// A place that sound goes to: a sound card through RtAudio, a file, a clock that nobody hears, or a test's
// crank.
#pragma once

#include "engine/audio/doorbell.h"
#include "engine/audio/format.h"
#include "pluginhost/base/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

class Renderer;

/// Which device: an interface ("pulse", "alsa", "jack", "wasapi", "asio", "ds", "core", "null", "file",
/// "plugin") and a name within it. Both empty: the best there is. Empty name: the interface's default. For
/// "file" the name is a path, for "plugin" it names a sink, see sink_address.h.
struct DeviceChoice {
    std::string interface;
    std::string name;

    bool isAutomatic() const { return interface.empty(); }
    bool operator==(const DeviceChoice&) const = default;
};

/// Reads "INTERFACE[:NAME]", "" or "auto"; names the known interfaces when it is none of them.
Result<DeviceChoice> parseDeviceChoice(std::string_view text);
std::string toString(const DeviceChoice& choice);

struct DeviceInfo {
    DeviceChoice choice;
    std::string description; ///< for people: "PulseAudio", "HDA Intel PCH, ALC295 Analog"
    bool isDefault = false;  ///< the default within its interface
    uint32_t maxChannels = 0;
    std::vector<uint32_t> sampleRates; ///< Hz, ascending; empty: any
};

/// What the player would like; the device comes as near as it can.
struct OutputRequest {
    AudioFormat format;
    SampleFormat sampleFormat = SampleFormat::Float32; ///< what the source holds
    uint32_t bufferFrames = 0;                         ///< per callback; 0: the device's own default
};

/// What the device will really take.
struct OpenedOutput {
    AudioFormat format;
    SampleFormat sampleFormat = SampleFormat::Float32;
    uint32_t bufferFrames = 0;
    std::string description; ///< "PulseAudio", "demo.flac"
};

struct DeviceTraits {
    /// Pulled by a clock: running dry is an underrun, and a callback that outruns the clock means a lost
    /// device. False: pulled as fast as data comes (files); it waits for data instead.
    bool realTime = true;
    /// Fades and volume are applied. What is stored gets neither.
    bool processed = true;
    /// Once opened, the format holds for every later track, which is converted to it.
    bool fixedFormat = false;
    /// How far samples are known to stay as rendered: "the sound server", "the device", "the file", "the
    /// plugin", "" for nowhere.
    std::string transparentUpTo;
    /// What makeOutputDevice() made of the choice: never automatic, so that a lost device is looked for by
    /// name.
    DeviceChoice choice;
    /// Wants to know where tracks begin.
    bool wantsTracks = false;
    /// Rung in place of the renderer's own when there is something to render: for a device that is not
    /// real-time and waits for other things too.
    std::shared_ptr<Doorbell> dataBell = nullptr;

    /// Somebody listens at the time of day. What only stores takes what comes whenever it comes.
    bool isHeard() const { return realTime || processed; }
};

/// Owned and called by the output thread alone; `failure` and `latencyFrames` by any thread. open, start,
/// stop and close pair up: open, (start, stop)*, close. Every call may block for as long as the driver likes.
class OutputDevice {
  public:
    virtual ~OutputDevice() = default;
    OutputDevice(const OutputDevice&) = delete;
    OutputDevice& operator=(const OutputDevice&) = delete;

    virtual DeviceTraits traits() const = 0;
    virtual Result<OpenedOutput> open(const OutputRequest& request) = 0;
    /// From here on the device pulls from `renderer`, which outlives the matching stop().
    virtual Result<void> start(Renderer& renderer) = 0;
    /// After it returns the renderer is not called again. What was rendered may be dropped unheard.
    virtual void stop() = 0;
    virtual void close() = 0;
    /// Frames between rendering and the ear, as far as the driver tells; 0 when unknown.
    virtual uint32_t latencyFrames() const = 0;
    /// Set once the device cannot go on (disk full, stream closed by the driver); stays until close().
    virtual std::optional<Error> failure() const = 0;
    /// Every now and then while started: time passes for those that have no clock of their own.
    virtual void watch(std::chrono::steady_clock::time_point) {}

  protected:
    OutputDevice() = default;
};

using DeviceFactory = std::function<Result<std::unique_ptr<OutputDevice>>(const DeviceChoice&)>;

/// The devices of this build. An automatic choice yields the default of the first interface that has a
/// device, the null device when none has.
Result<std::unique_ptr<OutputDevice>> makeOutputDevice(const DeviceChoice& choice);

/// Everything that can be chosen, "null" last; asks each interface, so it can take a second. Not on the GUI
/// thread.
std::vector<DeviceInfo> listOutputDevices();

} // namespace stellatune
