// A DSP node that does next to nothing: what a call of it costs is the way there and back.
#pragma once

#include <cstdint>
#include <span>

namespace stellatune::bench {

class CountingDsp {
  public:
    void process(std::span<float> /*interleaved*/, uint32_t frames) { m_frames += frames; }
    void reset() { m_frames = 0; }
    /// Frames so far.
    uint64_t tail() const { return m_frames; }

  private:
    uint64_t m_frames = 0;
};

} // namespace stellatune::bench
