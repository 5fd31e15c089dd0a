#include "engine/audio/resampler.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

constexpr double kTurn = 6.28318530717958647692;

std::unique_ptr<Resampler> make(uint32_t from, uint32_t to, uint32_t channels, ResampleQuality quality)
{
    auto resampler = Resampler::create(from, to, channels, quality);
    EXPECT_TRUE(resampler) << resampler.error().message;
    return std::move(resampler).value();
}

/// Feeds `in` in odd blocks into odd room and returns all that comes out.
std::vector<float> convert(Resampler& resampler, const std::vector<float>& in, uint32_t channels)
{
    std::vector<float> out;
    std::vector<float> block(size_t{channels} * 311);
    size_t offset = 0;
    size_t offered = 1;
    for (;;) {
        const size_t count = std::min(offered * channels, in.size() - offset);
        offered = offered % 997 + 13;
        const bool isLast = offset + count == in.size();
        const auto [consumed, produced] =
            resampler.process(std::span(in).subspan(offset, count), block, isLast);
        const size_t taken = size_t{consumed} * channels;
        EXPECT_LE(taken, count);
        offset += taken;
        out.insert(out.end(), block.begin(), block.begin() + produced * static_cast<ptrdiff_t>(channels));
        if (isLast && taken == count && produced == 0)
            return out;
    }
}

std::vector<float> sine(uint32_t rate, double frequency, size_t frames, uint32_t channels = 1)
{
    std::vector<float> samples;
    for (size_t frame = 0; frame < frames; ++frame)
        for (uint32_t channel = 0; channel < channels; ++channel)
            samples.push_back(static_cast<float>(
                0.5 * std::sin(kTurn * frequency * static_cast<double>(frame) / rate + 0.3 * channel)));
    return samples;
}

TEST(Resampler, RefusesWhatItCannotDo)
{
    EXPECT_FALSE(Resampler::create(0, 44'100, 2, ResampleQuality::High));
    EXPECT_FALSE(Resampler::create(44'100, 400'000, 2, ResampleQuality::High));
    EXPECT_FALSE(Resampler::create(44'100, 48'000, 0, ResampleQuality::High));
    EXPECT_FALSE(Resampler::create(44'100, 48'000, 9, ResampleQuality::High));
}

TEST(Resampler, FrameCountsAreExactForAllPairsOfRates)
{
    const std::vector<uint32_t> rates{8'000,  11'025, 12'000, 16'000, 22'050, 24'000,  32'000,
                                      44'100, 48'000, 64'000, 88'200, 96'000, 176'400, 192'000};
    for (const uint32_t from : rates) {
        for (const uint32_t to : rates) {
            const auto resampler = make(from, to, 2, ResampleQuality::Medium);
            for (const uint64_t frames :
                 {uint64_t{0}, uint64_t{1}, uint64_t{2}, uint64_t{37}, uint64_t{4999}}) {
                resampler->reset();
                const auto out = convert(*resampler, std::vector<float>(2 * frames, 0.25F), 2);
                const auto expected =
                    static_cast<uint64_t>(std::floor(static_cast<double>(frames) * to / from + 0.5));
                ASSERT_EQ(out.size() / 2, expected) << frames << " frames from " << from << " to " << to;
            }
        }
    }
}

TEST(Resampler, FrameCountsAreExactInAllQualitiesAndAtOddRates)
{
    for (const ResampleQuality quality : {ResampleQuality::Quick, ResampleQuality::Medium,
                                          ResampleQuality::High, ResampleQuality::VeryHigh}) {
        for (const auto& [from, to] : {std::pair{44'100U, 48'000U}, {44'101U, 47'999U}, {192'000U, 8'000U}}) {
            const auto resampler = make(from, to, 1, quality);
            const auto out = convert(*resampler, std::vector<float>(30'011), 1);
            EXPECT_EQ(out.size(), static_cast<size_t>(std::floor(30'011.0 * to / from + 0.5)));
        }
    }
}

/// Signal to noise in dB against the ideal sine at the same instants, ends left out.
double signalToNoise(const std::vector<float>& out, uint32_t rate, double frequency)
{
    double signal = 0.0;
    double noise = 0.0;
    const size_t edge = out.size() / 10;
    for (size_t frame = edge; frame < out.size() - edge; ++frame) {
        const double ideal = 0.5 * std::sin(kTurn * frequency * static_cast<double>(frame) / rate);
        signal += ideal * ideal;
        noise += (out[frame] - ideal) * (out[frame] - ideal);
    }
    return 10.0 * std::log10(signal / noise);
}

TEST(Resampler, KeepsASineCleanAndInPlace)
{
    for (const auto& [from, to] : {std::pair{44'100U, 48'000U},
                                   {48'000U, 44'100U},
                                   {44'100U, 96'000U},
                                   {96'000U, 44'100U},
                                   {192'000U, 48'000U},
                                   {8'000U, 48'000U}}) {
        SCOPED_TRACE(testing::Message() << from << " to " << to);
        const auto in = sine(from, 997.0, from);
        const auto high = convert(*make(from, to, 1, ResampleQuality::High), in, 1);
        EXPECT_GT(signalToNoise(high, to, 997.0), 110.0);
        const auto veryHigh = convert(*make(from, to, 1, ResampleQuality::VeryHigh), in, 1);
        EXPECT_GT(signalToNoise(veryHigh, to, 997.0), 130.0);
        const auto medium = convert(*make(from, to, 1, ResampleQuality::Medium), in, 1);
        EXPECT_GT(signalToNoise(medium, to, 997.0), 85.0);
    }
}

TEST(Resampler, KeepsChannelsApart)
{
    const auto in = sine(44'100, 440.0, 20'000, 8);
    const auto out = convert(*make(44'100, 48'000, 8, ResampleQuality::High), in, 8);
    for (uint32_t channel = 0; channel < 8; ++channel) {
        for (size_t frame = 5000; frame < 15'000; ++frame) {
            const double ideal =
                0.5 * std::sin(kTurn * 440.0 * static_cast<double>(frame) / 48'000 + 0.3 * channel);
            ASSERT_NEAR(out[frame * 8 + channel], ideal, 1e-5);
        }
    }
}

TEST(Resampler, HearsNothingOfTheTimeBeforeAReset)
{
    const auto in = sine(44'100, 1000.0, 10'000, 2);
    const auto fresh = convert(*make(44'100, 48'000, 2, ResampleQuality::High), in, 2);
    const auto used = make(44'100, 48'000, 2, ResampleQuality::High);
    std::vector<float> out(2 * 500);
    used->process(std::vector<float>(2 * 3000, 0.9F), out, false);
    used->reset();
    EXPECT_EQ(convert(*used, in, 2), fresh);
    used->reset(); // after an end, too
    EXPECT_EQ(convert(*used, in, 2), fresh);
}

} // namespace
} // namespace stellatune
