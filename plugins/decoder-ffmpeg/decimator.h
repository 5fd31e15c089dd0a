// Brings sound above 192 kHz, which is what DSD decodes to, down by a whole factor.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace stellatune::ffmpeg {

/// Linear phase, flat to 0.4 of the new rate (70 kHz at 176.4 kHz), 120 dB down from 0.6 of it on; so the
/// noise that DSD carries above the music does not fold back below 0.4. Frame k of the output is centred on
/// frame k * factor of the input: no delay. Owned by one thread.
class Decimator {
  public:
    Decimator(uint32_t channels, uint32_t factor);

    uint32_t factor() const { return m_factor; }
    /// Frames of input on each side that a frame of output depends on.
    uint64_t reach() const { return m_reach; }
    uint64_t outputFrames(uint64_t inputFrames) const { return (inputFrames + m_factor - 1) / m_factor; }

    /// The first input frame that frame `output` depends on.
    uint64_t firstInput(uint64_t output) const;
    /// The next output is frame `output`; push() has to begin with firstInput(output).
    void restart(uint64_t output);
    void push(std::span<const float> interleaved);
    /// The input has ended: what lies behind it counts as silence.
    void finish();
    /// Frames ready now, written to the front of `interleaved`.
    uint32_t pull(std::span<float> interleaved);

  private:
    float convolve(const float* window) const;

    const uint32_t m_channels;
    const uint32_t m_factor;
    const uint32_t m_reach;
    std::vector<float> m_taps; ///< 2 * m_reach + 1, padded with zeros to a multiple of kLanes
    /// A queue for each channel: the window of the next output starts at m_start.
    std::vector<std::vector<float>> m_queues;
    size_t m_start = 0;
    uint64_t m_pushed = 0; ///< input frames since the start of the stream
    uint64_t m_nextOutput = 0;
    uint64_t m_lastOutput = UINT64_MAX; ///< outputs there are; known after finish()
};

} // namespace stellatune::ffmpeg
