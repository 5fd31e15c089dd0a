// Exact where it can be, dithered where it cannot.
#include "quantiser.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune::filesink {
namespace {

std::vector<int32_t> convert(Quantiser& quantiser, const std::vector<float>& samples)
{
    std::vector<int32_t> integers(samples.size());
    quantiser.convert(samples, integers);
    return integers;
}

TEST(Quantiser, givesEvery16BitValueBack)
{
    std::vector<float> samples;
    std::vector<int32_t> expected;
    for (int32_t value = -32768; value <= 32767; ++value) {
        expected.push_back(value);
        samples.push_back(static_cast<float>(value) / 32768.0F);
    }
    Quantiser quantiser(16, true);
    EXPECT_EQ(convert(quantiser, samples), expected);
    EXPECT_EQ(quantiser.clippedSamples(), 0U);
}

TEST(Quantiser, gives24BitValuesBack)
{
    std::mt19937 random(1);
    std::vector<float> samples{-1.0F};
    std::vector<int32_t> expected{-8388608};
    for (int i = 0; i < 100'000; ++i) {
        expected.push_back(static_cast<int32_t>(random()) >> 8);
        samples.push_back(static_cast<float>(expected.back()) / 8388608.0F);
    }
    Quantiser quantiser(24, true);
    EXPECT_EQ(convert(quantiser, samples), expected);
}

TEST(Quantiser, roundsToTheNearestWithoutDither)
{
    Quantiser quantiser(16, false);
    const float step = 1.0F / 32768.0F;
    EXPECT_EQ(convert(quantiser, {0.4F * step, 0.6F * step, -0.6F * step, 100.3F * step}),
              (std::vector<int32_t>{0, 1, -1, 100}));
}

TEST(Quantiser, ditherKeepsTheMeanAndHasItsOwnPower)
{
    constexpr size_t kCount = 400'000;
    for (const double level : {0.0, 0.25, 0.5, -0.3}) { // steps; the last sample makes 0 a lossy block, too
        std::vector<float> samples(kCount, static_cast<float>(level / 32768.0));
        samples.push_back(0.1F / 32768.0F);
        Quantiser quantiser(16, true);
        const std::vector<int32_t> integers = convert(quantiser, samples);
        double sum = 0;
        double squares = 0;
        for (size_t i = 0; i < kCount; ++i) {
            const double error = integers[i] - level;
            sum += error;
            squares += error * error;
            ASSERT_LE(std::abs(error), 1.5);
        }
        EXPECT_NEAR(sum / kCount, 0.0, 0.005) << level;
        // 1/6 of the triangle and 1/12 of the rounding, whatever the signal: no modulation of the noise.
        EXPECT_NEAR(squares / kCount, 0.25, 0.005) << level;
    }
}

TEST(Quantiser, clipsAndCounts)
{
    Quantiser quantiser(16, false);
    const float infinity = std::numeric_limits<float>::infinity();
    const std::vector<int32_t> integers =
        convert(quantiser, {1.0F, -1.0F, 2.0F, -2.0F, infinity, -infinity, std::nanf(""), 0.5F});
    EXPECT_EQ(integers, (std::vector<int32_t>{32767, -32768, 32767, -32768, 32767, -32768, 0, 16384}));
    EXPECT_EQ(quantiser.clippedSamples(), 5U);
}

TEST(Quantiser, staysInRangeWithDither)
{
    std::vector<float> samples(10'000, 32767.0F / 32768.0F);
    samples.resize(20'000, -1.0F);
    samples.push_back(0.3F / 32768.0F);
    Quantiser quantiser(16, true);
    for (const int32_t value : convert(quantiser, samples))
        ASSERT_TRUE(value >= -32768 && value <= 32767);
    EXPECT_EQ(quantiser.clippedSamples(), 0U) << "nothing exceeded full scale before the dither";
}

TEST(Quantiser, isTheSameEachTime)
{
    const std::vector<float> samples(1000, 0.123456789F);
    Quantiser first(16, true);
    Quantiser second(16, true);
    EXPECT_EQ(convert(first, samples), convert(second, samples));
}

} // namespace
} // namespace stellatune::filesink
