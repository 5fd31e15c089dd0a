// The limiter's promises, on the signals that are hardest for it.
#include "limiter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace stellatune::limiter {
namespace {

using Samples = std::vector<float>;
constexpr double kPi = std::numbers::pi;

double decibels(double factor)
{
    return 20.0 * std::log10(factor);
}

/// The true peak of a mono signal, sixteen times oversampled by a windowed sinc that is much longer than the
/// limiter's.
double truePeakOf(const Samples& samples)
{
    constexpr int kSide = 96;
    constexpr int kTimes = 16;
    double peak = 0.0;
    for (int phase = 0; phase < kTimes; ++phase) {
        const double fraction = phase / static_cast<double>(kTimes);
        std::array<double, 2 * kSide> taps;
        for (int i = 0; i < 2 * kSide; ++i) {
            const double distance = i - (kSide - 1) - fraction;
            const double sinc = distance == 0.0 ? 1.0 : std::sin(kPi * distance) / (kPi * distance);
            taps[i] = sinc * 0.5 * (1.0 + std::cos(kPi * distance / (kSide + 1)));
        }
        for (size_t at = 0; at + 2 * kSide < samples.size(); ++at)
            peak = std::max(
                peak, std::abs(std::inner_product(taps.begin(), taps.end(), samples.begin() + at, 0.0)));
    }
    return peak;
}

/// What truePeakOf() may be wrong by, in dB.
constexpr double kMeasurement = 0.02;

Samples run(Limiter& limiter, Samples samples, uint32_t channels = 1, uint32_t block = 480)
{
    const auto frames = static_cast<uint32_t>(samples.size() / channels);
    for (uint32_t done = 0; done < frames; done += block)
        limiter.process(samples.data() + size_t{done} * channels, std::min(block, frames - done));
    return samples;
}

Samples generate(size_t count, const std::function<double(size_t)>& value)
{
    Samples samples(count);
    for (size_t i = 0; i < count; ++i)
        samples[i] = static_cast<float>(value(i));
    return samples;
}

/// Of 6,000 samples, silent at both ends.
std::vector<std::pair<std::string, Samples>> hardSignals()
{
    constexpr size_t kCount = 6000;
    std::mt19937 random(3);
    std::uniform_real_distribution<double> value(-4.0, 4.0);
    std::vector<std::pair<std::string, Samples>> signals;
    signals.emplace_back("quarter of the rate, between the samples",
                         generate(kCount, [](size_t i) { return std::sin(kPi / 2.0 * i + kPi / 4.0); }));
    double pink = 0.0;
    signals.emplace_back("clipped noise", generate(kCount, [&](size_t) {
                             pink += 0.2 * (value(random) - pink);
                             return std::clamp(1.5 * pink, -1.0, 1.0);
                         }));
    signals.emplace_back("square", generate(kCount, [](size_t i) { return i / 50 % 2 == 0 ? 2.0 : -2.0; }));
    signals.emplace_back("impulses", generate(kCount, [](size_t i) { return i % 700 == 350 ? 8.0 : 0.0; }));
    signals.emplace_back("pairs", generate(kCount, [](size_t i) {
                             return i % 997 == 500 ? 3.0 : i % 997 == 501 ? 3.0 : 0.0;
                         }));
    signals.emplace_back("bursts", generate(kCount, [](size_t i) {
                             return i / 1500 % 2 == 0 ? 0.1 * std::sin(0.3 * i) : 5.0 * std::sin(0.31 * i);
                         }));
    signals.emplace_back("high",
                         generate(kCount, [](size_t i) { return 2.0 * std::sin(2.0 * kPi * 0.437 * i); }));
    signals.emplace_back(
        "sweep", generate(kCount, [](size_t i) { return 1.5 * std::sin(kPi * 0.43 * i * i / kCount); }));
    for (auto& [name, samples] : signals) {
        std::fill_n(samples.begin(), 300, 0.0f);
        std::fill_n(samples.end() - 1000, 1000, 0.0f);
    }
    return signals;
}

TEST(Limiter, keepsTruePeaksBelowTheCeiling)
{
    for (const double lookAhead : {0.0015, 0.005}) {
        for (const auto& [name, samples] : hardSignals()) {
            Settings settings;
            settings.ceiling = 0.8;
            settings.lookAhead = lookAhead;
            settings.release = 0.01;
            Limiter limiter(48000, 1, settings);
            const Samples out = run(limiter, samples);
            EXPECT_LE(decibels(truePeakOf(out) / settings.ceiling), kMeasurement)
                << name << ", " << lookAhead << " s";
            for (const float sample : out)
                ASSERT_LE(std::abs(sample), settings.ceiling * 1.0000001) << name;
        }
    }
}

TEST(Limiter, keepsNoiseUpToHalfOfTheSampleRateBelowTheCeiling)
{
    std::mt19937 random(3);
    std::normal_distribution<double> bell;
    std::uniform_real_distribution<double> value(-1.0, 1.0);
    constexpr size_t kCount = 12'000;
    const std::vector<std::pair<std::string, Samples>> signals = {
        {"a little too loud", generate(kCount, [&](size_t) { return 0.3 * bell(random); })},
        {"loud", generate(kCount, [&](size_t) { return 4.0 * bell(random); })},
        {"clipped", generate(kCount, [&](size_t) { return std::clamp(4.0 * value(random), -1.0, 1.0); })},
        {"one bit", generate(kCount, [&](size_t) { return value(random) < 0.0 ? -1.0 : 1.0; })},
        {"dense clicks",
         generate(kCount, [&](size_t) { return value(random) > 0.9 ? 16.0 * value(random) : 0.0; })},
        {"rare clicks",
         generate(kCount, [&](size_t) { return value(random) > 0.98 ? 16.0 * value(random) : 0.0; })},
    };
    for (const auto& [name, samples] : signals) {
        Settings settings;
        settings.release = 0.01;
        Limiter limiter(44'100, 1, settings);
        EXPECT_LE(decibels(truePeakOf(run(limiter, samples))), kMeasurement) << name;
    }
}

TEST(Limiter, isAsLoudAsTheCeilingAllows)
{
    Settings settings;
    settings.ceiling = 0.5;
    Limiter limiter(48000, 1, settings);
    const Samples out = run(limiter, generate(20000, [](size_t i) { return 2.0 * std::sin(0.05 * i); }));
    EXPECT_GT(decibels(truePeakOf({out.begin() + 10000, out.end()}) / 0.5), -0.15);
}

TEST(Limiter, leavesWhatIsBelowTheCeilingAsItWasOnlyLater)
{
    for (const uint32_t rate : {8000u, 44100u, 192000u}) {
        for (uint32_t channels = 1; channels <= 8; ++channels) {
            Limiter limiter(rate, channels, Settings{});
            std::mt19937 random(channels);
            std::uniform_real_distribution<float> value(-0.2f, 0.2f);
            Samples samples(size_t{4000} * channels);
            for (float& sample : samples)
                sample = value(random);
            const Samples out = run(limiter, samples, channels);
            const size_t late = size_t{limiter.latency()} * channels;
            for (size_t i = 0; i < out.size(); ++i)
                ASSERT_EQ(out[i], i < late ? 0.0f : samples[i - late]) << rate << " Hz, " << channels;
        }
    }
}

TEST(Limiter, leavesTonesAloneThatStayJustBelowTheCeiling)
{
    const auto expectUntouched = [](double frequency, double below) {
        const double height = std::pow(10.0, -below / 20.0);
        Limiter limiter(44'100, 1, Settings{});
        const Samples samples = generate(6'000, [&](size_t i) {
            const double fade = std::min(1.0, static_cast<double>(i) / 2'000.0);
            return height * fade * std::sin(2.0 * kPi * frequency * static_cast<double>(i));
        });
        const Samples out = run(limiter, samples);
        for (size_t i = limiter.latency(); i < out.size(); ++i)
            ASSERT_EQ(out[i], samples[i - limiter.latency()]) << frequency << " at " << i;
    };
    for (const double frequency : {0.001, 0.1, 0.2501, 0.3333, 0.41, 0.43, 0.46, 0.475, 0.48})
        expectUntouched(frequency, 0.3);
    for (const double frequency : {0.485, 0.49, 0.493})
        expectUntouched(frequency, 0.6);
}

TEST(Limiter, comesBackToTheVerySamplesAfterAPeak)
{
    Limiter limiter(48000, 1, Settings{});
    Samples samples = generate(96000, [](size_t i) { return 0.3 * std::sin(0.01 * i); });
    samples[1000] = 7.0f;
    const Samples out = run(limiter, samples);
    EXPECT_LT(std::abs(out[1500]), std::abs(samples[1500 - limiter.latency()]));
    for (size_t i = 90000; i < out.size(); ++i)
        ASSERT_EQ(out[i], samples[i - limiter.latency()]);
}

TEST(Limiter, isLateByWhatItSays)
{
    for (const uint32_t rate : {8000u, 44100u, 48000u, 192000u}) {
        for (const double lookAhead : {0.0015, 0.0031, 0.005}) {
            Settings settings;
            settings.lookAhead = lookAhead;
            Limiter limiter(rate, 2, settings);
            EXPECT_NEAR(limiter.latency(), lookAhead * rate + TruePeakDetector::kLatency, 3.0);
            for (const float height : {0.5f, 4.0f}) {
                limiter.reset();
                Samples samples(2 * 3000);
                samples[2 * 100 + 1] = height;
                const Samples out = run(limiter, samples, 2);
                const auto largest = std::max_element(out.begin(), out.end()) - out.begin();
                EXPECT_EQ(largest, 2 * (100 + static_cast<ptrdiff_t>(limiter.latency())) + 1);
            }
        }
    }
}

TEST(Limiter, turnsAllChannelsDownTogether)
{
    Limiter limiter(48000, 3, Settings{});
    Samples samples(3 * 8000);
    for (size_t frame = 0; frame < 8000; ++frame) {
        samples[3 * frame] = static_cast<float>(3.0 * std::sin(0.02 * frame));
        samples[3 * frame + 1] = 0.25f * samples[3 * frame];
        samples[3 * frame + 2] = -0.5f * samples[3 * frame];
    }
    const Samples out = run(limiter, samples, 3);
    for (size_t frame = 0; frame < 8000; ++frame) {
        ASSERT_FLOAT_EQ(out[3 * frame + 1], 0.25f * out[3 * frame]);
        ASSERT_FLOAT_EQ(out[3 * frame + 2], -0.5f * out[3 * frame]);
    }
}

TEST(Limiter, soundsTheSameInBlocksOfAnySize)
{
    for (const auto& [name, samples] : hardSignals()) {
        Samples expected;
        for (const uint32_t block : {6000u, 1u, 7u, 480u}) {
            Limiter limiter(44100, 2, Settings{});
            Settings louder;
            louder.gain = 1.7;
            limiter.apply(louder);
            const Samples out = run(limiter, samples, 2, block);
            if (expected.empty())
                expected = out;
            ASSERT_EQ(out, expected) << name << " in blocks of " << block;
        }
    }
}

TEST(Limiter, startsAfreshAfterReset)
{
    const auto signals = hardSignals();
    Limiter fresh(44100, 1, Settings{});
    Limiter used(44100, 1, Settings{});
    run(used, signals[2].second, 1, 777);
    used.reset();
    EXPECT_EQ(run(used, signals[6].second), run(fresh, signals[6].second));
}

TEST(Limiter, changesWithoutAStep)
{
    Settings settings;
    settings.ceiling = 0.9;
    Limiter limiter(48000, 1, settings);
    Samples samples = generate(40000, [](size_t i) { return 0.4 * std::sin(0.01 * i); });
    limiter.process(samples.data(), 10000);
    settings.gain = 8.0;
    limiter.apply(settings);
    limiter.process(samples.data() + 10000, 10000);
    settings.ceiling = 0.2;
    limiter.apply(settings);
    limiter.process(samples.data() + 20000, 10000);
    settings.gain = 0.1;
    limiter.apply(settings);
    limiter.process(samples.data() + 30000, 10000);
    for (size_t i = 1; i < samples.size(); ++i)
        ASSERT_LT(std::abs(samples[i] - samples[i - 1]), 0.035f) << i;
    EXPECT_LE(*std::max_element(samples.begin() + 20500, samples.end()), 0.2001f);
    EXPECT_GE(*std::max_element(samples.begin() + 20500, samples.begin() + 30000), 0.197f);
}

TEST(Limiter, survivesWhatIsNotANumber)
{
    Limiter limiter(44100, 2, Settings{});
    Samples samples(2 * 4000, 0.5f);
    samples[300] = std::numeric_limits<float>::quiet_NaN();
    samples[700] = std::numeric_limits<float>::infinity();
    samples[1100] = -std::numeric_limits<float>::max();
    const Samples out = run(limiter, samples, 2);
    for (const float sample : out)
        ASSERT_LE(std::abs(sample), 1.0f);
    EXPECT_EQ(out.back(), 0.5f);
}

} // namespace
} // namespace stellatune::limiter
