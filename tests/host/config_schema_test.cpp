// Which schemas and configurations the checker takes for sound.
#include "pluginhost/check/config_schema.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Json = nlohmann::json;

/// Every kind of property there is.
const Json kSchema = Json::parse(R"({
    "type": "object",
    "properties": {
        "bypass": {"type": "boolean", "title": "Bypass", "default": false},
        "threads": {"type": "integer", "minimum": 1, "maximum": 8, "default": 2},
        "gain": {"type": "number", "x-unit": "dB", "minimum": -24, "maximum": 24, "multipleOf": 0.5, "default": 0},
        "server": {"type": "string", "maxLength": 200, "default": ""},
        "token": {"type": "string", "format": "password", "x-group": "Account", "x-order": 3},
        "mode": {"type": "string", "default": "soft",
                 "oneOf": [{"const": "soft", "title": "Soft"}, {"const": "hard", "title": "Hard"}]},
        "bits": {"type": "integer", "enum": [16, 24], "default": 16},
        "gains": {"type": "array", "minItems": 2, "maxItems": 2, "default": [0, 0],
                  "items": {"type": "number", "minimum": -12, "maximum": 12}},
        "filters": {"type": "array", "default": [],
                    "items": {"type": "object", "properties": {"frequency": {"type": "number", "minimum": 20}}}}
    }
})");

std::vector<std::string> faults(const std::string& property)
{
    return faultsOfSchema(Json{{"type", "object"}, {"properties", {{"key", Json::parse(property)}}}});
}

TEST(ConfigSchema, takesTheWholeSubset)
{
    EXPECT_THAT(faultsOfSchema(kSchema), IsEmpty());
}

TEST(ConfigSchema, refusesWhatNoFormCanShow)
{
    EXPECT_THAT(faultsOfSchema(Json::array()), SizeIs(1));
    EXPECT_THAT(faultsOfSchema(Json{{"type", "object"}}), ElementsAre(HasSubstr("properties")));
    EXPECT_THAT(faults(R"({"type":"object","properties":{}})"), ElementsAre(HasSubstr("object")));
    EXPECT_THAT(faults(R"({"type":"null"})"), ElementsAre(HasSubstr("null")));
    EXPECT_THAT(faults(R"({"title":"No type"})"), ElementsAre(HasSubstr("(none)")));
    EXPECT_THAT(faults(R"({"type":["string","number"]})"), SizeIs(1));
    EXPECT_THAT(faults(R"({"type":"array"})"), ElementsAre(HasSubstr("items")));
    EXPECT_THAT(faults(R"({"type":"array","items":{"type":"array","items":{"type":"number"}}})"), SizeIs(1));
    EXPECT_THAT(faults(R"(7)"), SizeIs(1));
}

TEST(ConfigSchema, refusesKeywordsOfAWrongKind)
{
    EXPECT_THAT(faults(R"({"type":"number","minimum":"low"})"), ElementsAre(HasSubstr("minimum")));
    EXPECT_THAT(faults(R"({"type":"number","title":5})"), ElementsAre(HasSubstr("title")));
    EXPECT_THAT(faults(R"({"type":"string","maxLength":-1})"), ElementsAre(HasSubstr("maxLength")));
    EXPECT_THAT(faults(R"({"type":"string","enum":"soft"})"), ElementsAre(HasSubstr("enum")));
    EXPECT_THAT(faults(R"({"type":"string","oneOf":[{"const":"soft"}]})"), ElementsAre(HasSubstr("oneOf")));
}

TEST(ConfigSchema, refusesDefaultsThatDoNotFit)
{
    EXPECT_THAT(faults(R"({"type":"number","default":"loud"})"), ElementsAre(HasSubstr("default")));
    EXPECT_THAT(faults(R"({"type":"integer","maximum":8,"default":9})"),
                ElementsAre(HasSubstr("above the maximum 8")));
    EXPECT_THAT(faults(R"({"type":"string","enum":["a"],"default":"b"})"), ElementsAre(HasSubstr("choices")));
}

TEST(ConfigSchema, tellsWhereAConfigurationDoesNotFit)
{
    EXPECT_THAT(misfits(Json::object(), kSchema), IsEmpty()) << "what is absent means its default";
    EXPECT_THAT(misfits(Json{{"unknown", {1, 2}}}, kSchema), IsEmpty())
        << "a newer version may have written it";
    EXPECT_THAT(misfits(Json{{"threads", 2.0}}, kSchema), IsEmpty());
    EXPECT_THAT(misfits(Json{{"threads", 2.5}}, kSchema), ElementsAre(HasSubstr("threads is 2.5")));
    EXPECT_THAT(misfits(Json{{"gain", -25}}, kSchema), ElementsAre(HasSubstr("below the minimum -24")));
    EXPECT_THAT(misfits(Json{{"mode", "loud"}}, kSchema), ElementsAre(HasSubstr("choices")));
    EXPECT_THAT(misfits(Json{{"bits", 20}}, kSchema), ElementsAre(HasSubstr("choices")));
    EXPECT_THAT(misfits(Json{{"gains", {1}}}, kSchema), ElementsAre(HasSubstr("1 items")));
    EXPECT_THAT(misfits(Json{{"gains", {1, 13}}}, kSchema), ElementsAre(HasSubstr("gains[1] is 13")));
    EXPECT_THAT(misfits(Json{{"filters", {{{"frequency", 5}}}}}, kSchema),
                ElementsAre(HasSubstr("filters[0].frequency")));
    EXPECT_THAT(misfits(Json::array(), kSchema), ElementsAre(HasSubstr("no object")));
}

TEST(ConfigSchema, makesWrongConfigurationsForEachProperty)
{
    const std::vector<std::string> configs = wronglyTypedConfigs(kSchema);
    EXPECT_THAT(configs, SizeIs(2 * kSchema["properties"].size()));
    for (const std::string& config : configs)
        EXPECT_THAT(misfits(Json::parse(config), kSchema), SizeIs(1)) << config;
    EXPECT_THAT(configs, Contains(R"({"token":7})"));
}

} // namespace
} // namespace stellatune
