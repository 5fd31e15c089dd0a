#include "engine/output/sample_conversion.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

template <typename Stored>
std::vector<Stored> convert(SampleFormat format, const std::vector<float>& in)
{
    std::vector<Stored> out(in.size());
    SampleConverter(format).convert(in.data(), out.data(), in.size());
    return out;
}

std::vector<int32_t> convertTo24(const std::vector<float>& in)
{
    std::vector<uint8_t> bytes(in.size() * 3);
    SampleConverter(SampleFormat::Int24).convert(in.data(), bytes.data(), in.size());
    std::vector<int32_t> out;
    for (size_t i = 0; i < in.size(); ++i) {
        const uint32_t bits =
            uint32_t{bytes[3 * i]} << 8 | uint32_t{bytes[3 * i + 1]} << 16 | uint32_t{bytes[3 * i + 2]} << 24;
        out.push_back(static_cast<int32_t>(bits) / 256);
    }
    return out;
}

TEST(SampleConversion, EveryInt8AndInt16ComesOutIdentical)
{
    std::vector<float> in;
    for (int value = -128; value < 128; ++value)
        in.push_back(static_cast<float>(value) / 128);
    const auto bytes = convert<int8_t>(SampleFormat::Int8, in);
    for (int value = -128; value < 128; ++value)
        ASSERT_EQ(bytes[static_cast<size_t>(value + 128)], value);

    in.clear();
    for (int value = -32768; value < 32768; ++value)
        in.push_back(static_cast<float>(value) / 32768);
    const auto words = convert<int16_t>(SampleFormat::Int16, in);
    for (int value = -32768; value < 32768; ++value)
        ASSERT_EQ(words[static_cast<size_t>(value + 32768)], value);
}

TEST(SampleConversion, EveryInt24ComesOutIdenticalIn24And32Bits)
{
    std::vector<float> in;
    std::vector<int32_t> values;
    for (int32_t value = -8'388'608; value < 8'388'608; value += 37)
        values.push_back(value);
    values.push_back(8'388'607);
    for (const int32_t value : values)
        in.push_back(static_cast<float>(value) / 8'388'608);
    EXPECT_EQ(convertTo24(in), values);
    const auto wide = convert<int32_t>(SampleFormat::Int32, in);
    for (size_t i = 0; i < values.size(); ++i)
        ASSERT_EQ(wide[i], values[i] * 256);
}

TEST(SampleConversion, FloatsComeOutIdentical)
{
    const std::vector<float> in{0.0F, 1e-30F, -0.7F, 1.5F, -3.0F};
    EXPECT_EQ(convert<float>(SampleFormat::Float32, in), in);
    EXPECT_EQ(convert<double>(SampleFormat::Float64, in), std::vector<double>(in.begin(), in.end()));
}

TEST(SampleConversion, ClipsAndNeverWraps)
{
    const std::vector<float> in{1.0F, 2.0F, kInfinity, 1e30F, -1.0F, -1.00001F, -2.0F, -kInfinity, kNan};
    const auto expectClipped = [](const auto& out, int64_t highest, int64_t noise) {
        for (size_t i = 0; i < 4; ++i)
            EXPECT_GE(out[i], highest - noise) << i;
        for (size_t i = 4; i < 8; ++i)
            EXPECT_LE(out[i], -highest - 1 + noise) << i;
        EXPECT_LE(std::abs(int64_t{out[8]}), noise); // not a number
    };
    // A block is dithered as a whole: the ends of the range may be an LSB inside.
    expectClipped(convert<int8_t>(SampleFormat::Int8, in), 127, 2);
    expectClipped(convert<int16_t>(SampleFormat::Int16, in), 32767, 2);
    expectClipped(convertTo24(in), 8'388'607, 2);
    expectClipped(convert<int32_t>(SampleFormat::Int32, in), 2'147'483'647, 2);
}

TEST(SampleConversion, DithersABlockThatHasBitsToLose)
{
    std::vector<float> in(4096, 100.0F / 32768);
    in.back() = 100.25F / 32768;
    const auto out = convert<int16_t>(SampleFormat::Int16, in);
    size_t changed = 0;
    for (const int16_t value : out) {
        EXPECT_LE(std::abs(value - 100), 2);
        changed += value != 100 ? 1 : 0;
    }
    // Triangular dither moves an integer by rounding to a neighbour in a quarter of all cases.
    EXPECT_NEAR(static_cast<double>(changed) / 4096, 0.25, 0.05);
}

/// Error in LSB of a constant `level` (in LSB) stored `count` times.
struct Noise {
    double mean = 0.0;
    double power = 0.0;
};

Noise measureNoise(SampleFormat format, double level)
{
    constexpr size_t kCount = 400'000;
    const double scale = std::exp2(bitsPerSample(format) - 1);
    const std::vector<float> in(kCount, static_cast<float>(level / scale));
    std::vector<double> errors;
    const auto collect = [&](const auto& out) {
        for (const auto value : out)
            errors.push_back(value - level);
    };
    if (format == SampleFormat::Int16)
        collect(convert<int16_t>(format, in));
    else if (format == SampleFormat::Int8)
        collect(convert<int8_t>(format, in));
    else
        collect(convertTo24(in));
    Noise noise;
    for (const double error : errors) {
        noise.mean += error / kCount;
        noise.power += error * error / kCount;
    }
    return noise;
}

TEST(SampleConversion, DitherNoiseHasNoMeanAndAConstantPower)
{
    // Rounding gives 1/12, triangular dither 2/12 of a squared LSB, at any level: that is what triangular is
    // for.
    for (const SampleFormat format : {SampleFormat::Int8, SampleFormat::Int16, SampleFormat::Int24}) {
        for (const double level : {0.125, 0.25, 0.5, -0.375, 10.75, -55.5}) {
            const Noise noise = measureNoise(format, level);
            EXPECT_NEAR(noise.mean, 0.0, 5 * 0.5 / std::sqrt(400'000.0)) << level;
            EXPECT_NEAR(noise.power, 0.25, 0.005) << level;
        }
    }
}

} // namespace
} // namespace stellatune
