// The device of a machine without sound: takes frames at the pace of a real one, and drops them.
#pragma once

#include "engine/output/device.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace stellatune {

class NullDevice final : public OutputDevice {
  public:
    NullDevice() = default;
    ~NullDevice() override;

    DeviceTraits traits() const override;
    Result<OpenedOutput> open(const OutputRequest& request) override;
    Result<void> start(Renderer& renderer) override;
    void stop() override;
    void close() override {}
    uint32_t latencyFrames() const override { return 0; }
    std::optional<Error> failure() const override { return std::nullopt; }

  private:
    void run(Renderer& renderer);
    /// False when stop() was called first.
    bool sleepUntil(std::chrono::steady_clock::time_point deadline);

    OpenedOutput m_output;
    std::thread m_thread;
    std::mutex m_mutex; ///< guards m_stopping
    std::condition_variable m_wake;
    bool m_stopping = false;
};

} // namespace stellatune
