// The engine's end of the audio callback: takes frames from a ring, fades, applies volume, converts to what the
// device stores. Everything marked [real-time] is free of locks, allocation, system calls and logging.
#pragma once

#include "engine/audio/doorbell.h"
#include "engine/audio/duration_histogram.h"
#include "engine/audio/format.h"
#include "engine/audio/pcm_ring.h"
#include "engine/output/device.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace stellatune {

/// What the next content of the output does to the sound around the change, in frames. 0: none.
struct SwapFades {
    uint32_t outFrames = 0;
    uint32_t inFrames = 0;
};

/// How far the listener is: `frame` frames of the ring content named `epoch` were handed to the device.
/// Epoch 0: nothing yet.
struct RenderProgress {
    uint32_t epoch = 0;
    uint64_t frame = 0;
    bool operator==(const RenderProgress&) const = default;
};

/// Lives as long as one opened device. Holds two rings: the callback plays one while the decode thread fills the
/// other after a seek or a track switch and publishes it; the callback changes over behind a fade, without either
/// thread waiting for the other.
class Renderer {
  public:
    using Clock = std::chrono::steady_clock;

    /// `ringFrames`: room of each ring. `traits` decide about fades, volume and the runaway guard.
    Renderer(const OpenedOutput& output, const DeviceTraits& traits, uint32_t ringFrames);
    ~Renderer();
    Renderer(const Renderer&) = delete;
    Renderer& operator=(const Renderer&) = delete;

    const OpenedOutput& output() const { return m_output; }
    const DeviceTraits& traits() const { return m_traits; }

    // ---- decode thread ------------------------------------------------------------------------------------------

    /// A ring the callback does not have, emptied and named `epoch` (not 0). Content that was published and not
    /// yet taken is withdrawn. The caller fills it, publishes it, and goes on writing to it.
    PcmRing& beginRing(uint32_t epoch);
    /// Hands the ring from the last beginRing() to the callback, which changes over behind `fades`.
    void publishRing(const SwapFades& fades);

    /// Rung by consumers that do not run in real time, after they took frames. Set before the device starts.
    void setSpaceBell(Doorbell* bell) { m_spaceBell = bell; }
    /// [decode] Wakes a consumer that waits in waitForData(). Call after writing, finishing or publishing.
    void announceData();

    // ---- control thread -----------------------------------------------------------------------------------------

    /// Play (true) or hold (false). A hold fades out over `fadeFrames` while it still consumes, then renders
    /// silence and consumes nothing until run again. Starts out held.
    void setRunning(bool running, uint32_t fadeFrames);
    /// Faded out and consuming nothing.
    bool isHeld() const { return m_held.load(std::memory_order_acquire); }
    /// Linear factor on every sample, approached within 20 ms. Ignored when the traits say unprocessed.
    void setGain(float gain) { m_targetGain.store(gain, std::memory_order_relaxed); }

    // ---- any thread ---------------------------------------------------------------------------------------------

    RenderProgress progress() const;
    /// Played to the end: the current ring is drained, and no other one is published.
    bool isDrained() const;
    /// Times the ring ran dry in the middle of a track.
    uint64_t underruns() const { return m_underruns.load(std::memory_order_relaxed); }
    /// Calls of render() so far; a real-time device that stands still for longer than a few buffers is lost.
    uint64_t callbacks() const { return m_callbacks.load(std::memory_order_relaxed); }
    /// The callback ran at more than twice the clock and was cut off: it consumes nothing any more. At most
    /// kRunawaySlack of audio was consumed unheard before that showed.
    bool hasRunAway() const { return m_ranAway.load(std::memory_order_acquire); }
    static constexpr std::chrono::milliseconds kRunawaySlack{400};
    /// Frames waiting in the current ring, and its room.
    uint32_t bufferedFrames() const;
    uint32_t ringFrames() const { return m_ringFrames; }
    DurationSummary callbackTime() const { return m_callbackTime.summary(); }

    // ---- the device ---------------------------------------------------------------------------------------------

    /// [real-time] Writes `frames` frames in output().sampleFormat, packed and interleaved, native endian (Int24:
    /// 3 bytes, little-endian). Always fills the whole buffer, with silence where there is nothing.
    /// Returns the frames that came from the ring.
    uint32_t render(void* buffer, uint32_t frames, Clock::time_point now) noexcept;

    /// [device thread that is not real-time] Blocks until frames can be read, content was published, everything is
    /// drained, or `timeout` passed.
    void waitForData(std::chrono::milliseconds timeout);

  private:
    struct CallbackState; // owned by render()

    const OpenedOutput m_output;
    const DeviceTraits m_traits;
    const uint32_t m_ringFrames;
    std::array<std::unique_ptr<PcmRing>, 2> m_rings;
    // (the implementer completes this part)
    std::atomic<float> m_targetGain{1.0F};
    std::atomic<bool> m_held{true};
    std::atomic<bool> m_ranAway{false};
    std::atomic<uint64_t> m_underruns{0};
    std::atomic<uint64_t> m_callbacks{0};
    DurationHistogram m_callbackTime;
    Doorbell* m_spaceBell = nullptr;
    Doorbell m_dataBell;
};

} // namespace stellatune
