// What a track's metadata becomes.
#include "track.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pluginapi/sdk/plugin.h>

namespace stellatune::filesink {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

Track read(std::string_view json)
{
    return Track::read(sdk::Json::parse(json));
}

TEST(Track, becomesVorbisComments)
{
    EXPECT_THAT(read(R"({"title": "Vitamin C", "artist": "Can", "album": "Ege Bamyasi", "album_artist": "Can",
                         "genre": "Krautrock", "date": "1972", "track": "4/7", "disc": 1, "comment": "yes"})")
                    .vorbisComments(),
                ElementsAre(Pair("TITLE", "Vitamin C"), Pair("ARTIST", "Can"), Pair("ALBUM", "Ege Bamyasi"),
                            Pair("ALBUMARTIST", "Can"), Pair("GENRE", "Krautrock"), Pair("DATE", "1972"),
                            Pair("TRACKNUMBER", "4"), Pair("TRACKTOTAL", "7"), Pair("DISCNUMBER", "1"),
                            Pair("COMMENT", "yes")));
    EXPECT_THAT(read("{}").vorbisComments(), IsEmpty());
    EXPECT_THAT(read(R"({"track": 0, "title": null, "artist": [], "album": {}})").vorbisComments(),
                IsEmpty());
}

TEST(Track, numbersInNamesSort)
{
    EXPECT_EQ(read(R"({"track": 7})").nameFields()["track"], "07");
    EXPECT_EQ(read(R"({"track": "7/12"})").nameFields()["track"], "07");
    EXPECT_EQ(read(R"({"track": "12"})").nameFields()["track"], "12");
    EXPECT_EQ(read(R"({"track": "A1"})").nameFields()["track"], "A1");
    EXPECT_EQ(read(R"({"disc": "2/3"})").nameFields()["disc"], "2");
}

TEST(Track, fillsGapsFromWhatItHas)
{
    EXPECT_EQ(read(R"({"artist": "Can"})").nameFields()["album_artist"], "Can");
    EXPECT_EQ(read(R"({"path": "/music/übung.final.flac"})").nameFields()["file"], "übung.final");
    EXPECT_EQ(read(R"({"path": "https://example.org/a/b.ogg"})").nameFields()["file"], "b");
}

TEST(Track, dropsCharactersThatEndTexts)
{
    EXPECT_EQ(read(R"({"title": "a\u0000b"})").title, "ab");
}

} // namespace
} // namespace stellatune::filesink
