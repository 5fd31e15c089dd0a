#include "pluginhost/package/manifest.h"

#include "pluginhost/package/package_path.h"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace stellatune {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Json = nlohmann::json;

Json goodManifest()
{
    return {{"format", 1},
            {"id", "org.example.tremolo"},
            {"name", "Tremolo"},
            {"version", "1.2.0-beta.1"},
            {"api_version", 9},
            {"author", "Ä. Author"},
            {"license", "MIT"},
            {"description", "Trembles."},
            {"homepage", "https://example.org"},
            {"libraries",
             {{"linux-x86_64", "linux-x86_64/tremolo.so"}, {"macos-arm64", "macos-arm64/tremolo.dylib"}}}};
}

Error refusal(const std::string& json)
{
    const Result<Manifest> manifest = manifestFromJson(json);
    if (manifest) {
        ADD_FAILURE() << json << " was taken";
        return {};
    }
    EXPECT_THAT(manifest.error().message, HasSubstr("plugin.json"));
    return manifest.error();
}

TEST(Manifest, ReadsAllKeys)
{
    const Result<Manifest> manifest = manifestFromJson(goodManifest().dump());
    ASSERT_TRUE(manifest) << manifest.error().message;
    EXPECT_EQ(manifest->id, "org.example.tremolo");
    EXPECT_EQ(manifest->name, "Tremolo");
    EXPECT_EQ(manifest->version, "1.2.0-beta.1");
    EXPECT_EQ(manifest->apiVersion, 9U);
    EXPECT_EQ(manifest->author, "Ä. Author");
    EXPECT_EQ(manifest->license, "MIT");
    EXPECT_EQ(manifest->description, "Trembles.");
    EXPECT_EQ(manifest->homepage, "https://example.org");
    EXPECT_EQ(manifest->libraries.size(), 2U);
    const Result<Manifest> again = manifestFromJson(toJson(*manifest));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, *manifest);
}

TEST(Manifest, DoesWithoutTheWordsForPeople)
{
    Json json = goodManifest();
    for (const char* key : {"author", "license", "description", "homepage"})
        json.erase(key);
    const Result<Manifest> manifest = manifestFromJson(json.dump());
    ASSERT_TRUE(manifest) << manifest.error().message;
    EXPECT_EQ(manifest->license, "");
}

TEST(Manifest, NamesTheMissingKeyAndWhatToAdd)
{
    for (const char* key : {"format", "id", "name", "version", "api_version", "libraries"}) {
        Json json = goodManifest();
        json.erase(key);
        const Error error = refusal(json.dump());
        EXPECT_EQ(error.code, ErrorCode::Corrupt);
        EXPECT_THAT(error.message,
                    AllOf(HasSubstr("\"" + std::string(key) + "\" is missing"), HasSubstr("add ")));
    }
}

TEST(Manifest, NamesTheWrongKeyAndWhatToWrite)
{
    const std::string longText(501, 'x');
    const std::pair<const char*, Json> cases[] = {
        {"format", 0},
        {"format", "1"},
        {"format", -1},
        {"id", ""},
        {"id", "ab"},
        {"id", 7},
        {"id", "Org.Example"},
        {"id", "org/example"},
        {"id", "../example"},
        {"id", "org..example"},
        {"id", ".org"},
        {"id", "org."},
        {"id", "con.example"},
        {"id", std::string(129, 'a')},
        {"name", ""},
        {"name", nullptr},
        {"name", "two\nlines"},
        {"name", longText},
        {"version", "1.0"},
        {"version", 1.0},
        {"version", "1.0.0/.."},
        {"api_version", "9"},
        {"api_version", -9},
        {"author", Json::array()},
        {"license", longText},
        {"description", "bell\a"},
        {"homepage", 1},
        {"libraries", Json::object()},
        {"libraries", "tremolo.so"},
    };
    for (const auto& [key, value] : cases) {
        Json json = goodManifest();
        json[key] = value;
        const Error error = refusal(json.dump());
        EXPECT_EQ(error.code, ErrorCode::Corrupt) << key << ' ' << value;
        EXPECT_THAT(error.message, AllOf(HasSubstr("\"" + std::string(key) + "\" is "), HasSubstr("write ")))
            << value;
    }
}

TEST(Manifest, NamesTheWrongLibrary)
{
    for (const Json& path : {Json("../tremolo.so"), Json("/usr/lib/tremolo.so"), Json("C:/tremolo.so"),
                             Json("a\\tremolo.so"), Json(""), Json(1), Json("a//b.so")}) {
        Json json = goodManifest();
        json["libraries"]["linux-x86_64"] = path;
        EXPECT_THAT(refusal(json.dump()).message, HasSubstr("\"libraries.linux-x86_64\"")) << path;
    }
    for (const char* platform : {"", "linux", "Linux-x86_64", "linux-", "-x86_64", "linux/x-86"}) {
        Json json = goodManifest();
        json["libraries"][platform] = "a.so";
        EXPECT_THAT(refusal(json.dump()).message, HasSubstr("no platform")) << platform;
    }
}

TEST(Manifest, RefusesUnknownAndDoubleKeys)
{
    Json json = goodManifest();
    json["licence"] = "MIT";
    EXPECT_THAT(refusal(json.dump()).message,
                AllOf(HasSubstr("\"licence\" is not known"), HasSubstr("remove it")));
    EXPECT_THAT(refusal(R"({"format": 1, "id": "org.a.b", "id": "org.a.c"})").message,
                AllOf(HasSubstr("\"id\" is there twice"), HasSubstr("remove one")));
    EXPECT_THAT(refusal(R"({"libraries": {"linux-x86_64": "a.so", "linux-x86_64": "b.so"}})").message,
                HasSubstr("\"linux-x86_64\" is there twice"));
}

TEST(Manifest, TellsLaterVersionsFromWrongOnes)
{
    Json json = goodManifest();
    json["format"] = 2;
    EXPECT_EQ(refusal(json.dump()).code, ErrorCode::Unsupported);
    EXPECT_THAT(refusal(json.dump()).message, HasSubstr("newer version of StellaTune"));
    json = goodManifest();
    json["api_version"] = 10;
    EXPECT_EQ(refusal(json.dump()).code, ErrorCode::Unsupported);
    EXPECT_THAT(refusal(json.dump()).message, HasSubstr("newer version of StellaTune"));
    json["api_version"] = 8;
    EXPECT_EQ(refusal(json.dump()).code, ErrorCode::Unsupported);
    EXPECT_THAT(refusal(json.dump()).message, HasSubstr("newer version of the plugin"));
}

TEST(Manifest, RefusesWhatIsNoManifest)
{
    for (const char* text :
         {"", "{", "[]", "null", "\"text\"", "1", "{}", "\xff\xfe{}", "{\"id\": \"\xff\"}"})
        EXPECT_EQ(refusal(text).code, ErrorCode::Corrupt) << text;
    EXPECT_THAT(refusal(std::string(70'000, ' ')).message, HasSubstr("shorten it"));
    std::string deep;
    for (int i = 0; i < 30'000; ++i)
        deep += "[";
    EXPECT_EQ(refusal(deep).code, ErrorCode::Corrupt);
    for (int i = 0; i < 30'000; ++i)
        deep += "]";
    EXPECT_THAT(refusal(deep).message, HasSubstr("nested deeper"));
}

TEST(Manifest, SaysForWhichPlatformsThereIsALibrary)
{
    const Result<Manifest> manifest = manifestFromJson(goodManifest().dump());
    ASSERT_TRUE(manifest);
    EXPECT_EQ(*libraryFor(*manifest, "macos-arm64"), "macos-arm64/tremolo.dylib");
    const Result<std::string> missing = libraryFor(*manifest, "windows-x86_64");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::Unsupported);
    EXPECT_THAT(missing.error().message,
                HasSubstr("was built for linux-x86_64, macos-arm64; this is windows-x86_64"));
}

TEST(PackagePath, TakesOnlyNamesThatMeanTheSameEverywhere)
{
    for (const char* good :
         {"plugin.json", "linux-x86_64/a.so", "doc/read me (2).txt", "a/b/c/d", "..a", "a..b", ".hidden"})
        EXPECT_EQ(faultOfPackagePath(good), "") << good;
    for (const char* bad : {"",
                            "/etc/passwd",
                            "//server/share",
                            "..",
                            "../a",
                            "a/../../b",
                            "a/..",
                            ".",
                            "./a",
                            "a/./b",
                            "a//b",
                            "a/",
                            "C:",
                            "C:/a",
                            "C:\\a",
                            "a\\b",
                            "..\\a",
                            "a:b",
                            "nul",
                            "NUL.txt",
                            "a/con",
                            "aux.",
                            "com1.so",
                            "a.",
                            "a ",
                            "a?",
                            "a*",
                            "a\"",
                            "a<",
                            "a|",
                            "a\n",
                            "a\x7f",
                            "\xc3\xa4",
                            "a/b/c/d/e/f/g/h/i/j/k/l/m/n"})
        EXPECT_NE(faultOfPackagePath(bad), "") << bad;
    EXPECT_NE(faultOfPackagePath(std::string(201, 'a')), "");
}

} // namespace
} // namespace stellatune
