// What comes out of the filters, sample by sample.
#include "filter_chain.h"

#include "response.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstring>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

namespace stellatune::equalizer {
namespace {

using Samples = std::vector<float>;

ChainParameters tenPeaks(double rate, double gain = 6.0)
{
    ChainParameters parameters;
    for (int i = 0; i < 10; ++i)
        parameters.filters[i] =
            designFilter({BandType::Peak, 31.25 * std::exp2(i), i % 3 == 1 ? -gain : gain, 1.2, true}, rate);
    return parameters;
}

ChainParameters oneBand(const Band& band, double rate)
{
    ChainParameters parameters;
    parameters.filters[0] = designFilter(band, rate);
    return parameters;
}

Samples noise(size_t count, unsigned seed = 1)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> value(-1.0f, 1.0f);
    Samples samples(count);
    for (float& sample : samples)
        sample = value(random);
    return samples;
}

Samples sine(size_t count, double frequency, double rate)
{
    Samples samples(count);
    for (size_t i = 0; i < count; ++i)
        samples[i] = static_cast<float>(0.5 * std::sin(2.0 * std::numbers::pi * frequency * i / rate));
    return samples;
}

Samples run(FilterChain& chain, Samples samples, uint32_t channels, uint32_t block)
{
    const auto frames = static_cast<uint32_t>(samples.size() / channels);
    for (uint32_t done = 0; done < frames; done += block)
        chain.process(samples.data() + size_t{done} * channels, std::min(block, frames - done));
    return samples;
}

double magnitudeAt(const Samples& impulseResponse, double frequency, double rate)
{
    std::complex<double> sum;
    for (size_t i = 0; i < impulseResponse.size(); ++i)
        sum += static_cast<double>(impulseResponse[i]) *
               std::polar(1.0, -2.0 * std::numbers::pi * frequency * static_cast<double>(i) / rate);
    return std::abs(sum);
}

TEST(FilterChain, hasTheResponseItWasDesignedFor)
{
    for (const double rate : {44100.0, 48000.0, 96000.0, 192000.0}) {
        ChainParameters parameters = tenPeaks(rate);
        parameters.gain = 0.5;
        parameters.filters[10] = designFilter({BandType::LowShelf, 100.0, 5.0, 0.7, true}, rate);
        parameters.filters[11] = designFilter({BandType::HighShelf, 9000.0, -4.0, 0.7, true}, rate);
        parameters.filters[12] = designFilter({BandType::HighPass, 20.0, 0.0, 0.7, true}, rate);
        parameters.filters[13] = designFilter({BandType::LowPass, 18000.0, 0.0, 0.7, true}, rate);
        parameters.filters[14] = designFilter({BandType::Notch, 3000.0, 0.0, 5.0, true}, rate);
        parameters.filters[15] = designFilter({BandType::BandPass, 2500.0, 0.0, 0.2, true}, rate);
        FilterChain chain(1);
        chain.set(parameters);
        Samples impulse(static_cast<size_t>(rate));
        impulse[0] = 1.0f;
        const Samples response = run(chain, impulse, 1, 1024);
        for (double frequency = 15.0; frequency < 0.49 * rate; frequency *= 1.17)
            EXPECT_NEAR(20.0 * std::log10(magnitudeAt(response, frequency, rate)),
                        responseAt(parameters, frequency, rate), 0.002)
                << frequency << " of " << rate;
    }
}

TEST(FilterChain, leavesSamplesAloneWhenFlat)
{
    for (const uint32_t channels : {1u, 2u, 5u}) {
        FilterChain chain(channels);
        chain.set(ChainParameters{});
        Samples samples = noise(size_t{1000} * channels);
        samples[3] = -0.0f;
        samples[7] = std::numeric_limits<float>::denorm_min();
        samples[9] = 17.5f;
        const Samples out = run(chain, samples, channels, 300);
        EXPECT_EQ(std::memcmp(out.data(), samples.data(), samples.size() * sizeof(float)), 0);
    }
}

TEST(FilterChain, treatsEachChannelAlike)
{
    const Samples mono = noise(3000);
    FilterChain alone(1);
    alone.set(tenPeaks(48000.0));
    const Samples expected = run(alone, mono, 1, 512);
    for (uint32_t channels = 2; channels <= kMaxChannels; ++channels) {
        Samples wide(mono.size() * channels);
        for (size_t i = 0; i < wide.size(); ++i)
            wide[i] = mono[i / channels];
        FilterChain chain(channels);
        chain.set(tenPeaks(48000.0));
        const Samples out = run(chain, wide, channels, 512);
        for (size_t i = 0; i < out.size(); ++i)
            ASSERT_EQ(out[i], expected[i / channels]) << channels << " channels, sample " << i;
    }
}

TEST(FilterChain, keepsChannelsApart)
{
    for (uint32_t sounding = 0; sounding < 4; ++sounding) {
        Samples samples(4000);
        for (size_t frame = 0; frame < 1000; ++frame)
            samples[frame * 4 + sounding] = frame % 7 * 0.1f;
        FilterChain chain(4);
        chain.set(tenPeaks(44100.0));
        const Samples out = run(chain, samples, 4, 1000);
        for (size_t i = 0; i < out.size(); ++i)
            ASSERT_TRUE(i % 4 == sounding || out[i] == 0.0f);
    }
}

TEST(FilterChain, soundsTheSameInBlocksOfAnySize)
{
    const Samples samples = noise(2 * 6000);
    for (int bands = 1; bands <= 16; ++bands) {
        Samples expected;
        for (const uint32_t block : {6000u, 1u, 2u, 3u, 5u, 7u, 64u, 129u, 1000u}) {
            ChainParameters parameters;
            for (int i = 0; i < bands; ++i)
                parameters.filters[i] =
                    designFilter({BandType::Peak, 40.0 * std::exp2(i * 0.5), 3.0, 1.0, true}, 44100.0);
            FilterChain chain(2);
            chain.set(ChainParameters{});
            chain.glideTo(parameters, 1323);
            const Samples out = run(chain, samples, 2, block);
            if (expected.empty())
                expected = out;
            ASSERT_EQ(out, expected) << bands << " bands in blocks of " << block;
        }
    }
}

TEST(FilterChain, startsAfreshAfterReset)
{
    const Samples samples = noise(2 * 2000);
    FilterChain chain(2);
    chain.set(tenPeaks(44100.0));
    const Samples expected = run(chain, samples, 2, 480);
    run(chain, noise(2 * 777, 2), 2, 100);
    chain.reset();
    EXPECT_EQ(run(chain, samples, 2, 480), expected);
}

/// The largest second difference: a sine of a steady amplitude has a small one, and a click does not.
double roughness(const Samples& samples)
{
    double worst = 0.0;
    for (size_t i = 2; i < samples.size(); ++i)
        worst = std::max(worst, std::abs(double{samples[i]} - 2.0 * samples[i - 1] + samples[i - 2]));
    return worst;
}

TEST(FilterChain, glidesWithoutAClick)
{
    constexpr double kRate = 44100.0;
    constexpr double kTone = 100.0;
    constexpr uint32_t kGlide = 1323;
    const Band bands[] = {
        {BandType::Peak, 100.0, 12.0, 1.0, true},     {BandType::Peak, 100.0, -12.0, 1.0, true},
        {BandType::Peak, 5000.0, 12.0, 4.0, true},    {BandType::LowShelf, 300.0, 12.0, 0.7, true},
        {BandType::HighShelf, 50.0, 12.0, 0.7, true}, {BandType::LowPass, 1000.0, 0.0, 0.7, true},
        {BandType::HighPass, 50.0, 0.0, 0.7, true},   {BandType::Notch, 100.0, 0.0, 1.0, true},
        {BandType::Peak, 100.0, 0.0, 1.0, true}};
    // A tone of 100 Hz, four times as loud as it went in, bends by 0.0004; a step of -40 dB is 0.01.
    const Samples tone = sine(44100, kTone, kRate);
    for (const Band& from : bands) {
        for (const Band& to : bands) {
            FilterChain chain(1);
            chain.set(oneBand(from, kRate));
            Samples samples = tone;
            chain.process(samples.data(), 20011);
            chain.glideTo(oneBand(to, kRate), kGlide);
            chain.process(samples.data() + 20011, 44100 - 20011);
            EXPECT_LT(roughness({samples.begin() + 15000, samples.end()}), 0.002)
                << static_cast<int>(from.type) << " " << from.frequency << " to " << static_cast<int>(to.type)
                << " " << to.frequency;
        }
    }
}

TEST(FilterChain, glidesItsGain)
{
    FilterChain chain(2);
    chain.set(ChainParameters{});
    ChainParameters quiet;
    quiet.gain = 0.25;
    chain.glideTo(quiet, 1000);
    const Samples out = run(chain, Samples(4000, 1.0f), 2, 77);
    for (size_t i = 2; i < out.size(); ++i)
        ASSERT_LE(std::abs(out[i] - out[i - 2]), 0.00115f) << "one and a half times the mean step";
    EXPECT_EQ(out.back(), 0.25f);
    chain.glideTo(ChainParameters{}, 1000);
    run(chain, Samples(2000, 1.0f), 2, 1000);
    const Samples samples = noise(500);
    EXPECT_EQ(run(chain, samples, 2, 250), samples) << "flat again";
}

TEST(FilterChain, staysBoundedThroughAStormOfChanges)
{
    std::mt19937 random(7);
    std::uniform_real_distribution<double> share(0.0, 1.0);
    for (const double rate : {8000.0, 44100.0, 192000.0}) {
        FilterChain chain(2);
        chain.set(ChainParameters{});
        Samples block = noise(2 * 64);
        float worst = 0.0f;
        for (int change = 0; change < 35'000; ++change) {
            ChainParameters parameters;
            const int band = static_cast<int>(share(random) * 3.0);
            parameters.filters[band] = designFilter(
                {static_cast<BandType>(share(random) * 7.0), 10.0 * std::pow(2400.0, share(random)),
                 48.0 * share(random) - 24.0, 0.1 * std::pow(300.0, share(random)), share(random) < 0.9},
                rate);
            chain.glideTo(parameters, 1 + static_cast<uint32_t>(share(random) * 200.0));
            Samples samples = block;
            chain.process(samples.data(), 1 + static_cast<uint32_t>(share(random) * 63.0));
            for (const float sample : samples)
                worst = std::max(worst, std::isfinite(sample) ? std::abs(sample) : 1e30f);
        }
        EXPECT_LT(worst, 4000.0f) << "bands of 24 dB by turns"; // 72 dB
    }
}

TEST(FilterChain, forgetsWhatIsNotANumber)
{
    const float damage[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                            -std::numeric_limits<float>::infinity()};
    for (const float bad : damage) {
        FilterChain chain(2);
        chain.set(tenPeaks(44100.0));
        Samples samples = noise(2 * 1000);
        Samples repaired = samples;
        samples[501] = bad;
        repaired[501] = 0.0f;
        FilterChain other(2);
        other.set(tenPeaks(44100.0));
        EXPECT_EQ(run(chain, samples, 2, 128), run(other, repaired, 2, 128));
    }
}

TEST(FilterChain, fallsSilentForGood)
{
    FilterChain chain(2);
    chain.set(tenPeaks(44100.0));
    run(chain, noise(2 * 1000), 2, 500);
    const Samples out = run(chain, Samples(2 * 200'000), 2, 1000);
    for (size_t i = out.size() - 2000; i < out.size(); ++i)
        ASSERT_EQ(out[i], 0.0f);
    for (const float sample : out)
        ASSERT_TRUE(sample == 0.0f || std::abs(sample) >= std::numeric_limits<float>::min());
}

} // namespace
} // namespace stellatune::equalizer
