// Presets as they stand in files.
#include "engine/dsp/dsp_spec_json.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using ::testing::HasSubstr;

std::string whyNot(std::string_view text)
{
    const Result<DspSpec> spec = dspSpecFromJson(text);
    return spec ? "it was read" : spec.error().message;
}

TEST(DspSpecJson, WhatIsWrittenIsReadBack)
{
    DspSpec spec;
    spec.beforeMapping = {{3, "org.example.eq", "eq", R"({"bands":[1.5,-2.0],"name":"Wärme"})", true},
                          {1, "org.example.eq", "eq", "", false}};
    spec.afterMapping = {{2, "org.example.limiter", "limiter", "{}", false}};
    const Result<DspSpec> read = dspSpecFromJson(toJson(spec));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, spec);
    EXPECT_EQ(*dspSpecFromJson(toJson({})), DspSpec());
}

TEST(DspSpecJson, WhatIsLeftOutHasItsDefault)
{
    const Result<DspSpec> read = dspSpecFromJson(
        R"({"version": 1, "after_mapping": [{"plugin": "a.b", "type": "x"}, {"plugin": "a.b", "type": "y", "id": 1}]})");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_TRUE(read->beforeMapping.empty());
    EXPECT_EQ(read->afterMapping.at(0), (DspNodeSpec{2, "a.b", "x", "", false}));
    EXPECT_EQ(read->afterMapping.at(1), (DspNodeSpec{1, "a.b", "y", "", false}));
}

TEST(DspSpecJson, WhatIsNotUnderstoodIsNamed)
{
    const auto node = [](const std::string& members) {
        return R"({"version": 1, "before_mapping": [{"plugin": "a.b", "type": "x"}, {)" + members + "}]}";
    };
    EXPECT_THAT(whyNot("{"), HasSubstr("no JSON at byte 2"));
    EXPECT_THAT(whyNot("[]"), HasSubstr("must be an object"));
    EXPECT_THAT(whyNot("{}"), HasSubstr("“version” is missing; this program writes 1"));
    EXPECT_THAT(whyNot(R"({"version": "1"})"), HasSubstr("“version” must be a whole number"));
    EXPECT_THAT(whyNot(R"({"version": 2})"), HasSubstr("version 2, and this program knows 1"));
    EXPECT_THAT(whyNot(R"({"version": 1, "after": []})"), HasSubstr("“after”, which does not exist"));
    EXPECT_THAT(whyNot(R"({"version": 1, "after_mapping": {}})"),
                HasSubstr("“after_mapping” must be a list"));
    EXPECT_THAT(whyNot(node(R"("type": "x")")), HasSubstr("Node 2 of “before_mapping” needs “plugin”"));
    EXPECT_THAT(whyNot(node(R"("plugin": "a.b", "type": 7)")), HasSubstr("needs “type”, a text"));
    EXPECT_THAT(whyNot(node(R"("plugin": "a.b", "type": "x", "id": 0)")), HasSubstr("“id” must be a whole"));
    EXPECT_THAT(whyNot(node(R"("plugin": "a.b", "type": "x", "id": -1)")), HasSubstr("“id” must be a whole"));
    EXPECT_THAT(whyNot(node(R"("plugin": "a.b", "type": "x", "config": "{}")")),
                HasSubstr("“config” must be an object"));
    EXPECT_THAT(whyNot(node(R"("plugin": "a.b", "type": "x", "bypassed": 1)")),
                HasSubstr("“bypassed” must be true or false"));
    EXPECT_THAT(whyNot(node(R"("plugin": "a.b", "type": "x", "bypass": true)")),
                HasSubstr("Node 2 of “before_mapping” has the key “bypass”, which does not exist"));
    EXPECT_THAT(
        whyNot(
            R"({"version": 1, "before_mapping": [{"plugin": "a", "type": "x", "id": 5}], "after_mapping": [{"plugin": "a", "type": "x", "id": 5}]})"),
        HasSubstr("The id 5 stands at two nodes"));
}

} // namespace
} // namespace stellatune
