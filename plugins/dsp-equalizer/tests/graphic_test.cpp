// The sliders and what is heard of them, and the headroom.
#include "graphic.h"

#include "response.h"
#include "settings.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

namespace stellatune::equalizer {
namespace {

ChainParameters chainOf(const SliderGains& sliders, double rate)
{
    const auto bands = bandsForSliders(sliders, rate);
    ChainParameters parameters;
    for (int i = 0; i < kSliders; ++i)
        parameters.filters[i] = designFilter(bands[i], rate);
    return parameters;
}

TEST(GraphicEqualizer, playsWhatTheSlidersSay)
{
    const SliderGains settings[] = {{12, 12, 12, 12, 12, 12, 12, 12, 12, 12},
                                    {-12, -12, -12, -12, -12, -12, -12, -12, -12, -12},
                                    {0, 0, 0, 0, 6, 0, 0, 0, 0, 0},
                                    {6, 5, 4, 2, 0, -1, 0, 2, 4, 5},
                                    {12, 12, 12, 12, 12, -12, -12, -12, -12, -12},
                                    {0, 0, 0, 0, 0, 0, 0, 0, 0, -12},
                                    {12, -12, 12, -12, 12, -12, 12, -12, 12, -12}};
    for (const double rate : {44100.0, 48000.0, 96000.0, 192000.0}) {
        for (const SliderGains& sliders : settings) {
            const ChainParameters parameters = chainOf(sliders, rate);
            for (int i = 0; i < kSliders; ++i)
                EXPECT_NEAR(responseAt(parameters, kSliderFrequencies[i], rate), sliders[i], 0.05) << rate;
        }
    }
}

TEST(GraphicEqualizer, isLevelBetweenEqualSliders)
{
    for (const double rate : {44100.0, 96000.0}) {
        const ChainParameters parameters = chainOf({6, 6, 6, 6, 6, 6, 6, 6, 6, 6}, rate);
        for (double frequency = 31.25; frequency <= 16000.0; frequency *= 1.05)
            EXPECT_NEAR(responseAt(parameters, frequency, rate), 6.0, 0.8) << frequency;
    }
}

TEST(GraphicEqualizer, isFlatWithAllSlidersAtZero)
{
    for (const FilterParameters& filter : chainOf(SliderGains{}, 44100.0).filters)
        EXPECT_TRUE(filter.isIdentity());
}

TEST(GraphicEqualizer, worksAtLowRatesWithTheSlidersThatThereAre)
{
    const ChainParameters parameters = chainOf({3, 0, 0, -3, 0, 0, 3, 12, 12, 12}, 8000.0);
    EXPECT_NEAR(responseAt(parameters, 31.25, 8000.0), 3.0, 0.05);
    EXPECT_NEAR(responseAt(parameters, 2000.0, 8000.0), 3.0, 0.05);
    EXPECT_TRUE(parameters.filters[7].isIdentity());
}

TEST(Headroom, keepsTheLoudestFrequencyAtZero)
{
    const char* configs[] = {R"({"gains": [12, 12, 12, 12, 12, 12, 12, 12, 12, 12]})",
                             R"({"gains": [0, 0, 0, 0, 6, 0, 0, 0, 0, 0], "pre_gain": 12})",
                             R"({"gains": [12, -12, 12, -12, 12, -12, 12, -12, 12, -12]})",
                             R"({"preset": "rock"})"};
    for (const char* config : configs) {
        const ChainParameters parameters =
            chainFor(readGraphicSettings(sdk::Config::parse(config), 44100.0), 44100.0);
        double loudest = -100.0;
        for (double frequency = 1.0; frequency < 22050.0; frequency *= 1.0005)
            loudest = std::max(loudest, responseAt(parameters, frequency, 44100.0));
        EXPECT_LT(loudest, 0.001) << config;
        EXPECT_GT(loudest, -0.001) << config;
    }
}

TEST(Headroom, findsNarrowPeaks)
{
    for (double frequency = 20.0; frequency < 20000.0; frequency *= 1.37) {
        Settings settings = readParametricSettings(sdk::Config::parse("{}"));
        settings.bands[0] = {BandType::Peak, frequency, 24.0, 30.0, true};
        const ChainParameters parameters = chainFor(settings, 48000.0);
        EXPECT_NEAR(responseAt(parameters, frequency, 48000.0), 0.0, 0.01) << frequency;
    }
}

TEST(Headroom, canBeOff)
{
    const auto gainOf = [](const char* config) {
        return chainFor(readParametricSettings(sdk::Config::parse(config)), 48000.0).gain;
    };
    EXPECT_DOUBLE_EQ(gainOf(R"({"bands": [{"gain": 10}], "headroom": false, "pre_gain": 0})"), 1.0);
    EXPECT_NEAR(gainOf(R"({"bands": [{"gain": 10}], "headroom": true})"), std::pow(10.0, -0.5), 1e-3);
    EXPECT_NEAR(gainOf(R"({"bands": [{"gain": -10}], "headroom": true, "pre_gain": -6})"),
                std::pow(10.0, -0.3), 1e-9);
}

} // namespace
} // namespace stellatune::equalizer
