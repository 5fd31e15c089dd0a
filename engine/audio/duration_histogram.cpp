#include "engine/audio/duration_histogram.h"

#include <algorithm>
#include <bit>

namespace stellatune {

namespace {

constexpr uint32_t kSubBits =
    3; // 8 steps in an octave: each bucket is at most an eighth of its lower bound wide

uint32_t bucketOf(uint64_t nanoseconds)
{
    const auto octave = static_cast<uint32_t>(std::bit_width(nanoseconds));
    if (octave <= kSubBits)
        return static_cast<uint32_t>(nanoseconds);
    const uint32_t shift = octave - kSubBits - 1;
    return (shift << kSubBits) + static_cast<uint32_t>(nanoseconds >> shift);
}

/// The largest duration that falls into `bucket`.
uint64_t upperBound(uint32_t bucket)
{
    if (bucket < (2U << kSubBits))
        return bucket;
    const uint32_t shift = (bucket >> kSubBits) - 1;
    const uint64_t step = bucket - (shift << kSubBits);
    return ((step + 1) << shift) - 1;
}

} // namespace

void DurationHistogram::record(std::chrono::nanoseconds duration) noexcept
{
    static_assert(kStepsPerOctave == 1U << kSubBits);
    const auto nanoseconds = static_cast<uint64_t>(std::max<int64_t>(duration.count(), 0));
    const uint32_t bucket = std::min(bucketOf(nanoseconds), kBuckets - 1);
    // The maximum first, and the count with release: a summary that counts a duration knows its maximum.
    if (nanoseconds > m_maxNanoseconds.load(std::memory_order_relaxed))
        m_maxNanoseconds.store(nanoseconds, std::memory_order_relaxed);
    m_buckets[bucket].fetch_add(1, std::memory_order_release);
}

DurationSummary DurationHistogram::summary() const
{
    std::array<uint32_t, kBuckets> counts;
    uint64_t total = 0;
    for (uint32_t bucket = 0; bucket < kBuckets; ++bucket) {
        counts[bucket] = m_buckets[bucket].load(std::memory_order_acquire);
        total += counts[bucket];
    }
    DurationSummary summary;
    summary.count = total;
    if (total == 0)
        return summary;
    const uint64_t max = m_maxNanoseconds.load(std::memory_order_relaxed);
    const auto percentile = [&](uint64_t percent) {
        const uint64_t rank = (total * percent + 99) / 100;
        uint64_t seen = 0;
        uint32_t bucket = 0;
        while ((seen += counts[bucket]) < rank)
            ++bucket;
        return std::chrono::nanoseconds(bucket == kBuckets - 1 ? max : std::min(upperBound(bucket), max));
    };
    summary.p50 = percentile(50);
    summary.p99 = percentile(99);
    summary.max = std::chrono::nanoseconds(max);
    return summary;
}

void DurationHistogram::reset() noexcept
{
    for (std::atomic<uint32_t>& bucket : m_buckets)
        bucket.store(0, std::memory_order_relaxed);
    m_maxNanoseconds.store(0, std::memory_order_relaxed);
}

} // namespace stellatune
