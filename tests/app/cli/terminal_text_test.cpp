#include "app/cli/terminal_text.h"

#include <gtest/gtest.h>

namespace stellatune::cli {
namespace {

TEST(TerminalText, ControlsCannotReachTheTerminal)
{
    EXPECT_EQ(printable("a\x1B[31mb\r\n\tc\x7F"), "a [31mb   c ");
    EXPECT_EQ(printable("a\xC2\x9B"
                        "b"),
              "a b");                        // C1 introducer
    EXPECT_EQ(printable("a\u202Eb"), "a b"); // right-to-left override
    EXPECT_EQ(printable("Jóga 日本 🎵"), "Jóga 日本 🎵");
}

TEST(TerminalText, BrokenUtf8IsShownAsSuch)
{
    EXPECT_EQ(printable("Caf\xE9"), "Caf\uFFFD");
    EXPECT_EQ(printable("\xE2\x82"
                        "a"),
              "\uFFFD\uFFFDa");
    EXPECT_EQ(printable("\xC0\x80\xED\xA0\x80\xFF"), "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
}

TEST(TerminalText, CountsColumnsAndNotBytes)
{
    EXPECT_EQ(displayWidth(""), 0U);
    EXPECT_EQ(displayWidth("Jóga"), 4U);
    EXPECT_EQ(displayWidth("日本"), 4U);
    EXPECT_EQ(displayWidth("🎵"), 2U);
    EXPECT_EQ(displayWidth("e\u0301"), 1U);
    EXPECT_EQ(displayWidth("한국어"), 6U);
}

TEST(TerminalText, TruncatesBetweenCharacters)
{
    EXPECT_EQ(truncated("abcdef", 6), "abcdef");
    EXPECT_EQ(truncated("abcdef", 5), "abcd…");
    EXPECT_EQ(truncated("日本語", 5), "日本…");
    EXPECT_EQ(truncated("日本語", 4), "日…"); // half a character does not fit
    EXPECT_EQ(truncated("abc", 1), "…");
    EXPECT_EQ(truncated("abc", 0), "");
}

} // namespace
} // namespace stellatune::cli
