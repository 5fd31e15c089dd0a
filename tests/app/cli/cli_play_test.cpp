#include "tests/app/cli/program.h"
#include "tests/fixtures/encoded_audio.h"

#include <algorithm>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace stellatune::cli {
namespace {

using namespace fixtures;
using nlohmann::json;
using testing::HasSubstr;

class CliPlay : public testing::Test {
  protected:
    std::string path(const std::string& name) const { return (m_folder / name).string(); }

    json statistics() const
    {
        std::ifstream file(path("stats.json"));
        return json::parse(file);
    }

    TempFolder m_folder;
};

TEST_F(CliPlay, TwoTracksBecomeOneFileSampleForSample)
{
    const Pcm whole = sweep(50'001);
    const auto [first, second] = cut(whole, 20'003);
    std::filesystem::create_directory(m_folder / "album");
    encodeFlac(first, m_folder / "album" / "9 first.flac", {"-T", "TITLE=Jóga", "-T", "ARTIST=Björk"});
    encodeFlac(second, m_folder / "album" / "10 second.flac");

    const Outcome outcome = runCli(
        {"play", "--device", "file:" + path("out.wav"), "--stats-json", path("stats.json"), path("album")});
    EXPECT_EQ(outcome.exitCode, 0);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, HasSubstr("1/2  Björk – Jóga"));
    EXPECT_THAT(outcome.err, HasSubstr("2/2  10 second.flac"));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 2);

    writeWav(m_folder / "expected.wav", whole);
    for (const char* name : {"out", "expected"})
        runTool({"sox", path(std::string(name) + ".wav"), path(std::string(name) + ".raw")});
    EXPECT_TRUE(readBytes(m_folder / "out.raw") == readBytes(m_folder / "expected.raw"));

    const json stats = statistics();
    EXPECT_EQ(stats["exit_code"], 0);
    EXPECT_EQ(stats["files"][0]["outcome"], "played");
    EXPECT_EQ(stats["files"][1]["outcome"], "played");
    EXPECT_EQ(stats["statistics"]["frames_played"], 50'001);
    EXPECT_EQ(stats["statistics"]["underruns"], 0);
    EXPECT_EQ(stats["signal_path"]["bit_perfect"], true);
}

TEST_F(CliPlay, FailedFilesAreToldAndTheOthersPlay)
{
    encodeVorbis(sweep(4'410), m_folder / "good.ogg");
    writeBytes(m_folder / "text.flac", {'t', 'e', 'x', 't'});
    const Outcome outcome = runCli({"play", "--device", "null", "--stats-json", "-", path("text.flac"),
                                    path("good.ogg"), path("nothing.mp3")});
    EXPECT_EQ(outcome.exitCode, 1);
    EXPECT_THAT(outcome.err, HasSubstr("text.flac"));
    EXPECT_THAT(outcome.err, HasSubstr("nothing.mp3"));
    EXPECT_THAT(outcome.err, HasSubstr("2/3  good.ogg"));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 3);
    const json stats = json::parse(outcome.out);
    EXPECT_EQ(stats["exit_code"], 1);
    EXPECT_EQ(stats["files"][0]["outcome"], "failed");
    EXPECT_EQ(stats["files"][1]["outcome"], "played");
    EXPECT_EQ(stats["files"][2]["error"]["code"], "not-found");
}

TEST_F(CliPlay, NothingButFailuresEndsEvenWhenRepeated)
{
    writeBytes(m_folder / "text.flac", {'t', 'e', 'x', 't'});
    const Outcome outcome =
        runCli({"play", "--device", "null", "--repeat", "all", path("text.flac"), path("x.mp3")});
    EXPECT_EQ(outcome.exitCode, 1);
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 2);
}

TEST_F(CliPlay, WrongUsage)
{
    writeWav(m_folder / "a.wav", sweep(4'410));
    std::filesystem::create_directory(m_folder / "empty");
    EXPECT_EQ(runCli({"play", path("empty")}).exitCode, 2);
    EXPECT_EQ(runCli({"play", "--device", "gramophone", path("a.wav")}).exitCode, 2);
    EXPECT_EQ(runCli({}).exitCode, 2);

    const std::vector<unsigned char> before = readBytes(m_folder / "a.wav");
    const Outcome overwriting = runCli({"play", "--device", "file:" + path("a.wav"), path("a.wav")});
    EXPECT_EQ(overwriting.exitCode, 2);
    EXPECT_TRUE(readBytes(m_folder / "a.wav") == before);
}

TEST_F(CliPlay, AFileDeviceThatCannotWriteFails)
{
    writeWav(m_folder / "a.wav", sweep(4'410));
    const Outcome outcome = runCli({"play", "--device", "file:" + path("no folder/out.wav"), path("a.wav")});
    EXPECT_EQ(outcome.exitCode, 1);
    EXPECT_THAT(outcome.err, HasSubstr("out.wav"));
}

TEST_F(CliPlay, AReportThatCannotBeWrittenIsAFailure)
{
    writeWav(m_folder / "a.wav", sweep(4'410));
    const Outcome outcome = runCli({"play", "--device", "file:" + path("out.wav"), "--stats-json",
                                    path("no folder/stats.json"), path("a.wav")});
    EXPECT_EQ(outcome.exitCode, 1);
    EXPECT_THAT(outcome.err, HasSubstr("stats.json"));
}

TEST_F(CliPlay, ShuffleHearsEachOnce)
{
    for (int i = 0; i < 5; ++i)
        writeWav(m_folder / (std::to_string(i) + ".wav"), sweep(1'000));
    std::filesystem::create_directory(m_folder / "to");
    const Outcome outcome = runCli({"play", "--shuffle", "--device", "file:" + path("to/out.flac"),
                                    "--stats-json", path("stats.json"), path("")});
    EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_EQ(statistics()["statistics"]["frames_played"], 5'000);
}

} // namespace
} // namespace stellatune::cli
