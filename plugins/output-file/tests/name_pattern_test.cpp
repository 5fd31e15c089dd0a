// File names, as every usual system takes them.
#include "name_pattern.h"

#include <gtest/gtest.h>

namespace stellatune::filesink {
namespace {

std::string expand(std::string_view pattern, const NameFields& fields, std::string_view fallback = "song")
{
    const std::optional<NamePattern> parsed = NamePattern::parse(pattern);
    return parsed ? parsed->expand(fields, fallback) : "refused";
}

constexpr std::string_view kUsual = "{track} {artist} - {title}";

TEST(NamePattern, putsTheFieldsIn)
{
    EXPECT_EQ(expand(kUsual, {{"track", "07"}, {"artist", "Can"}, {"title", "Vitamin C"}}),
              "07 Can - Vitamin C");
    EXPECT_EQ(expand("{title} ({date})", {{"title", "Halleluwah"}, {"date", "1971"}}), "Halleluwah (1971)");
}

TEST(NamePattern, leavesOutWhatBelongsToAMissingField)
{
    EXPECT_EQ(expand(kUsual, {{"artist", "Can"}, {"title", "Vitamin C"}}), "Can - Vitamin C");
    EXPECT_EQ(expand(kUsual, {{"track", "07"}, {"title", "Vitamin C"}}), "07 - Vitamin C");
    EXPECT_EQ(expand(kUsual, {{"title", "Vitamin C"}}), "Vitamin C");
    EXPECT_EQ(expand(kUsual, {{"track", "07"}, {"artist", "Can"}}), "07 Can");
    EXPECT_EQ(expand("{title} ({date})", {{"title", "Halleluwah"}}), "Halleluwah");
    EXPECT_EQ(expand("({date}) {title}", {{"title", "Halleluwah"}}), "Halleluwah");
}

TEST(NamePattern, fallsBackWhenNothingIsKnown)
{
    EXPECT_EQ(expand(kUsual, {}), "song");
    EXPECT_EQ(expand(kUsual, {}, ""), "Track");
    EXPECT_EQ(expand(kUsual, {}, "..."), "Track");
    EXPECT_EQ(expand("{album}/{title}", {{"album", "Tago Mago"}}), "Tago Mago/song");
}

TEST(NamePattern, makesFoldersOfItsOwnSlashesAlone)
{
    EXPECT_EQ(expand("{album_artist}/{album}/{track} {title}",
                     {{"album_artist", "AC/DC"}, {"album", "../.."}, {"track", "01"}, {"title", "a/b\\c"}}),
              "AC_DC/_._/01 a_b_c");
    EXPECT_EQ(expand("/{album}//{title}", {{"album", ""}, {"title", "x"}}), "x");
    EXPECT_EQ(expand("../{title}", {{"title", ".."}}), "song");
}

TEST(NamePattern, refusesWhatItCannotFill)
{
    for (const std::string_view wrong : {"", "{composer}", "{title", "title}", "{}", "{Title}", "{{title}}"})
        EXPECT_FALSE(NamePattern::parse(wrong)) << wrong;
    EXPECT_TRUE(NamePattern::parse("a fixed name"));
}

TEST(SafeName, keepsWhatIsSafe)
{
    EXPECT_EQ(safeName("Sigur Rós – Ágætis byrjun (1999) [live] & more's"),
              "Sigur Rós – Ágætis byrjun (1999) [live] & more's");
    EXPECT_EQ(safeName("日本語"), "日本語");
}

TEST(SafeName, replacesWhatSomeSystemForbids)
{
    EXPECT_EQ(safeName("a<b>c:d\"e/f\\g|h?i*j"), "a_b_c_d_e_f_g_h_i_j");
    EXPECT_EQ(safeName(std::string_view("a\0b\x01"
                                        "c\x7F",
                                        6)),
              "a_b_c_");
    EXPECT_EQ(safeName("  two \t\n words  "), "two words");
    EXPECT_EQ(safeName("dots and spaces. . ."), "dots and spaces");
    EXPECT_EQ(safeName("...And Justice"), "_..And Justice");
    EXPECT_EQ(safeName("not\xFFutf8\xC3"), "not_utf8_");
    for (const std::string_view nothing : {"", " ", ".", "..", " . "})
        EXPECT_EQ(safeName(nothing), "") << nothing;
}

TEST(SafeName, avoidsTheDevicesOfWindows)
{
    EXPECT_EQ(safeName("con"), "con_");
    EXPECT_EQ(safeName("LPT1.txt"), "LPT1_.txt");
    EXPECT_EQ(safeName("nul "), "nul_");
    EXPECT_EQ(safeName("Con Air"), "Con Air");
    EXPECT_EQ(safeName("COMET"), "COMET");
}

TEST(SafeName, cutsBetweenCharacters)
{
    std::string longName;
    for (int i = 0; i < 200; ++i)
        longName += "ä";
    const std::string cut = safeName("x" + longName);
    EXPECT_EQ(cut.size(), kLongestName - 1) << "the next character has two bytes";
    EXPECT_EQ(cut, "x" + longName.substr(0, cut.size() - 1));
    EXPECT_LE(safeName(std::string(1000, '\xFF')).size(), kLongestName);
}

} // namespace
} // namespace stellatune::filesink
