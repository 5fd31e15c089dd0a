#include "engine/tags/tag_text.h"

#include <string>

#include <gtest/gtest.h>

namespace stellatune::tagtext {
namespace {

TEST(TagText, KeepsValidUtf8)
{
    EXPECT_EQ(repairUtf8("Björk – 日本語 🎵"), "Björk – 日本語 🎵");
}

TEST(TagText, ReadsBrokenUtf8AsWindows1252)
{
    EXPECT_EQ(repairUtf8("Caf\xE9"), "Café");
    EXPECT_EQ(repairUtf8("\x93quoted\x94 \x80"), "“quoted” €");
}

TEST(TagText, JudgesSequencesByTheStandard)
{
    EXPECT_TRUE(isValidUtf8(""));
    EXPECT_TRUE(isValidUtf8("\xF4\x8F\xBF\xBF"));
    EXPECT_FALSE(isValidUtf8("\xC0\x80"));         // overlong NUL
    EXPECT_FALSE(isValidUtf8("\xE0\x9F\xBF"));     // overlong
    EXPECT_FALSE(isValidUtf8("\xED\xA0\x80"));     // surrogate
    EXPECT_FALSE(isValidUtf8("\xF4\x90\x80\x80")); // beyond U+10FFFF
    EXPECT_FALSE(isValidUtf8("\xE2\x82"));         // cut off
}

TEST(TagText, TurnsLoneSurrogatesIntoTheReplacementCharacter)
{
    const wchar_t units[] = {L'a', static_cast<wchar_t>(0xD83C), L'b', 0};
    EXPECT_EQ(toUtf8(TagLib::String(units)), "a\uFFFDb");
}

TEST(TagText, JoinsSurrogatePairs)
{
    const wchar_t units[] = {static_cast<wchar_t>(0xD83C), static_cast<wchar_t>(0xDFB5), 0};
    EXPECT_EQ(toUtf8(TagLib::String(units)), "🎵");
}

TEST(TagText, TakesBlanksAndZerosOffTheEnds)
{
    EXPECT_EQ(repairUtf8(std::string_view(" \tname\r\n\0\0", 10)), "name");
    EXPECT_EQ(repairUtf8(" \n "), "");
}

} // namespace
} // namespace stellatune::tagtext
