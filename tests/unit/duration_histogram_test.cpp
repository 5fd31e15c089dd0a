#include "engine/audio/duration_histogram.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using std::chrono::nanoseconds;

TEST(DurationHistogram, IsEmptyAtFirstAndAfterReset)
{
    DurationHistogram histogram;
    EXPECT_EQ(histogram.summary().count, 0U);
    histogram.record(nanoseconds(500));
    histogram.reset();
    const DurationSummary summary = histogram.summary();
    EXPECT_EQ(summary.count, 0U);
    EXPECT_EQ(summary.p50, nanoseconds(0));
    EXPECT_EQ(summary.p99, nanoseconds(0));
    EXPECT_EQ(summary.max, nanoseconds(0));
}

TEST(DurationHistogram, SmallCountsAreExact)
{
    DurationHistogram histogram;
    for (int value = 0; value < 16; ++value)
        histogram.record(nanoseconds(value));
    EXPECT_EQ(histogram.summary().count, 16U);
    EXPECT_EQ(histogram.summary().p50, nanoseconds(7));
    EXPECT_EQ(histogram.summary().p99, nanoseconds(15));
}

TEST(DurationHistogram, PercentilesAreAtMostAnEighthAboveTheTruth)
{
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> octave(0.0, 41.0);
    for (int round = 0; round < 50; ++round) {
        DurationHistogram histogram;
        std::vector<int64_t> values;
        for (int i = 0; i < 1000; ++i) {
            values.push_back(static_cast<int64_t>(std::exp2(octave(random))));
            histogram.record(nanoseconds(values.back()));
        }
        std::sort(values.begin(), values.end());
        const DurationSummary summary = histogram.summary();
        const auto expectNear = [](nanoseconds actual, int64_t truth) {
            EXPECT_GE(actual.count(), truth);
            EXPECT_LE(static_cast<double>(actual.count()), static_cast<double>(truth) * 1.125);
        };
        expectNear(summary.p50, values[499]);
        expectNear(summary.p99, values[989]);
        EXPECT_EQ(summary.max.count(), values.back());
    }
}

TEST(DurationHistogram, TakesAnyDuration)
{
    DurationHistogram histogram;
    histogram.record(nanoseconds(-3));
    histogram.record(nanoseconds::max());
    const DurationSummary summary = histogram.summary();
    EXPECT_EQ(summary.count, 2U);
    EXPECT_EQ(summary.p50, nanoseconds(0));
    EXPECT_EQ(summary.p99, nanoseconds::max());
}

} // namespace
} // namespace stellatune
