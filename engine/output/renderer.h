// The engine's end of the audio callback: takes frames from a ring, fades, applies volume, converts to what
// the device stores. Everything marked [real-time] is free of locks, allocation, system calls and logging.
#pragma once

#include "engine/audio/doorbell.h"
#include "engine/audio/duration_histogram.h"
#include "engine/audio/format.h"
#include "engine/audio/pcm_ring.h"
#include "engine/output/device.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace stellatune {

/// What the next content of the output does to the sound around the change, in frames. 0: none.
struct SwapFades {
    uint32_t outFrames = 0;
    uint32_t inFrames = 0;
};

/// How far the listener is: `frame` frames of the ring content named `epoch` were handed to the device.
/// Epoch 0: nothing yet. `epoch` keeps 24 bits and `frame` 40 (two months at 192 kHz), so that both fit one
/// atomic.
struct RenderProgress {
    uint32_t epoch = 0;
    uint64_t frame = 0;
    bool operator==(const RenderProgress&) const = default;
};

/// Where a track begins.
struct TrackMark {
    uint32_t epoch = 0;
    uint64_t frame = 0; ///< of the ring named `epoch`
    uint64_t entry = 0; ///< in the queue
    std::string text;   ///< see track_text.h
};

/// Lives as long as one opened device. Holds two rings: the callback plays one while the decode thread fills
/// the other after a seek or a track switch and publishes it; the callback changes over behind a fade,
/// without either thread waiting for the other.
class Renderer {
  public:
    using Clock = std::chrono::steady_clock;

    /// `ringFrames`: room of each ring, at least. `traits` decide about fades, volume and the runaway guard.
    Renderer(const OpenedOutput& output, const DeviceTraits& traits, uint32_t ringFrames);
    ~Renderer();
    Renderer(const Renderer&) = delete;
    Renderer& operator=(const Renderer&) = delete;

    const OpenedOutput& output() const { return m_output; }
    const DeviceTraits& traits() const { return m_traits; }

    // ---- decode thread ------------------------------------------------------------------------------------------

    /// A ring the callback does not have, emptied and named `epoch` (1 to kMaxEpoch). Content that was
    /// published and not yet taken is withdrawn; the old content, if it was fading out for it, comes up
    /// again. The caller fills the ring, publishes it, and goes on writing to it. Waits only while the
    /// callback is between taking a ring and giving the one before back, which is a few instructions.
    PcmRing& beginRing(uint32_t epoch);
    /// Hands the ring from the last beginRing() to the callback, which changes over behind `fades`: at once
    /// when nothing is audible (held, dry, drained), and without consuming while held.
    void publishRing(const SwapFades& fades);
    static constexpr uint32_t kMaxEpoch = (1U << 24) - 1;

    /// Rung by consumers that do not run in real time, when the frames they took left no more than the low
    /// water. Set before the device starts.
    void setSpaceBell(Doorbell* bell) { m_spaceBell = bell; }
    /// [decode] In frames; half of the ring until it is told.
    void setLowWater(uint32_t frames) { m_lowWater.store(frames, std::memory_order_relaxed); }
    /// [decode] Wakes a consumer that waits in waitForData(). Call after writing, finishing or publishing.
    void announceData();
    /// [decode] Before the first frame of the track is written. Kept for devices that want to know.
    void announceTrack(TrackMark mark);

    // ---- control thread -----------------------------------------------------------------------------------------

    /// Play (true) or hold (false). A hold fades out over `fadeFrames` while it still consumes, then renders
    /// silence and consumes nothing until run again. Starts out held. Run and hold fade on top of a swap's
    /// fades, so they combine in any order without a step.
    void setRunning(bool running, uint32_t fadeFrames);
    /// The last setRunning() was a hold, and render() has faded out for it and consumes nothing. Only
    /// render() makes that so: while no device calls it, a hold that follows a run stays unanswered.
    bool isHeld() const;
    /// Linear factor on every sample, approached within 20 ms. Ignored when the traits say unprocessed.
    void setGain(float gain) { m_targetGain.store(gain, std::memory_order_relaxed); }

    // ---- any thread ---------------------------------------------------------------------------------------------

    RenderProgress progress() const;
    /// Played to the end, as of the last render(): the current ring is drained, and no other one is
    /// published.
    bool isDrained() const;
    /// Times the ring ran dry in the middle of a track.
    uint64_t underruns() const { return m_underruns.load(std::memory_order_relaxed); }
    /// Calls of render() so far; a real-time device that stands still for longer than a few buffers is lost.
    uint64_t callbacks() const { return m_callbacks.load(std::memory_order_relaxed); }
    /// The callback ran at more than twice the clock and was cut off: it consumes nothing any more. A
    /// callback that runs free has taken at most kRunawaySlack and four device buffers of audio by then.
    bool hasRunAway() const { return m_ranAway.load(std::memory_order_acquire); }
    static constexpr std::chrono::milliseconds kRunawaySlack{400};
    /// Frames waiting in the current ring after the last render(), and its room.
    uint32_t bufferedFrames() const { return m_bufferedFrames.load(std::memory_order_relaxed); }
    uint32_t ringFrames() const { return m_contents[0]->ring.capacityFrames(); }
    DurationSummary callbackTime() const { return m_callbackTime.summary(); }

    // ---- the device ---------------------------------------------------------------------------------------------

    /// [real-time] Writes `frames` frames in output().sampleFormat, packed and interleaved, native endian
    /// (Int24: 3 bytes, little-endian). Always fills the whole buffer, with silence where there is nothing.
    /// Returns the frames that came from the ring. Rings the space bell when the device is not real-time.
    uint32_t render(void* buffer, uint32_t frames, Clock::time_point now) noexcept;

    /// [device thread that is not real-time] Blocks until render() has something to do (frames to take,
    /// content that was published, a hold or the end to acknowledge) or `timeout` passed.
    void waitForData(std::chrono::milliseconds timeout);
    /// [device thread that is not real-time] Tracks announced since the last call. After render() these are
    /// at least the ones whose frames it gave.
    std::vector<TrackMark> takeTracks();

  private:
    /// A ring, and how its content wants to be changed over to.
    struct Content {
        Content(uint32_t channels, uint32_t frames) : ring(channels, frames) {}
        PcmRing ring;
        /// Atomic because the callback reads it of published content that may be withdrawn at that moment.
        std::atomic<uint32_t> fadeOutFrames{0};
        uint32_t fadeInFrames = 0;
    };
    struct CallbackState; // render()'s own

    uint32_t renderFrames(std::byte* buffer, uint32_t frames, Clock::time_point now) noexcept;
    bool prepareContent(bool running) noexcept;
    void changeOver() noexcept;
    uint32_t playStretch(std::byte* out, uint32_t maxFrames) noexcept;
    void applyEnvelope(float* samples, uint32_t frames) noexcept;
    void publishState(uint32_t runSerial) noexcept;
    bool hasWorkForRender() const;

    const OpenedOutput m_output;
    const DeviceTraits m_traits;
    const uint32_t m_frameBytes;

    // Each of the two contents is in one of these places at any time; taking it from there (exchange) is
    // owning it.
    std::array<std::unique_ptr<Content>, 2> m_contents;
    Content* m_filling = nullptr; ///< [decode] begun and not published
    std::atomic<Content*> m_pending{
        nullptr}; ///< published, not taken: decode puts, the callback or decode takes
    std::atomic<Content*> m_retired{nullptr};  ///< free: the callback puts, decode takes
    std::unique_ptr<CallbackState> m_callback; ///< holds the one that plays

    // What setRunning() asked last: a serial that is odd for run and even for hold, and the fade, in one
    // word.
    std::atomic<uint64_t> m_runCommand{0};
    std::atomic<uint32_t> m_heldSerial{0}; ///< the hold that render() has carried out

    std::atomic<float> m_targetGain{1.0F};
    std::atomic<uint64_t> m_progress{0}; ///< epoch in the upper 24 bits, frame in the lower 40
    std::atomic<uint32_t> m_bufferedFrames{0};
    std::atomic<bool> m_drained{false};
    std::atomic<bool> m_ranAway{false};
    std::atomic<uint64_t> m_underruns{0};
    std::atomic<uint64_t> m_callbacks{0};
    DurationHistogram m_callbackTime;
    Doorbell* m_spaceBell = nullptr;
    std::atomic<uint32_t> m_lowWater{0};
    const std::shared_ptr<Doorbell> m_dataBell; ///< the device's, or its own
    std::mutex m_tracksMutex;
    std::vector<TrackMark> m_tracks; ///< guarded by m_tracksMutex
};

} // namespace stellatune
