#include "tests/app/cli/program.h"
#include "tests/fixtures/encoded_audio.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace stellatune::cli {
namespace {

using namespace fixtures;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class CliInfo : public testing::Test {
  protected:
    TempFolder m_folder;
    Pcm m_pcm = sweep(44'100);
};

TEST_F(CliInfo, TellsExactLengthsAndTagsAsJson)
{
    encodeFlac(m_pcm, m_folder / "a.flac",
               {"-T", "TITLE=Jóga", "-T", "TRACKNUMBER=2/10", "-T", "REPLAYGAIN_TRACK_GAIN=-7.43 dB"});
    encodeMp3(m_pcm, m_folder / "b.mp3");
    const Outcome outcome =
        runCli({"info", "--json", (m_folder / "a.flac").string(), (m_folder / "b.mp3").string()});
    EXPECT_EQ(outcome.exitCode, 0);
    EXPECT_EQ(outcome.err, "");
    const json list = json::parse(outcome.out);
    ASSERT_EQ(list.size(), 2U);

    const json& flac = list[0];
    EXPECT_EQ(flac["path"], (m_folder / "a.flac").string());
    EXPECT_EQ(flac["codec"], "FLAC");
    EXPECT_EQ(flac["sample_rate"], 44'100);
    EXPECT_EQ(flac["channels"], 2);
    EXPECT_EQ(flac["lossless"], true);
    EXPECT_EQ(flac["significant_bits"], 16);
    EXPECT_EQ(flac["frames"], 44'100);
    EXPECT_EQ(flac["seconds"], 1.0);
    EXPECT_EQ(flac["encoder_delay"], 0);
    EXPECT_EQ(flac["tags"]["title"], "Jóga");
    EXPECT_EQ(flac["tags"]["track_number"], 2);
    EXPECT_EQ(flac["replaygain"]["track_gain_db"], -7.43);
    EXPECT_EQ(flac["replaygain"]["track_peak"], nullptr);

    const json& mp3 = list[1];
    EXPECT_EQ(mp3["codec"], "MP3");
    EXPECT_EQ(mp3["frames"], 44'100);
    EXPECT_EQ(mp3["sample_format"], nullptr);
    EXPECT_GT(mp3["encoder_delay"], 0);
    EXPECT_GT(mp3["encoder_padding"], 0);
}

TEST_F(CliInfo, TellsPeople)
{
    encodeFlac(m_pcm, m_folder / "a.flac", {"-T", "TITLE=Jóga\x1B[2J", "-T", "REPLAYGAIN_ALBUM_GAIN=2 dB"});
    const Outcome outcome = runCli({"info", (m_folder / "a.flac").string()});
    EXPECT_EQ(outcome.exitCode, 0);
    EXPECT_THAT(outcome.out, HasSubstr("FLAC, 44100 Hz, stereo, 16 bit, lossless"));
    EXPECT_THAT(outcome.out, HasSubstr("44100 frames"));
    EXPECT_THAT(outcome.out, HasSubstr("Jóga"));
    EXPECT_THAT(outcome.out, HasSubstr("+2.00 dB"));
    EXPECT_THAT(outcome.out, Not(HasSubstr("\x1B")));
}

TEST_F(CliInfo, OneMessageForEachFileThatFails)
{
    encodeFlac(m_pcm, m_folder / "a.flac");
    writeBytes(m_folder / "text.mp3", {'t', 'e', 'x', 't'});
    writeBytes(m_folder / "empty.wav", {});
    const Outcome outcome = runCli({"info", "--json", (m_folder / "text.mp3").string(),
                                    (m_folder / "a.flac").string(), (m_folder / "empty.wav").string(),
                                    m_folder.path().string(), (m_folder / "nothing").string()});
    EXPECT_EQ(outcome.exitCode, 1);
    EXPECT_EQ(json::parse(outcome.out).size(), 1U);
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 4);
    for (const char* name : {"text.mp3", "empty.wav", "nothing"})
        EXPECT_THAT(outcome.err, HasSubstr(name));
}

TEST(CliDevices, ListsAtLeastTheNullDevice)
{
    const Outcome outcome = runCli({"devices", "--json"});
    EXPECT_EQ(outcome.exitCode, 0);
    const json list = json::parse(outcome.out);
    ASSERT_FALSE(list.empty());
    EXPECT_EQ(list.back()["device"], "null");
    EXPECT_THAT(runCli({"devices"}).out, HasSubstr("null\n"));
}

} // namespace
} // namespace stellatune::cli
