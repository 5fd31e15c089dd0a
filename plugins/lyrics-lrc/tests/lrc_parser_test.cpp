// The LRC format as people write it, and as nobody should.
#include "lrc_parser.h"
#include "lyrics_text.h"

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pluginapi/sdk/plugin.h>

namespace stellatune::lrc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// "1000:text" for each line, or the text alone where nothing is synchronised.
std::vector<std::string> lines(std::string_view text)
{
    const Document document = parseLrc(text);
    std::vector<std::string> result;
    for (const Line& line : document.lines)
        result.push_back((document.isSynchronized ? std::to_string(line.timeMs) + ":" : "") + line.text);
    return result;
}

/// "1000:word" for each word of the first line.
std::vector<std::string> words(std::string_view text)
{
    const Document document = parseLrc(text);
    std::vector<std::string> result;
    for (const Word& word : document.lines.at(0).words)
        result.push_back(std::to_string(word.timeMs) + ":" + word.text);
    return result;
}

TEST(LrcParser, readsTimesOfEveryPrecision)
{
    EXPECT_THAT(lines("[00:01]a\n[00:02.5]b\n[00:03.25]c\n[00:04.125]d\n[00:05.1259]e\n[1:06.00]f\n"
                      "[100:00.00]g\n[00:08:50]h\n[00:09,75]i\n[0:0.001]j\n[01:02:03.5]k"),
                ElementsAre("1:j", "1000:a", "2500:b", "3250:c", "4125:d", "5125:e", "8500:h", "9750:i",
                            "66000:f", "3723500:k", "6000000:g"));
}

TEST(LrcParser, repeatsALineForEachOfItsTimes)
{
    EXPECT_THAT(lines("[00:05.00][00:01.00] [00:03.00] chorus\n[00:02.00]verse"),
                ElementsAre("1000:chorus", "2000:verse", "3000:chorus", "5000:chorus"));
}

TEST(LrcParser, sortsAndKeepsTheOrderOfEqualTimes)
{
    EXPECT_THAT(lines("[00:03.00]c\n[00:01.00]original\n[00:01.00]translation"),
                ElementsAre("1000:original", "1000:translation", "3000:c"));
}

TEST(LrcParser, keepsEmptyLinesWithATimeAsPauses)
{
    EXPECT_THAT(lines("[00:01.00]a\n[00:02.00]\n\n[00:03.00]  \n[00:04.00]b"),
                ElementsAre("1000:a", "2000:", "3000:", "4000:b"));
}

TEST(LrcParser, leavesOutWhatHasNoTimeOnceAnythingHas)
{
    EXPECT_THAT(lines("Lyrics by somebody\n[00:01.00]a\n(instrumental)\n"), ElementsAre("1000:a"));
}

TEST(LrcParser, readsTags)
{
    const Document document = parseLrc("[ti: Vitamin C ]\n[AR:Can]\n[al:Ege Bamyasi]\n[la:en]\n[by:me]\n"
                                       "[length:03:30]\n[#:a comment]\n[00:01.00]a");
    EXPECT_EQ(document.title, "Vitamin C");
    EXPECT_EQ(document.artist, "Can");
    EXPECT_EQ(document.album, "Ege Bamyasi");
    EXPECT_EQ(document.language, "en");
    EXPECT_EQ(document.lines.size(), 1U);
}

TEST(LrcParser, offsetMovesEverythingWhereverItStands)
{
    EXPECT_THAT(lines("[00:01.00]a\n[offset:+250]\n[00:00.10]b"), ElementsAre("0:b", "750:a"));
    EXPECT_THAT(lines("[offset:-500]\n[00:01.00]a"), ElementsAre("1500:a"));
    EXPECT_THAT(lines("[offset: 100 ]\n[00:01.00]a"), ElementsAre("900:a"));
    EXPECT_THAT(words("[offset:100]\n[00:01.00]<00:01.00>a <00:01.50>b"), ElementsAre("900:a ", "1400:b"));
    for (const std::string_view wrong : {"", "x", "99999999999999999999", "-9223372036854775808", "+-5"})
        EXPECT_THAT(lines("[offset:" + std::string(wrong) + "]\n[00:01.00]a"),
                    ElementsAre(::testing::EndsWith(":a")));
}

TEST(LrcParser, readsTimesOfWords)
{
    const std::string_view enhanced = "[00:12.00] <00:12.04> When <00:12.16> the <00:12.82> truth <00:13.29>";
    EXPECT_THAT(lines(enhanced), ElementsAre("12000:When the truth"));
    EXPECT_THAT(words(enhanced), ElementsAre("12040:When ", "12160:the ", "12820:truth"));
    EXPECT_THAT(words("[00:01.00]Syl<00:01.20>la<00:01.40>bles"),
                ElementsAre("1000:Syl", "1200:la", "1400:bles"));
    EXPECT_THAT(words("[00:01.00]one [00:02.00]two"), ElementsAre("1000:one ", "2000:two"))
        << "square brackets within a line, as some write them";
    EXPECT_THAT(words("[00:01.00]no times"), IsEmpty());
    EXPECT_THAT(words("[00:01.00]a <b> [c] < 1"), IsEmpty());
}

TEST(LrcParser, wordsMakeUpTheLine)
{
    for (const std::string_view text :
         {"[00:01.00]<00:01.00> a <00:02.00>b<00:03.00>  c  <00:04.00>  ",
          "[00:01.00]x<00:01.00><00:02.00> y", "[00:01.00]  <00:01.00>\t<00:02.00>"}) {
        const Document document = parseLrc(text);
        std::string joined;
        for (const Word& word : document.lines.at(0).words)
            joined += word.text;
        EXPECT_EQ(joined, document.lines.at(0).text) << text;
    }
}

TEST(LrcParser, wordsOfARepeatedLineMoveWithIt)
{
    const Document document = parseLrc("[00:10.00][01:10.00]<00:10.00>a <00:11.00>b");
    ASSERT_EQ(document.lines.size(), 2U);
    EXPECT_EQ(document.lines[1].words.at(0).timeMs, 70'000);
    EXPECT_EQ(document.lines[1].words.at(1).timeMs, 71'000);
}

TEST(LrcParser, takesPlainText)
{
    EXPECT_THAT(lines("\n\n[ti:x]\n[Chorus]\n  one  \n\ntwo: [three]\n[Verse 1: Can]\n\n"),
                ElementsAre("[Chorus]", "one", "", "two: [three]", "[Verse 1: Can]"));
    EXPECT_FALSE(parseLrc("one").isSynchronized);
    EXPECT_TRUE(parseLrc("").isEmpty());
    EXPECT_TRUE(parseLrc("\n \n").isEmpty());
    EXPECT_TRUE(parseLrc("[00:01.00]\n[00:02.00]").isEmpty());
}

TEST(LrcParser, takesWrongTimesAsText)
{
    for (const std::string_view text :
         {"[", "[]", "[:]", "[00]", "[00:]", "[:00]", "[00:00", "[00:00.]", "[00:00.x]", "[00:000]",
          "[000000:00]", "[-1:00]", "[00:00.1234567890]", "[0x:00]", "[00:00:]", "[00 :00]", "[1:2:3:4]"})
        EXPECT_FALSE(parseLrc(text).isSynchronized) << text;
}

TEST(LrcParser, refusesTextsThatRepeatThemselvesBeyondUse)
{
    std::string stamps;
    for (int i = 0; i < 300'000; ++i)
        stamps += "[0:00]";
    EXPECT_THROW(parseLrc(stamps + "a"), sdk::Error);
    EXPECT_THROW(parseLrc(stamps.substr(0, 6 * 10'000) + std::string(100'000, 'x')), sdk::Error);
    EXPECT_THROW(parseLrc(std::string(1'000'000, '\n')), sdk::Error);
    std::string words = "[0:00]";
    for (int i = 0; i < 300'000; ++i)
        words += "<0:00>a";
    EXPECT_EQ(parseLrc(words).lines.at(0).words.size(), 300'000U);
}

TEST(LyricsDocument, becomesJson)
{
    EXPECT_EQ(parseLrc("[la:en]\n[00:01.00]a\n[00:02.00]<00:02.00>b <00:03.00>c").toJson().dump(),
              R"({"language":"en","lines":[{"text":"a","time_ms":1000},{"text":"b c","time_ms":2000,"words":)"
              R"([{"text":"b ","time_ms":2000},{"text":"c","time_ms":3000}]}],"synchronized":true})");
    EXPECT_EQ(parseLrc("a\n\nb").toJson().dump(),
              R"({"lines":[{"text":"a"},{"text":""},{"text":"b"}],"synchronized":false})");
}

/// Whatever the bytes, what comes out is in order, in one piece and valid.
void expectSound(const std::string& bytes)
{
    const Document document = parseLrc(decodeText(bytes));
    int64_t before = 0;
    for (const Line& line : document.lines) {
        ASSERT_GE(line.timeMs, before);
        before = line.timeMs;
        std::string joined;
        for (const Word& word : line.words)
            joined += word.text;
        ASSERT_TRUE(line.words.empty() || joined == line.text) << bytes;
    }
    ASSERT_NO_THROW(sdk::Json::parse(document.toJson().dump()));
}

TEST(LrcParser, survivesMutations)
{
    const std::string seed = "\xEF\xBB\xBF[ti:Ä]\r\n[offset:+100]\r\n[00:12.00][01:12.00]When <00:12.16> the "
                             "<00:12.82>truth\r\n[01:02:03.5]\r\n[00:08:50]x\nplain ♪ text\n";
    const std::string alphabet = "[]<>:.,0123456789+- \t\r\nax\xC3\xA4\xFF\xFE";
    std::mt19937 random(3);
    const auto below = [&random](size_t bound) { return random() % bound; };
    for (int round = 0; round < 5'000; ++round) {
        std::string mutated = seed;
        for (size_t change = 0; change <= below(8); ++change) {
            const size_t at = below(mutated.size());
            switch (below(5)) {
            case 0:
                mutated[at] = alphabet[below(alphabet.size())];
                break;
            case 1:
                mutated.insert(at, 1, alphabet[below(alphabet.size())]);
                break;
            case 2:
                mutated.erase(at, below(10));
                break;
            case 3:
                mutated.insert(at, mutated.substr(below(mutated.size()), below(30)));
                break;
            default:
                mutated[at] = static_cast<char>(random());
            }
            if (mutated.empty())
                mutated = "[";
        }
        ASSERT_NO_FATAL_FAILURE(expectSound(mutated));
    }
}

} // namespace
} // namespace stellatune::lrc
