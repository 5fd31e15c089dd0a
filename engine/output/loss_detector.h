// Tells a device that plays from one that only looks as if it did. Drivers do not report their own death:
// with its sound server gone a callback falls silent, or runs as fast as the processor lets it.
#pragma once

#include "engine/output/device.h"
#include "pluginhost/base/result.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace stellatune {

/// What its owner can see of a started device.
struct DeviceObservation {
    std::chrono::steady_clock::time_point now;
    uint64_t callbacks = 0; ///< Renderer::callbacks()
    bool ranAway = false;   ///< Renderer::hasRunAway()
    std::optional<Error> failure;
};

/// Pure: knows the time only from what it is told. One thread.
class LossDetector {
  public:
    LossDetector(const OpenedOutput& output, const DeviceTraits& traits);

    /// The device was started: the silence before does not count.
    void started(std::chrono::steady_clock::time_point now, uint64_t callbacks);

    /// Nothing while the device is healthy, else why it counts as lost: its own failure, or
    /// ErrorCode::DeviceLost. To be asked every now and then while the device runs; often enough is several
    /// times per silenceLimit().
    std::optional<Error> check(const DeviceObservation& observation);

    /// How long a callback may stay away: 1.5 s, or 8 buffers when that is longer.
    std::chrono::nanoseconds silenceLimit() const { return m_silenceLimit; }

  private:
    const std::string m_description;
    const bool m_realTime;
    const std::chrono::nanoseconds m_silenceLimit;
    std::chrono::steady_clock::time_point m_lastCheck;
    std::chrono::steady_clock::time_point m_lastCallback;
    uint64_t m_callbacks = 0;
};

} // namespace stellatune
