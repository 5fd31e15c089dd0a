#include "pluginhost/package/decoder_order.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using ::testing::HasSubstr;

Error refusal(const std::string& extension, std::vector<std::string> candidates)
{
    DecoderOrder order;
    const Result<void> result = order.set(extension, std::move(candidates));
    EXPECT_EQ(order, DecoderOrder{});
    if (result) {
        ADD_FAILURE() << extension << " was taken";
        return {};
    }
    EXPECT_EQ(result.error().code, ErrorCode::InvalidArgument);
    return result.error();
}

TEST(DecoderOrder, ReadsWhatItWrote)
{
    DecoderOrder order;
    ASSERT_TRUE(order.set("aac", {"org.example.aac/aac", "built-in", "org.example.gone/any"}));
    ASSERT_TRUE(order.set("669", {"built-in"}));
    const Result<DecoderOrder> again = decoderOrderFromJson(toJson(order));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, order);
    EXPECT_EQ(*decoderOrderFromJson(toJson({})), DecoderOrder{});
}

TEST(DecoderOrder, NothingIsAutomaticAgain)
{
    DecoderOrder order;
    ASSERT_TRUE(order.set("aac", {"built-in"}));
    ASSERT_TRUE(order.set("aac", {}));
    EXPECT_EQ(order, DecoderOrder{});
    EXPECT_TRUE(order.set("aac", {}));
}

TEST(DecoderOrder, NamesWhatIsNoExtensionOrNoDecoder)
{
    for (const char* extension : {"", ".aac", "AAC", "a/c", "a c", "*", "\xc3\xa4"})
        EXPECT_THAT(refusal(extension, {"built-in"}).message, HasSubstr("no file extension")) << extension;
    for (const char* candidate : {"", "built in", "org.example", "/aac", "org.example/", "a/b/c"})
        EXPECT_THAT(refusal("aac", {"built-in", candidate}).message, HasSubstr("is no decoder")) << candidate;
    EXPECT_THAT(refusal("aac", {"built-in", "org.a/b", "built-in"}).message, HasSubstr("is there twice"));
}

TEST(DecoderOrder, SaysWhatIsWrongWithItsFile)
{
    for (const char* text :
         {"", "{", "[]", "null", "{}", R"({"format": 1})", R"({"format": 2, "extensions": {}})",
          R"({"format": 1, "extensions": {"aac": "built-in"}})",
          R"({"format": 1, "extensions": {"aac": [1]}})", R"({"format": 1, "extensions": {".AAC": []}})",
          R"({"format": 1, "extensions": {"aac": ["nobody"]}})", R"({"format": 1, "extensions": []})"}) {
        const Result<DecoderOrder> order = decoderOrderFromJson(text);
        ASSERT_FALSE(order) << text;
        EXPECT_EQ(order.error().code, ErrorCode::Corrupt) << text;
        EXPECT_THAT(order.error().message, HasSubstr("The order of decoders")) << text;
    }
}

} // namespace
} // namespace stellatune
