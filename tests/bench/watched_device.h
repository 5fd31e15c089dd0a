// An output at the pace of a real one, which counts what our callback does that no audio callback may.
#pragma once

#include "engine/output/device.h"
#include "pluginhost/check/forbidden_calls.h"

#include <atomic>
#include <cstdint>
#include <thread>

namespace stellatune::bench {

/// Of all callbacks of a player. Added to by the callbacks, one after the other; read when they have ended.
struct WatchedCallbacks {
    uint64_t count = 0;
    ForbiddenCalls calls;
};

class WatchedDevice final : public OutputDevice {
  public:
    explicit WatchedDevice(WatchedCallbacks& callbacks) : m_callbacks(callbacks) {}
    ~WatchedDevice() override;

    DeviceTraits traits() const override;
    Result<OpenedOutput> open(const OutputRequest& request) override;
    Result<void> start(Renderer& renderer) override;
    void stop() override;
    void close() override {}
    uint32_t latencyFrames() const override { return 0; }
    std::optional<Error> failure() const override { return std::nullopt; }

  private:
    void run(Renderer& renderer);

    WatchedCallbacks& m_callbacks;
    OpenedOutput m_output;
    std::atomic<bool> m_stopping{false};
    std::thread m_thread;
};

} // namespace stellatune::bench
