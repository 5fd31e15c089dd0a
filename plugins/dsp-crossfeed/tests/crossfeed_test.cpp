// The crossfeed around libbs2b, and libbs2b through it.
#include "crossfeed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

namespace stellatune::crossfeed {
namespace {

using Samples = std::vector<float>;

Samples noise(size_t frames, float loudness, unsigned seed = 1)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> value(-loudness, loudness);
    Samples samples(2 * frames);
    for (float& sample : samples)
        sample = value(random);
    return samples;
}

Samples run(Crossfeed& crossfeed, Samples samples, uint32_t block = 512)
{
    const auto frames = static_cast<uint32_t>(samples.size() / 2);
    for (uint32_t done = 0; done < frames; done += block)
        crossfeed.process(samples.data() + size_t{2} * done, std::min(block, frames - done));
    return samples;
}

/// dB of the other side against the sounding one, with a tone on the left alone.
double separationAt(double frequency, const Settings& settings, uint32_t rate)
{
    Crossfeed crossfeed(rate, settings);
    Samples samples(2 * rate);
    for (size_t frame = 0; frame < rate; ++frame)
        samples[2 * frame] =
            static_cast<float>(0.5 * std::sin(2.0 * std::numbers::pi * frequency * frame / rate));
    const Samples out = run(crossfeed, samples);
    float left = 0.0f;
    float right = 0.0f;
    for (size_t frame = rate / 2; frame < rate; ++frame) {
        left = std::max(left, std::abs(out[2 * frame]));
        right = std::max(right, std::abs(out[2 * frame + 1]));
    }
    return 20.0 * std::log10(left / right);
}

TEST(Crossfeed, feedsTheBassAcrossAsMuchAsAskedFor)
{
    for (const uint32_t rate : {8000u, 44100u, 96000u, 192000u}) {
        for (const Settings settings : {Settings{700, 45}, Settings{700, 60}, Settings{650, 95}}) {
            EXPECT_NEAR(separationAt(40.0, settings, rate), settings.feed / 10.0, 0.3) << rate;
            EXPECT_GT(separationAt(3500.0, settings, rate), settings.feed / 10.0 + 6.0) << rate;
        }
    }
}

TEST(Crossfeed, doesWhatTheLibraryDoes)
{
    Crossfeed crossfeed(48000, {700, 60});
    t_bs2bdp library = bs2b_open();
    bs2b_set_srate(library, 48000);
    bs2b_set_level(library, BS2B_CMOY_CLEVEL);
    const Samples samples = noise(3000, 0.3f);
    Samples expected = samples;
    bs2b_cross_feed_f(library, expected.data(), 3000);
    bs2b_close(library);
    EXPECT_EQ(run(crossfeed, samples), expected);
}

TEST(Crossfeed, doesNotClip)
{
    const Samples samples = noise(3000, 1.0f);
    Samples louder = samples;
    for (float& sample : louder)
        sample *= 64.0f;
    Crossfeed one(44100, {});
    Crossfeed other(44100, {});
    const Samples expected = run(one, samples);
    const Samples out = run(other, louder);
    for (size_t i = 0; i < out.size(); ++i)
        ASSERT_EQ(out[i], expected[i] * 64.0f);
    EXPECT_GT(*std::max_element(out.begin(), out.end()), 16.0f);
}

TEST(Crossfeed, soundsTheSameInBlocksOfAnySize)
{
    const Samples samples = noise(5000, 1.0f);
    Samples expected;
    for (const uint32_t block : {5000u, 1u, 3u, 255u, 1000u}) {
        Crossfeed crossfeed(44100, {});
        crossfeed.apply({500, 120});
        crossfeed.apply({900, 30});
        const Samples out = run(crossfeed, samples, block);
        if (expected.empty())
            expected = out;
        ASSERT_EQ(out, expected) << "in blocks of " << block;
    }
}

TEST(Crossfeed, startsAfreshAfterReset)
{
    const Samples samples = noise(2000, 0.5f);
    Crossfeed used(44100, {});
    run(used, noise(999, 0.9f, 2));
    used.apply({400, 20});
    run(used, noise(100, 0.9f, 3));
    used.reset();
    Crossfeed fresh(44100, {400, 20});
    EXPECT_EQ(run(used, samples), run(fresh, samples));
}

TEST(Crossfeed, changesWithoutAStep)
{
    constexpr uint32_t kRate = 44100;
    Samples samples(2 * kRate);
    for (size_t frame = 0; frame < kRate; ++frame)
        samples[2 * frame] =
            static_cast<float>(0.5 * std::sin(2.0 * std::numbers::pi * 100.0 * frame / kRate));
    Crossfeed crossfeed(kRate, {700, 10});
    crossfeed.process(samples.data(), 20011);
    crossfeed.apply({700, 150});
    crossfeed.process(samples.data() + size_t{2} * 20011, 300);
    crossfeed.apply({2000, 10});
    crossfeed.apply({300, 150});
    crossfeed.process(samples.data() + size_t{2} * 20311, kRate - 20311);
    // A tone of 100 Hz, half of full scale, moves by 0.0072 a frame.
    for (size_t i = 2; i < samples.size(); ++i)
        ASSERT_LT(std::abs(samples[i] - samples[i - 2]), 0.0085f) << i / 2;

    Crossfeed after(kRate, {300, 150});
    Samples expected(2 * kRate);
    for (size_t frame = 0; frame < kRate; ++frame)
        expected[2 * frame] =
            static_cast<float>(0.5 * std::sin(2.0 * std::numbers::pi * 100.0 * frame / kRate));
    expected = run(after, expected);
    for (size_t i = expected.size() - 2000; i < expected.size(); ++i)
        ASSERT_NEAR(samples[i], expected[i], 1e-6f);
}

TEST(Crossfeed, survivesWhatIsNotANumberAndFallsSilent)
{
    Crossfeed crossfeed(44100, {});
    Samples samples = noise(20000, 0.5f);
    std::fill(samples.begin() + 2000, samples.end(), 0.0f);
    samples[100] = std::numeric_limits<float>::quiet_NaN();
    samples[301] = std::numeric_limits<float>::infinity();
    const Samples out = run(crossfeed, samples);
    for (const float sample : out)
        ASSERT_LE(std::abs(sample), 1.0f);
    EXPECT_EQ(*std::max_element(out.end() - 2000, out.end()), 0.0f);
    for (const float sample : out)
        ASSERT_TRUE(sample == 0.0f || std::abs(sample) >= std::numeric_limits<float>::min());
}

} // namespace
} // namespace stellatune::crossfeed
