#include "tests/app/cli/program.h"
#include "tests/fixtures/encoded_audio.h"

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace stellatune::cli {
namespace {

using namespace fixtures;
using testing::EndsWith;
using testing::HasSubstr;

constexpr char kCtrlC = 0x03;

class CliTerminal : public testing::Test {
  protected:
    CliTerminal() { encodeFlac(sweep(44'100 * 20), m_track, {"-T", "TITLE=Jóga", "-T", "ARTIST=Björk"}); }

    TempFolder m_folder;
    std::filesystem::path m_track = m_folder / "a.flac";
    std::filesystem::path m_stats = m_folder / "stats.json";
};

TEST_F(CliTerminal, OneLineIsRewritten)
{
    CliInTerminal program({"play", "--device", "null", m_track.string()});
    EXPECT_TRUE(program.waitForText("Playing 1/1  Björk – Jóga  0:01 / 0:20  FLAC"));
    EXPECT_EQ(program.screen().find('\n'), std::string::npos);
    program.type(kCtrlC);
    EXPECT_EQ(program.waitForEnd(), 128 + SIGINT);
}

TEST_F(CliTerminal, CtrlCStopsCleanlyAndClearsTheLine)
{
    CliInTerminal program({"play", "--device", "null", "--stats-json", m_stats.string(), m_track.string()});
    ASSERT_TRUE(program.waitForText("Playing 1/1"));
    program.type(kCtrlC);
    EXPECT_EQ(program.waitForEnd(), 128 + SIGINT);
    EXPECT_THAT(program.screen(), EndsWith("\r\x1B[K"));
    std::ifstream file(m_stats);
    const auto stats = nlohmann::json::parse(file);
    EXPECT_EQ(stats["exit_code"], 128 + SIGINT);
    EXPECT_EQ(stats["files"][0]["outcome"], "interrupted");
}

TEST_F(CliTerminal, APoliteKillStopsCleanlyToo)
{
    CliInTerminal program({"play", "--device", "null", "--stats-json", m_stats.string(), m_track.string()});
    ASSERT_TRUE(program.waitForText("Playing 1/1"));
    program.send(SIGTERM);
    EXPECT_EQ(program.waitForEnd(), 128 + SIGTERM);
    EXPECT_TRUE(std::filesystem::exists(m_stats));
}

TEST_F(CliTerminal, InterruptedFileDeviceLeavesAWholeFile)
{
    encodeFlac(sweep(44'100 * 200), m_track);
    const std::filesystem::path written = m_folder / "out.flac";
    CliInTerminal program(
        {"play", "--repeat", "all", "--device", "file:" + written.string(), m_track.string()});
    ASSERT_TRUE(program.waitForText("Playing 1/1"));
    program.type(kCtrlC);
    EXPECT_EQ(program.waitForEnd(), 128 + SIGINT);
    EXPECT_NO_THROW(runTool({"flac", "-st", written.string()}));
}

TEST_F(CliTerminal, MessagesOfFailedFilesStandAboveTheProgress)
{
    writeBytes(m_folder / "text.flac", {'t', 'e', 'x', 't'});
    CliInTerminal program({"play", "--device", "null", (m_folder / "text.flac").string(), m_track.string()});
    EXPECT_TRUE(program.waitForText("Playing 2/2"));
    EXPECT_THAT(program.screen(), HasSubstr("text.flac"));
    program.type(kCtrlC);
    EXPECT_EQ(program.waitForEnd(), 128 + SIGINT);
}

} // namespace
} // namespace stellatune::cli
