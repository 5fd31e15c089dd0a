// What configurations are taken, and what is said about the others.
#include "settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace stellatune::equalizer {
namespace {

using ::testing::HasSubstr;

std::string refusalOf(Settings (*read)(const sdk::Config&), const std::string& text)
{
    try {
        read(sdk::Config::parse(text));
    } catch (const sdk::Error& error) {
        EXPECT_EQ(error.status(), ST_ERR_CONFIG);
        return error.what();
    }
    return "taken";
}

Settings readGraphic(const sdk::Config& config)
{
    return readGraphicSettings(config, 44100.0);
}

TEST(EqualizerSettings, readBands)
{
    const Settings settings = readParametricSettings(sdk::Config::parse(
        R"({"bands": [{"type": "notch", "frequency": 50, "q": 8}, {"gain": -3.5, "enabled": false}], "pre_gain": -2})"));
    EXPECT_EQ(settings.bands[0].type, BandType::Notch);
    EXPECT_EQ(settings.bands[0].frequency, 50.0);
    EXPECT_EQ(settings.bands[0].q, 8.0);
    EXPECT_TRUE(settings.bands[0].enabled);
    EXPECT_EQ(settings.bands[1].type, BandType::Peak);
    EXPECT_EQ(settings.bands[1].gain, -3.5);
    EXPECT_FALSE(settings.bands[1].enabled);
    EXPECT_FALSE(settings.bands[2].enabled);
    EXPECT_EQ(settings.preGain, -2.0);
    EXPECT_TRUE(settings.headroom);
}

TEST(EqualizerSettings, presetsGoBeforeTheSliders)
{
    const std::string gains = R"("gains": [0, 0, 0, 0, 0, 9, 0, 0, 0, 0])";
    EXPECT_EQ(readGraphic(sdk::Config::parse(R"({"preset": "flat", )" + gains + "}")).bands[5].gain, 0.0);
    EXPECT_GT(readGraphic(sdk::Config::parse(R"({"preset": "custom", )" + gains + "}")).bands[5].gain, 9.0);
    EXPECT_GT(readGraphic(sdk::Config::parse(R"({"preset": "bass", )" + gains + "}")).bands[0].gain, 3.0);
}

TEST(EqualizerSettings, refuseWithTheKey)
{
    EXPECT_THAT(refusalOf(readGraphic, R"({"preset": "disco"})"), HasSubstr("\"preset\""));
    EXPECT_THAT(refusalOf(readGraphic, R"({"gains": [1, 2]})"),
                HasSubstr("\"gains\" must have 10 numbers, not 2"));
    EXPECT_THAT(refusalOf(readGraphic, R"({"gains": [0, 0, 13, 0, 0, 0, 0, 0, 0, 0]})"),
                HasSubstr("gains[2]"));
    EXPECT_THAT(refusalOf(readGraphic, R"({"gains": "loud"})"), HasSubstr("\"gains\""));
    EXPECT_THAT(refusalOf(readGraphic, R"({"pre_gain": 90})"), HasSubstr("\"pre_gain\""));
    EXPECT_THAT(refusalOf(readGraphic, R"({"headroom": 1})"), HasSubstr("\"headroom\""));

    EXPECT_THAT(refusalOf(readParametricSettings, R"({"bands": [{}, {"frequency": 1}]})"),
                HasSubstr("bands[1].frequency"));
    EXPECT_THAT(refusalOf(readParametricSettings, R"({"bands": [{"type": "bell"}]})"),
                HasSubstr("bands[0].type"));
    EXPECT_THAT(refusalOf(readParametricSettings, R"({"bands": [{"q": 0}]})"), HasSubstr("bands[0].q"));
    EXPECT_THAT(refusalOf(readParametricSettings, R"({"bands": [{"gain": null, "enabled": "yes"}]})"),
                HasSubstr("bands[0].enabled"));
    EXPECT_THAT(refusalOf(readParametricSettings, R"({"bands": [5]})"), HasSubstr("bands[0]"));
    EXPECT_THAT(refusalOf(readParametricSettings, R"({"bands": {}})"), HasSubstr("\"bands\""));
    EXPECT_THAT(refusalOf(readParametricSettings,
                          R"({"bands": [{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]})"),
                HasSubstr("\"bands\" must have at most 16 entries, not 17"));
    EXPECT_THAT(refusalOf(readParametricSettings, "[]"), HasSubstr("object"));
    EXPECT_THAT(refusalOf(readParametricSettings, "{"), HasSubstr("cannot be read"));
}

TEST(EqualizerSettings, knowTheTail)
{
    const auto tail = [](const char* config, double rate) {
        return tailOf(chainFor(readParametricSettings(sdk::Config::parse(config)), rate));
    };
    EXPECT_EQ(tail("{}", 44100.0), 0u);
    const char* narrow = R"({"bands": [{"frequency": 100, "gain": 6, "q": 10}]})";
    EXPECT_GT(tail(narrow, 44100.0), 10'000u);
    EXPECT_LT(tail(narrow, 44100.0), 50'000u);
    EXPECT_NEAR(static_cast<double>(tail(narrow, 88200.0)), 2.0 * tail(narrow, 44100.0), 20.0);
}

} // namespace
} // namespace stellatune::equalizer
