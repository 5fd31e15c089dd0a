#include "app/cli/arguments.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune::cli {
namespace {

Arguments parse(std::vector<const char*> words)
{
    words.insert(words.begin(), "stellatune-cli");
    return parseArguments(static_cast<int>(words.size()), words.data());
}

PlayArguments parsePlay(std::vector<const char*> words)
{
    words.insert(words.begin(), "play");
    const Arguments arguments = parse(words);
    if (const auto* answer = std::get_if<Answer>(&arguments)) {
        ADD_FAILURE() << answer->text;
        return {};
    }
    return std::get<PlayArguments>(arguments);
}

Answer answerTo(std::vector<const char*> words)
{
    const Arguments arguments = parse(std::move(words));
    if (const auto* answer = std::get_if<Answer>(&arguments))
        return *answer;
    ADD_FAILURE() << "it was taken";
    return {};
}

TEST(CliArguments, PlayTakesFilesAndTheEnginesDefaults)
{
    const PlayArguments play = parsePlay({"a.flac", "b"});
    EXPECT_EQ(play.paths, (std::vector<std::filesystem::path>{"a.flac", "b"}));
    EXPECT_EQ(play.output, OutputSettings{});
    EXPECT_EQ(play.fades, FadeSettings{});
    EXPECT_EQ(play.replayGain, ReplayGainSettings{});
    EXPECT_EQ(play.volumePercent, 100.0);
    EXPECT_FALSE(play.statsPath);
}

TEST(CliArguments, PlayOptions)
{
    const PlayArguments play =
        parsePlay({"--device", "file:/tmp/a b.flac", "--replaygain", "album", "--preamp", "-2.5", "--volume",
                   "40", "--shuffle", "--repeat", "all", "--rate", "48000", "--resampler", "very-high",
                   "--no-fades", "--stats-json", "-", "x.flac"});
    EXPECT_EQ(play.output.device, (DeviceChoice{"file", "/tmp/a b.flac"}));
    EXPECT_EQ(play.replayGain.mode, ReplayGainMode::Album);
    EXPECT_EQ(play.replayGain.preampDb, -2.5);
    EXPECT_EQ(play.volumePercent, 40.0);
    EXPECT_TRUE(play.shuffle);
    EXPECT_EQ(play.repeat, RepeatMode::All);
    EXPECT_EQ(play.output.ratePolicy, RatePolicy::Fixed);
    EXPECT_EQ(play.output.fixedRate, 48'000U);
    EXPECT_EQ(play.output.resampleQuality, ResampleQuality::VeryHigh);
    EXPECT_EQ(play.fades.play.count() + play.fades.pause.count() + play.fades.seek.count() +
                  play.fades.stop.count() + play.fades.switchTrack.count(),
              0);
    EXPECT_EQ(play.statsPath, "-");
}

TEST(CliArguments, FilesThatLookLikeOptionsComeBehindTwoDashes)
{
    EXPECT_EQ(parsePlay({"--", "-x.flac"}).paths, (std::vector<std::filesystem::path>{"-x.flac"}));
}

TEST(CliArguments, WrongUsageSaysWhatIsWrong)
{
    const std::vector<std::vector<const char*>> wrong{
        {},
        {"dance"},
        {"play"},
        {"info"},
        {"play", "--device", "gramophone", "a"},
        {"play", "--device", "file:", "a"},
        {"play", "--volume", "101", "a"},
        {"play", "--volume", "nan", "a"},
        {"play", "--volume", "4x", "a"},
        {"play", "--preamp", "99", "a"},
        {"play", "--rate", "7999", "a"},
        {"play", "--rate", "44100.5", "a"},
        {"play", "--replaygain", "loud", "a"},
        {"play", "--repeat", "a"},
        {"play", "--bogus", "a"},
    };
    for (const auto& words : wrong) {
        const Answer answer = answerTo(words);
        EXPECT_EQ(answer.exitCode, kExitUsage);
        EXPECT_GT(answer.text.size(), 30U) << answer.text;
    }
    EXPECT_NE(answerTo({"play", "--device", "gramophone", "a"}).text.find("gramophone"), std::string::npos);
}

TEST(CliArguments, AnOptionLeftEmptyDoesNotMeanTheDefault)
{
    const std::vector<std::vector<const char*>> wrong{
        {"play", "--sink", "", "a"},        {"play", "--dsp", "", "a"},
        {"play", "--device", "", "a"},      {"play", "--data-dir", "", "a"},
        {"play", "--stats-json", "", "a"},  {"plugins", "--data-dir", "", "list"},
        {"plugins", "log", "--plugin", ""},
    };
    for (const auto& words : wrong) {
        const Answer answer = answerTo(words);
        EXPECT_EQ(answer.exitCode, kExitUsage);
        const std::string option =
            words[0] == std::string("play") || words[1][0] == '-' ? words[1] : words[2];
        EXPECT_NE(answer.text.find(option + ": it takes "), std::string::npos) << answer.text;
    }
    EXPECT_NE(answerTo({"play", "--sink", "", "a"}).text.find("PLUGIN[:TARGET]"), std::string::npos);
}

TEST(CliArguments, HelpAndVersion)
{
    for (const char* option : {"--help", "--version"})
        EXPECT_EQ(answerTo({option}).exitCode, kExitOk);
    const std::string help = answerTo({"--help"}).text;
    EXPECT_NE(help.find("Examples:"), std::string::npos);
    EXPECT_NE(help.find("Exit codes:"), std::string::npos);
    EXPECT_NE(answerTo({"play", "--help"}).text.find("--stats-json"), std::string::npos);
}

TEST(CliArguments, DevicesAndInfo)
{
    EXPECT_TRUE(std::get<DevicesArguments>(parse({"devices", "--json"})).json);
    const auto info = std::get<InfoArguments>(parse({"info", "a.mp3", "b.mp3"}));
    EXPECT_EQ(info.paths.size(), 2U);
    EXPECT_FALSE(info.json);
}

} // namespace
} // namespace stellatune::cli
