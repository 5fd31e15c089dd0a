// Configurations, and the depth that follows from them.
#include "config_schema.h"
#include "settings.h"

#include <pluginapi/sdk/plugin.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::filesink {
namespace {

using ::testing::HasSubstr;

std::string refusal(std::string_view config)
{
    try {
        Settings::read(sdk::Config::parse(config));
        return {};
    } catch (const sdk::Error& error) {
        EXPECT_EQ(error.status(), ST_ERR_CONFIG);
        return error.what();
    }
}

uint32_t storedBits(std::string_view config, uint32_t musicBits)
{
    return Settings::read(sdk::Config::parse(config)).storedFormat(musicBits).bits;
}

TEST(FileSettings, defaultsAreThoseOfTheSchema)
{
    const sdk::Json schema = sdk::Json::parse(kConfigSchema);
    const sdk::Json defaults = sdk::Json::parse(kDefaultConfig);
    EXPECT_EQ(schema["properties"].size(), defaults.size());
    for (const sdk::Json::Member& property : schema["properties"].members())
        EXPECT_EQ(property.value["default"], defaults[property.key]) << property.key;

    const Settings stated = Settings::read(sdk::Config::parse(kDefaultConfig));
    const Settings implied = Settings::read(sdk::Config::parse(""));
    EXPECT_EQ(stated.container, implied.container);
    EXPECT_EQ(stated.samples, implied.samples);
    EXPECT_EQ(stated.split, implied.split);
    EXPECT_EQ(stated.existing, implied.existing);
    EXPECT_EQ(stated.dither, implied.dither);
    EXPECT_EQ(stated.flacLevel, implied.flacLevel);
    const NameFields fields{{"title", "x"}, {"now", "y"}};
    EXPECT_EQ(stated.trackName.expand(fields, ""), implied.trackName.expand(fields, ""));
    EXPECT_EQ(stated.singleName.expand(fields, ""), implied.singleName.expand(fields, ""));
}

TEST(FileSettings, everyChoiceOfTheSchemaIsTaken)
{
    const sdk::Json schema = sdk::Json::parse(kConfigSchema);
    for (const sdk::Json::Member& property : schema["properties"].members()) {
        for (const sdk::Json& choice : property.value["oneOf"].elements()) {
            const sdk::Json config = sdk::Json::object({{property.key, choice["const"]}});
            EXPECT_EQ(refusal(config.dump()), "") << config.dump();
        }
    }
}

TEST(FileSettings, refusalsNameTheKey)
{
    EXPECT_THAT(refusal(R"({"folder": "music"})"), HasSubstr("\"folder\""));
    EXPECT_THAT(refusal(R"({"format": "mp3"})"), HasSubstr("\"format\""));
    EXPECT_THAT(refusal(R"({"samples": 16})"), HasSubstr("\"samples\""));
    EXPECT_THAT(refusal(R"({"flac_level": 9})"), HasSubstr("\"flac_level\""));
    EXPECT_THAT(refusal(R"({"track_name": "{composer}"})"), HasSubstr("\"track_name\""));
    EXPECT_THAT(refusal(R"({"single_name": ""})"), HasSubstr("\"single_name\""));
    EXPECT_THAT(refusal(R"({"dither": 1})"), HasSubstr("\"dither\""));
    EXPECT_THAT(refusal(R"({"existing": "delete"})"), HasSubstr("\"existing\""));
    EXPECT_THAT(refusal(R"({"split": null, "another": "key"})"), "") << "of a newer version";
}

TEST(FileSettings, depthFollowsTheMusic)
{
    EXPECT_EQ(storedBits("{}", 8), 16U);
    EXPECT_EQ(storedBits("{}", 16), 16U);
    EXPECT_EQ(storedBits("{}", 20), 24U);
    EXPECT_EQ(storedBits("{}", 24), 24U);
    EXPECT_EQ(storedBits("{}", 32), 24U) << "as much as FLAC stores here";
    EXPECT_EQ(storedBits("{}", 0), 24U) << "lossy codecs";
    EXPECT_EQ(storedBits(R"({"format": "wav"})", 16), 16U);
    EXPECT_EQ(storedBits(R"({"format": "wav"})", 32), 32U);
    EXPECT_EQ(storedBits(R"({"samples": "16"})", 24), 16U);
    EXPECT_EQ(storedBits(R"({"samples": "24"})", 16), 24U);
    EXPECT_EQ(storedBits(R"({"samples": "float"})", 16), 24U);

    const StoredFormat wav =
        Settings::read(sdk::Config::parse(R"({"format": "wav", "samples": "float"})")).storedFormat(16);
    EXPECT_EQ(wav.bits, 32U);
    EXPECT_TRUE(wav.isFloat);
}

} // namespace
} // namespace stellatune::filesink
