// From the gain that each frame must not exceed to one that moves without being heard.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace stellatune::limiter {

/// Each answer is at most what push() was given `latency()` calls before. The lowest gain within the
/// look-ahead is held; it comes back with the release; then two averages, each over half of the look-ahead,
/// round the corners. Sums of integers, so a gain of 1 comes out as exactly 1 however long the music plays.
class GainCurve {
  public:
    /// halfLookAhead: frames, at least 1.
    explicit GainCurve(uint32_t halfLookAhead);

    /// releasePerFrame: the share of the way back that is gone in one frame.
    void setRelease(double releasePerFrame) { m_release = releasePerFrame; }
    uint32_t latency() const { return m_window - 1; }

    /// highest: 0 to 1.
    double push(double highest);
    void reset();

  private:
    static constexpr uint32_t kOne = 1u << 30;

    /// The sum of the newest values.
    class MovingSum {
      public:
        MovingSum(uint32_t length, uint64_t initial);
        uint64_t push(uint64_t value);
        void reset();

      private:
        std::vector<uint64_t> m_values;
        size_t m_oldest = 0;
        uint64_t m_initial;
        uint64_t m_sum = 0;
    };

    double lowestWithin(double newest);

    struct Candidate {
        uint64_t frame;
        double gain;
    };

    uint32_t m_window; ///< frames
    double m_release = 1.0;
    double m_held = 1.0;
    double m_scale;
    MovingSum m_first;
    MovingSum m_second;
    /// A ring of gains that are lower than all before them will be lowest one day: they rise from the oldest
    /// on.
    std::vector<Candidate> m_candidates;
    size_t m_oldest = 0;
    size_t m_count = 0;
    uint64_t m_frame = 0;
};

} // namespace stellatune::limiter
