// An output that takes everything at once and keeps nothing: what is left is the cost of the pipeline itself.
#pragma once

#include "engine/output/device.h"

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace stellatune::bench {

class DiscardingDevice final : public OutputDevice {
  public:
    ~DiscardingDevice() override;

    DeviceTraits traits() const override;
    /// Takes whatever the source holds.
    Result<OpenedOutput> open(const OutputRequest& request) override;
    Result<void> start(Renderer& renderer) override;
    void stop() override;
    void close() override {}
    uint32_t latencyFrames() const override { return 0; }
    std::optional<Error> failure() const override { return std::nullopt; }

  private:
    void run(Renderer& renderer);

    OpenedOutput m_output;
    std::vector<std::byte> m_buffer;
    std::atomic<bool> m_stopping{false};
    std::thread m_thread;
};

} // namespace stellatune::bench
