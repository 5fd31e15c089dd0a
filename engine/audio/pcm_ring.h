// Frames on their way from the decode thread to the audio callback: one writer, one reader, no lock.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>

namespace stellatune {

/// Single producer, single consumer. Frame counts are absolute since reset(), so they double as positions.
class PcmRing { // NOLINT(clang-analyzer-optin.performance.Padding): see the cache lines below
  public:
    /// Room for at least `capacityFrames` frames of `channels` floats, all allocated (and touched) here.
    PcmRing(uint32_t channels, uint32_t capacityFrames);

    uint32_t channels() const { return m_channels; }
    uint32_t capacityFrames() const { return m_capacity; }

    /// [producer, while no consumer has it] Empties the ring and names its new content.
    void reset(uint32_t epoch);
    uint32_t epoch() const { return m_epoch; }

    /// [producer] Frames that fit now.
    uint32_t writable() const;
    /// [producer] Copies as many whole frames as fit; returns how many.
    uint32_t write(std::span<const float> interleaved);
    /// [producer] Nothing follows what was written. Running dry is then the end, not an underrun.
    void finish();

    /// [consumer] Frames that can be read now.
    uint32_t readable() const;
    /// [consumer] Copies up to `frames` frames into `interleaved`; returns how many.
    uint32_t read(float* interleaved, uint32_t frames);
    /// [any] Everything written was read, and finish() was called.
    bool isDrained() const;

    /// [any]
    bool isFinished() const;
    uint64_t framesWritten() const { return m_written.load(std::memory_order_acquire); }
    uint64_t framesRead() const { return m_read.load(std::memory_order_acquire); }

  private:
    const uint32_t m_channels;
    const uint32_t m_capacity; ///< a power of two
    std::unique_ptr<float[]> m_samples;
    uint32_t m_epoch = 0;
    // What each side writes has a cache line of its own, so that neither slows the other down.
    alignas(64) std::atomic<uint64_t> m_written{0};
    std::atomic<bool> m_finished{false};
    alignas(64) std::atomic<uint64_t> m_read{0};
};

} // namespace stellatune
