// How loud the sound is between its samples.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace stellatune::limiter {

/// Four times oversampled, after annex 2 of ITU-R BS.1770-4, by a longer filter than the one printed there,
/// so that peaks up to 0.49 of the sample rate are seen; what lies between the four is found by a parabola.
/// It errs on the high side, by up to 0.2 dB, and 0.5 dB above 0.48 of the sample rate; too low by more than
/// 0.1 dB is only the onset of a tone within 0.01 of half of the sample rate. All channels count together.
class TruePeakDetector {
  public:
    /// Frames by which push() answers late.
    static constexpr uint32_t kLatency = 64;

    explicit TruePeakDetector(uint32_t channels);

    /// Nobody asks for peaks below this; finding out that they are is cheap.
    void setInterest(float lowest);

    /// Takes a frame, and returns the loudest magnitude around the frame kLatency before it, from its
    /// neighbour before to its neighbour after; any lower number where that is of no interest. Samples are
    /// finite.
    float push(const float* frame);
    void reset();

  private:
    static constexpr uint32_t kTaps = 2 * kLatency;
    static constexpr uint32_t kPhases = 4;

    struct Channel {
        /// The newest samples, twice over, so that kTaps of them always lie in a row.
        std::array<float, 2 * kTaps> history{};
        float lastQuarter = 0.0f; ///< of the interval before
    };

    float peakOfInterval(Channel& channel) const;

    /// By tap, then by phase; the phase of the samples themselves is left at 0.
    alignas(16) std::array<float, kTaps * kPhases> m_filter{};
    float m_worstGain = 1.0f; ///< most by which a peak exceeds the samples around it
    float m_quiet = 0.0f;     ///< samples up to this have no peak of interest near them
    uint32_t m_position = 0;
    uint32_t m_sinceLoud = kTaps; ///< frames since a sample was not quiet, at most kTaps
    float m_lastInterval = 0.0f;
    std::vector<Channel> m_channels;
};

} // namespace stellatune::limiter
