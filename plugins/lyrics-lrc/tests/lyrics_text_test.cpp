// Encodings.
#include "lyrics_text.h"

#include <gtest/gtest.h>

namespace stellatune::lrc {
namespace {

using namespace std::string_view_literals;

TEST(LyricsText, takesUtf8WithAndWithoutMark)
{
    EXPECT_EQ(decodeText("Für Elise – ♪"), "Für Elise – ♪");
    EXPECT_EQ(decodeText("\xEF\xBB\xBF"
                         "Für"),
              "Für");
    EXPECT_EQ(decodeText(""), "");
}

TEST(LyricsText, takesUtf16WithMark)
{
    EXPECT_EQ(decodeText("\xFF\xFE"
                         "F\0\xFC\0r\0\x3D\xD8\x00\xDE"sv),
              "Für😀");
    EXPECT_EQ(decodeText("\xFE\xFF"
                         "\0F\0\xFC\0r\xD8\x3D\xDE\x00"sv),
              "Für😀");
    EXPECT_EQ(decodeText("\xFF\xFE"
                         "a\0b"sv),
              "a")
        << "half a character at the end";
    EXPECT_EQ(decodeText("\xFF\xFE\x3D\xD8"
                         "a\0\x00\xDE"sv),
              "\uFFFDa\uFFFD")
        << "lone surrogates";
}

TEST(LyricsText, takesEverythingElseAsWindows1252)
{
    EXPECT_EQ(decodeText("F\xFCr Elise \x96 \x80 5\x85"), "Für Elise – € 5…");
    EXPECT_EQ(decodeText("\x81"), "\uFFFD");
}

TEST(LyricsText, evensOutLineEnds)
{
    EXPECT_EQ(decodeText("a\r\nb\rc\nd\r\r\n"), "a\nb\nc\nd\n\n");
}

TEST(LyricsText, dropsControlCharacters)
{
    EXPECT_EQ(decodeText("a\0b\x01\x1B\x7F\tc"sv), "ab\tc");
}

} // namespace
} // namespace stellatune::lrc
