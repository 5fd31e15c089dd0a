// Holds the peaks of all channels below a ceiling.
#pragma once

#include "gain_curve.h"
#include "true_peak_detector.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace stellatune::limiter {

struct Settings {
    /// Magnitude that no true peak exceeds, noise up to half of the sample rate included. Pure tones within
    /// 0.01 of it can by 0.4 dB when they start at once.
    double ceiling = 1.0;
    double gain = 1.0;        ///< before the limiter
    double release = 0.1;     ///< seconds in which 63% of the way back is gone
    double lookAhead = 0.003; ///< seconds
};

/// One gain for all channels, so that the picture stays where it is. What stays 0.3 dB below the ceiling,
/// between the samples too, comes out as it went in, bit for bit, `latency()` frames later; only above 0.48
/// of the sample rate it takes 0.6 dB. After creation nothing allocates or waits.
class Limiter {
  public:
    Limiter(uint32_t sampleRate, uint32_t channels, const Settings& settings);

    /// Frames; constant.
    uint32_t latency() const { return m_latency; }

    /// A new gain is reached within 30 ms. A new ceiling holds for what comes in from now on. The look-ahead
    /// stays what it was.
    void apply(const Settings& settings);

    /// Samples that are not finite, or beyond 180 dB, count as 0.
    void process(float* interleaved, uint32_t frames);
    void reset();

  private:
    void take(const Settings& settings);

    uint32_t m_sampleRate;
    uint32_t m_channels;
    TruePeakDetector m_detector;
    GainCurve m_curve;
    uint32_t m_latency;
    double m_ceiling = 1.0; ///< a little below the one asked for

    double m_gain = 1.0; ///< where the glide ends
    double m_gainStep = 0.0;
    uint32_t m_glideLeft = 0; ///< frames

    std::vector<float> m_delayed; ///< a ring of m_latency frames
    size_t m_oldest = 0;
};

} // namespace stellatune::limiter
