// Sound cards and sound servers through RtAudio. Nothing of RtAudio shows here: rtaudio_device.cpp alone
// knows it.
#pragma once

#include "engine/output/device.h"
#include "engine/output/driver_thread.h"

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

/// The interfaces of this build of RtAudio, of those that a DeviceChoice can name.
std::vector<std::string> rtAudioInterfaces();

/// The playback devices of one interface, none when nobody answers. Can take a second.
std::vector<DeviceInfo> listRtAudioDevices(const std::string& interface);

/// Every call returns within seconds, even when the sound server hangs: its stream is then given up.
class RtAudioDevice final : public OutputDevice {
  public:
    /// `choice` names an interface of this build; its name may be empty.
    explicit RtAudioDevice(DeviceChoice choice);
    ~RtAudioDevice() override;

    DeviceTraits traits() const override;
    Result<OpenedOutput> open(const OutputRequest& request) override;
    Result<void> start(Renderer& renderer) override;
    void stop() override;
    void close() override;
    uint32_t latencyFrames() const override { return m_latencyFrames.load(std::memory_order_relaxed); }
    std::optional<Error> failure() const override;

  private:
    class Stream;

    const DeviceChoice m_choice;
    std::string m_openedName;  ///< of the device that was opened last
    std::string m_description; ///< for people
    std::unique_ptr<DriverThread> m_driver;
    std::shared_ptr<Stream> m_stream; ///< shared with calls on the driver thread that were given up
    /// Set by the stream. Streams that were given up may still write to it.
    const std::shared_ptr<std::atomic<bool>> m_lost = std::make_shared<std::atomic<bool>>(false);
    std::atomic<uint32_t> m_latencyFrames{0};
};

} // namespace stellatune
