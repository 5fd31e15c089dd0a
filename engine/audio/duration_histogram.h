// How long something took, over and over: counts in logarithmic buckets, so that a percentile can be asked
// any time.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace stellatune {

struct DurationSummary {
    uint64_t count = 0;
    std::chrono::nanoseconds p50{0};
    std::chrono::nanoseconds p99{0};
    std::chrono::nanoseconds max{0};
};

/// record() by one thread (wait-free, no allocation: the audio callback uses it), summary() by any.
/// Percentiles are bucket upper bounds, at most 12.5 % above the true value.
class DurationHistogram {
  public:
    void record(std::chrono::nanoseconds duration) noexcept;
    DurationSummary summary() const;
    void reset() noexcept;

  private:
    static constexpr uint32_t kStepsPerOctave = 8;
    static constexpr uint32_t kBuckets = 40 * kStepsPerOctave;
    std::array<std::atomic<uint32_t>, kBuckets> m_buckets{};
    std::atomic<uint64_t> m_maxNanoseconds{0};
};

} // namespace stellatune
