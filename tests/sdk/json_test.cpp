#include "pluginapi/sdk/json.h"

#include <clocale>
#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace stellatune::sdk {
namespace {

TEST(JsonParse, takesWhatTheStandardAllows)
{
    struct Case {
        std::string_view text;
        std::string_view dump;
    };
    const Case cases[] = {
        {"null", "null"},
        {" \t\r\n true \n", "true"},
        {"false", "false"},
        {"0", "0"},
        {"-0", "0"},
        {"-1", "-1"},
        {"9223372036854775807", "9223372036854775807"},
        {"-9223372036854775808", "-9223372036854775808"},
        {"9223372036854775808", "9223372036854775808"},
        {"18446744073709551616", "18446744073709551616"},
        {"0.1", "0.1"},
        {"-1.5E+2", "-150"},
        {"1e3", "1000"},
        {"1.7976931348623157e308", "1.7976931348623157e+308"},
        {"5e-324", "5e-324"},
        {"1e-999", "0"},
        {"0e999999999999", "0"},
        {R"("")", R"("")"},
        {R"("a\"\\\/\b\f\n\r\t")", R"("a\"\\/\u0008\u000c\u000a\u000d\u0009")"},
        {R"("\u0041\u00e9\u20AC")", "\"A\xC3\xA9\xE2\x82\xAC\""},
        {R"("\ud83d\ude00")", "\"\xF0\x9F\x98\x80\""},
        {R"("\u0000")", R"("\u0000")"},
        {"\"\x7F\xF4\x8F\xBF\xBF\"", "\"\x7F\xF4\x8F\xBF\xBF\""},
        {"[]", "[]"},
        {"[ 1 , [ ] , { } ]", "[1,[],{}]"},
        {"{}", "{}"},
        {R"({"b":1,"a":[true,null]})", R"({"a":[true,null],"b":1})"},
        {R"({"a":1,"b":2,"a":3})", R"({"a":3,"b":2})"},
        {R"({"":0})", R"({"":0})"},
    };
    for (const Case& each : cases) {
        SCOPED_TRACE(each.text);
        Json json;
        ASSERT_NO_THROW(json = Json::parse(each.text));
        EXPECT_EQ(json.dump(), each.dump);
        EXPECT_EQ(Json::parse(json.dump()), json);
    }
}

TEST(JsonParse, tellsTooSmallFromTooLarge)
{
    const std::string zeros(400, '0');
    const std::string nines(400, '9');
    for (const std::string& small : {"0." + zeros + "1", "-0." + zeros + "1", "0." + zeros + "1e+1",
                                     std::string("1e-99999999999999999999"), nines + "e-9999",
                                     "0." + nines + "e-9999", "0." + zeros + "e999"}) {
        SCOPED_TRACE(small);
        Json json;
        ASSERT_NO_THROW(json = Json::parse(small));
        EXPECT_EQ(json.dump(), "0");
    }
    for (const std::string& large : {nines, "-" + nines, nines + "e-1", nines + ".5", "0." + zeros + "1e9999",
                                     "1" + zeros + ".0e-2", std::string("1e99999999999999999999")}) {
        SCOPED_TRACE(large);
        EXPECT_THROW(Json::parse(large), JsonError);
    }
    EXPECT_EQ(Json::parse("1" + zeros + "e-400").number(), 1.0);
    EXPECT_EQ(Json::parse("0." + zeros + "1e401").number(), 1.0);
}

TEST(JsonParse, refusesAllElseAndSaysWhere)
{
    struct Case {
        std::string_view text;
        std::size_t offset;
    };
    using namespace std::string_view_literals;
    const Case cases[] = {
        {"", 0},
        {"  ", 2},
        {"\0"sv, 0},
        {"nul", 0},
        {"True", 0},
        {"1 2", 2},
        {"01", 1},
        {"+1", 0},
        {"-", 1},
        {".5", 0},
        {"1.", 2},
        {"1e", 2},
        {"1e+", 3},
        {"0x10", 1},
        {"NaN", 0},
        {"-Infinity", 1},
        {"1e999", 0},
        {"-1e999", 0},
        {"[1,]", 3},
        {"[1 2]", 3},
        {"[", 1},
        {"[1", 2},
        {"{", 1},
        {"{\"a\"}", 4},
        {"{\"a\":}", 5},
        {"{\"a\":1,}", 7},
        {"{a:1}", 1},
        {"{'a':1}", 1},
        {"{\"a\":1", 6},
        {"\"a", 2},
        {"\"\\", 2},
        {"\"\\x\"", 2},
        {"\"\\u12\"", 3},
        {"\"\\u+123\"", 3},
        {"\"\\ud800\"", 3},
        {"\"\\ud800x\"", 3},
        {"\"\\ud800\\n\"", 3},
        {"\"\\ud800\\u0041\"", 3},
        {"\"\\udc00\"", 3},
        {"\"\n\"", 1},
        {"\"\0\""sv, 1},
        {"\"\x80\"", 1},
        {"\"\xC0\x80\"", 1},
        {"\"\xC1\xBF\"", 1},
        {"\"\xE0\x80\x80\"", 1},
        {"\"\xED\xA0\x80\"", 1},
        {"\"\xF0\x80\x80\x80\"", 1},
        {"\"\xF4\x90\x80\x80\"", 1},
        {"\"\xF5\x80\x80\x80\"", 1},
        {"\"\xE2\x82", 1},
        {"\xEF\xBB\xBF{}", 0},
        {"{} // done", 3},
        {"{\"a\":1}}", 7},
    };
    for (const Case& each : cases) {
        SCOPED_TRACE(each.text);
        try {
            Json::parse(each.text);
            ADD_FAILURE() << "was taken";
        } catch (const JsonError& error) {
            EXPECT_EQ(error.offset(), each.offset) << error.what();
            EXPECT_EQ(error.status(), ST_ERR_CORRUPT);
        }
    }
}

TEST(JsonParse, namesLineAndColumn)
{
    try {
        Json::parse("{\n  \"gain\": 1,\n  \"mode\": soft\n}");
        FAIL();
    } catch (const JsonError& error) {
        EXPECT_STREQ(error.what(), "JSON line 3, column 11 (byte 25): a value expected");
    }
}

TEST(JsonParse, stopsAtTheDepthLimit)
{
    const auto nested = [](int depth, std::string_view open, std::string_view close) {
        std::string text;
        for (int level = 0; level < depth; ++level)
            text += open;
        text += "1";
        for (int level = 0; level < depth; ++level)
            text += close;
        return text;
    };
    EXPECT_NO_THROW(Json::parse(nested(Json::kMaximumDepth, "[", "]")));
    EXPECT_NO_THROW(Json::parse(nested(Json::kMaximumDepth, "{\"a\":", "}")));
    EXPECT_THROW(Json::parse(nested(Json::kMaximumDepth + 1, "[", "]")), JsonError);
    EXPECT_THROW(Json::parse(nested(Json::kMaximumDepth + 1, "{\"a\":", "}")), JsonError);
    EXPECT_THROW(Json::parse(std::string(1'000'000, '[')), JsonError);
}

TEST(JsonParse, staysFastWithManyKeys)
{
    // A hundred thousand keys, each twice; searching them one by one would take minutes.
    std::string text = "{";
    for (int round = 0; round < 2; ++round) {
        for (int key = 0; key < 100'000; ++key)
            text += "\"" + std::to_string(key) + "\":" + std::to_string(key + round) + ",";
    }
    text.back() = '}';
    const Json json = Json::parse(text);
    EXPECT_EQ(json.size(), 100'000u);
    EXPECT_EQ(json["99999"].integer(), 100'000);
}

TEST(JsonNumbers, doNotDependOnTheLocale)
{
    // Many machines lack it; the libraries used here must not look at any locale, so also none that is set.
    const char* found = std::setlocale(LC_NUMERIC, "de_DE.UTF-8");
    EXPECT_EQ(Json::parse("0.5").number(), 0.5) << (found ? found : "C");
    EXPECT_EQ(Json(0.5).dump(), "0.5");
    std::setlocale(LC_NUMERIC, "C");
}

TEST(JsonNumbers, keepWhatTheyHold)
{
    EXPECT_EQ(Json(std::numeric_limits<int64_t>::max()).integer(), std::numeric_limits<int64_t>::max());
    EXPECT_EQ(Json(std::numeric_limits<uint64_t>::max()).number(), 0x1p64);
    EXPECT_FALSE(Json(std::numeric_limits<uint64_t>::max()).isInteger());
    EXPECT_EQ(Json(3.0).integer(), 3);
    EXPECT_EQ(Json(3.5).integer(7), 7);
    EXPECT_EQ(Json(-0x1p63).integer(), std::numeric_limits<int64_t>::min());
    EXPECT_EQ(Json(0x1p63).integer(7), 7);
    EXPECT_EQ(Json(0.1f).number(), static_cast<double>(0.1f));
    EXPECT_EQ(Json(std::nan("")).dump(), "null");
    EXPECT_EQ(Json(std::numeric_limits<double>::infinity()).dump(), "null");
    EXPECT_EQ(Json(std::nan("")).integer(7), 7);
    for (const double value : {0.1, 1.0 / 3, 1e23, 5e-324, -1.7976931348623157e308})
        EXPECT_EQ(Json::parse(Json(value).dump()).number(), value);
}

TEST(JsonValues, areReadWithFallbacks)
{
    const Json json = Json::parse(R"({"name":"x","list":[1,"two"],"on":true,"none":null})");
    EXPECT_EQ(json["name"].text(), "x");
    EXPECT_EQ(json["name"].integer(7), 7);
    EXPECT_EQ(json["absent"].text("fallback"), "fallback");
    EXPECT_EQ(json["absent"]["deeper"].at(3).number(0.5), 0.5);
    EXPECT_EQ(json["list"].at(1).text(), "two");
    EXPECT_TRUE(json["list"].at(2).isNull());
    EXPECT_TRUE(json["on"].boolean());
    EXPECT_TRUE(json["name"].boolean(true));
    EXPECT_TRUE(json.contains("none"));
    EXPECT_EQ(json.find("absent"), nullptr);
    EXPECT_EQ(json.size(), 4u);
    EXPECT_EQ(json["name"].size(), 0u);
    EXPECT_TRUE(json["name"].elements().empty());
}

TEST(JsonValues, areBuilt)
{
    Json json;
    json["b"] = 1;
    json["a"]["inner"] = "text";
    json["b"] = 2u;
    json["list"].push(true);
    json["list"].push(nullptr);
    EXPECT_EQ(json.dump(), R"({"a":{"inner":"text"},"b":2,"list":[true,null]})");
    json.erase("a");
    json.erase("never there");
    EXPECT_EQ(json, Json::object({{"list", Json::array({true, nullptr})}, {"b", 1}, {"b", 2}}));
    EXPECT_EQ(Json::array().dump(), "[]");
    EXPECT_EQ(Json::object().dump(), "{}");
    EXPECT_NE(Json(1), Json(1.5));
    EXPECT_EQ(Json(std::string("a\xFFz")).dump(), "\"a\xEF\xBF\xBDz\"");
}

} // namespace
} // namespace stellatune::sdk
