#include "pluginapi/sdk/config.h"

#include <string>

#include <gtest/gtest.h>

namespace stellatune::sdk {
namespace {

/// The words of the Error with ST_ERR_CONFIG that reading throws.
template <typename Reading>
std::string refusal(Reading&& reading)
{
    try {
        reading();
    } catch (const Error& error) {
        EXPECT_EQ(error.status(), ST_ERR_CONFIG);
        return error.what();
    }
    return "nothing was refused";
}

TEST(Config, isEmptyForAnEmptyText)
{
    const Config config = Config::parse("");
    EXPECT_EQ(config.number("gain", 0.5), 0.5);
    EXPECT_EQ(config.integer("bands", 10, 1, 31), 10);
    EXPECT_TRUE(config.boolean("on", true));
    EXPECT_EQ(config.text("name", "x"), "x");
    EXPECT_EQ(config.choice("mode", "soft", {"soft", "hard"}), "soft");
    EXPECT_EQ(config.numbers("gains", {1, 2}), (std::vector<double>{1, 2}));
    EXPECT_TRUE(config.sections("bands").empty());
    EXPECT_EQ(config.section("room").number("size", 3), 3);
}

TEST(Config, takesMissingKeysFromTheDefaults)
{
    const Config config = Config::parse(R"({"a":1,"c":null})", R"({"a":7,"b":8,"c":9})");
    EXPECT_EQ(config.integer("a", 0), 1);
    EXPECT_EQ(config.integer("b", 0), 8);
    EXPECT_EQ(config.integer("c", 0), 9);
    EXPECT_EQ(Config::parse("", R"({"a":7})").integer("a", 0), 7);
}

TEST(Config, reads)
{
    enum class Mode { Soft, Hard };
    const Config config = Config::parse(R"({"gain":-3,"bands":1e1,"on":false,"name":"é","mode":"hard",
        "gains":[0,1.5],"room":{"size":2},"filters":[{"f":100},{"f":200}]})");
    EXPECT_EQ(config.number("gain", 0, -12, 12), -3);
    EXPECT_EQ(config.integer("bands", 0, 1, 31), 10);
    EXPECT_FALSE(config.boolean("on", true));
    EXPECT_EQ(config.text("name", ""), "é");
    EXPECT_EQ(config.choice("mode", "soft", {"soft", "hard"}), "hard");
    EXPECT_EQ(config.choice("mode", Mode::Soft, {{"soft", Mode::Soft}, {"hard", Mode::Hard}}), Mode::Hard);
    EXPECT_EQ(config.numbers("gains", {}, -12, 12), (std::vector<double>{0, 1.5}));
    EXPECT_EQ(config.section("room").integer("size", 0), 2);
    ASSERT_EQ(config.sections("filters").size(), 2u);
    EXPECT_EQ(config.sections("filters")[1].integer("f", 0), 200);
    EXPECT_TRUE(config.contains("gain"));
    EXPECT_FALSE(config.contains("gian"));
}

TEST(Config, namesTheKeyAndWhatIsAllowed)
{
    const Config config = Config::parse(R"({"gain":13,"name":5,"on":1,"mode":"loud","half":0.5,"words":"1",
        "gains":[0,"x"],"room":{"size":-1},"filters":[{"f":100},{"f":true}],"flat":[1]})");
    EXPECT_EQ(refusal([&] { config.number("gain", 0, -12, 12); }),
              "\"gain\" must be a number from -12 to 12.");
    EXPECT_EQ(refusal([&] { config.number("words", 0); }), "\"words\" must be a number.");
    EXPECT_EQ(refusal([&] { config.integer("half", 0, 0, 9); }),
              "\"half\" must be a whole number from 0 to 9.");
    EXPECT_EQ(refusal([&] { config.integer("words", 1, 1, 1); }),
              "\"words\" must be a whole number from 1 to 1.");
    EXPECT_EQ(refusal([&] { config.integer("half", 0); }), "\"half\" must be a whole number.");
    EXPECT_EQ(refusal([&] { config.boolean("on", true); }), "\"on\" must be true or false.");
    EXPECT_EQ(refusal([&] { config.text("name", ""); }), "\"name\" must be a text.");
    EXPECT_EQ(refusal([&] {
                  config.choice("mode", "soft", {"soft", "hard"});
              }),
              "\"mode\" must be one of \"soft\", \"hard\".");
    EXPECT_EQ(refusal([&] { config.choice("gain", 1, {{"one", 1}}); }), "\"gain\" must be one of \"one\".");
    EXPECT_EQ(refusal([&] { config.numbers("gains", {}, 0, 1); }),
              "\"gains[1]\" must be a number from 0 to 1.");
    EXPECT_EQ(refusal([&] { config.numbers("gain", {}); }), "\"gain\" must be an array.");
    EXPECT_EQ(refusal([&] { config.section("room").number("size", 0, 0, 9); }),
              "\"room.size\" must be a number from 0 to 9.");
    EXPECT_EQ(refusal([&] { config.section("gain"); }), "\"gain\" must be an object.");
    EXPECT_EQ(refusal([&] { config.sections("filters")[1].number("f", 0); }),
              "\"filters[1].f\" must be a number.");
    EXPECT_EQ(refusal([&] { config.sections("flat"); }), "\"flat[0]\" must be an object.");
}

TEST(Config, namesThePlaceOfMalformedText)
{
    EXPECT_EQ(refusal([] { Config::parse("{\"gain\":}"); }),
              "The configuration cannot be read: JSON line 1, column 9 (byte 8): a value expected.");
    EXPECT_EQ(refusal([] { Config::parse("[1]"); }), "The configuration must be a JSON object.");
    EXPECT_EQ(refusal([] { Config::parse("{}", "5"); }),
              "The plugin's own default configuration must be a JSON object.");
}

} // namespace
} // namespace stellatune::sdk
