// `stellatune-cli play` through what is installed: by itself, and beside a window that has the store open.
#include "tests/app/cli/program.h"
#include "tests/app/plugins/running_window.h"
#include "tests/fixtures/comes_true.h"
#include "tests/fixtures/encoded_audio.h"
#include "tests/host/package/package_fixture.h"

#include <QCoreApplication>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace stellatune::cli {
namespace {

using namespace fixtures;
using stellatune::testing::comesTrue;
using stellatune::testing::RunningWindow;
using ::testing::HasSubstr;

std::optional<std::string> variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

void setVariable(const char* name, const std::optional<std::string>& value)
{
    if (value)
        ::setenv(name, value->c_str(), 1);
    else
        ::unsetenv(name);
}

class CliPlayPlugins : public ::testing::TestWithParam<bool> {
  protected:
    static void SetUpTestSuite()
    {
        s_home = std::make_unique<TempFolder>();
        s_before = {variable("HOME"), variable("XDG_CONFIG_HOME")};
        std::filesystem::create_directory(*s_home / "Music");
        ::setenv("HOME", s_home->path().c_str(), 1);
        ::unsetenv("XDG_CONFIG_HOME");
        static int argumentCount = 1;
        static char name[] = "test_cli_plugins";
        static char* arguments[] = {name, nullptr};
        s_application = std::make_unique<QCoreApplication>(argumentCount, arguments);
    }
    static void TearDownTestSuite()
    {
        s_application.reset();
        s_home.reset();
        setVariable("HOME", s_before.first);
        setVariable("XDG_CONFIG_HOME", s_before.second);
    }

    CliPlayPlugins()
    {
        if (GetParam()) {
            m_window.emplace(m_folder / "data");
            EXPECT_TRUE(
                comesTrue([this] { return std::filesystem::exists(m_folder / "data" / "plugins.socket"); }));
        }
    }

    std::string path(const std::string& name) const { return (m_folder / name).string(); }
    void install(const std::string& package) const
    {
        const Outcome outcome = runCli({"plugins", "--data-dir", path("data"), "install", "--yes", package});
        ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    }
    Outcome play(std::vector<std::string> rest) const
    {
        std::vector<std::string> words{"play", "--data-dir", path("data")};
        words.insert(words.end(), rest.begin(), rest.end());
        return runCli(words);
    }
    /// The samples of a file, as `sox` and its arguments make them.
    std::vector<uint8_t> samplesOf(const std::string& file,
                                   const std::vector<std::string>& effects = {}) const
    {
        std::vector<std::string> command{"sox", "--no-dither", file, path("samples.raw")};
        command.insert(command.end(), effects.begin(), effects.end());
        runTool(command);
        return readBytes(m_folder / "samples.raw");
    }

    static std::unique_ptr<QCoreApplication> s_application;
    static std::unique_ptr<TempFolder> s_home;                                         ///< of the user
    static std::pair<std::optional<std::string>, std::optional<std::string>> s_before; ///< is set again
    TempFolder m_folder;
    std::optional<RunningWindow> m_window;
};

std::unique_ptr<QCoreApplication> CliPlayPlugins::s_application;
std::unique_ptr<TempFolder> CliPlayPlugins::s_home;
std::pair<std::optional<std::string>, std::optional<std::string>> CliPlayPlugins::s_before;

INSTANTIATE_TEST_SUITE_P(ByItselfAndBesideAWindow, CliPlayPlugins, ::testing::Bool(),
                         [](const auto& instance) { return instance.param ? "BesideAWindow" : "ByItself"; });

TEST_P(CliPlayPlugins, TheSinkOfAPluginGetsEachTrackSampleForSample)
{
    install(STELLATUNE_PLUGIN_FOLDER "/output-file/output-file.stplugin");
    writeWav(m_folder / "one.wav", sweep(50'000));
    std::filesystem::create_directory(m_folder / "out");
    const Outcome outcome = play({"--volume", "30", "--sink", "output.file:" + path("out"), path("one.wav")});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    std::vector<std::filesystem::path> made(std::filesystem::directory_iterator(m_folder / "out"), {});
    ASSERT_EQ(made.size(), 1u);
    EXPECT_TRUE(samplesOf(made[0].string()) == samplesOf(path("one.wav")));
}

TEST_P(CliPlayPlugins, WithoutATargetItIsToldWhereTheSinkPutsTheMusic)
{
    install(STELLATUNE_PLUGIN_FOLDER "/output-file/output-file.stplugin");
    writeWav(m_folder / "one.wav", sweep(50'000));
    const Outcome outcome = play({"--sink", "output.file", path("one.wav")});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    const std::filesystem::path folder = *s_home / "Music" / "StellaTune";
    EXPECT_THAT(outcome.err, HasSubstr("Target: Files in " + folder.string() + "."));
    EXPECT_THAT(outcome.err, HasSubstr("--sink output.file:TARGET"));
    EXPECT_TRUE(samplesOf((folder / "one.flac").string()) == samplesOf(path("one.wav")));
    std::filesystem::remove_all(folder);
}

TEST_P(CliPlayPlugins, TheSoundGoesThroughThePluginsOfAPreset)
{
    install(
        stellatune::testing::gainPackage(m_folder.path(), "gain.stplugin", "two_builds_2", "2.0.0").string());
    writeWav(m_folder / "one.wav", sweep(50'000));
    std::ofstream(m_folder / "loud.json")
        << R"({"version": 1, "after_mapping": [{"plugin": "org.stellatune.test.gain", "type": "gain"}]})";
    const Outcome outcome = play({"--dsp", path("loud.json"), "--device", "file:" + path("out.wav"),
                                  "--stats-json", path("stats.json"), path("one.wav")});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    std::ifstream file(m_folder / "stats.json");
    EXPECT_EQ(nlohmann::json::parse(file)["signal_path"]["bit_perfect"], false);
    const std::vector<uint8_t> louder = samplesOf(path("out.wav"));
    const std::vector<uint8_t> whole = samplesOf(path("one.wav"));
    ASSERT_EQ(louder.size(), whole.size());
    const auto* out = reinterpret_cast<const int16_t*>(louder.data());
    const auto* in = reinterpret_cast<const int16_t*>(whole.data());
    for (size_t i = 0; i < whole.size() / sizeof *in; ++i)
        ASSERT_NEAR(out[i], 2.0 * in[i], 2.0) << "sample " << i; // with dither
}

TEST_P(CliPlayPlugins, WhatIsNotThereIsNamedBeforeAnythingPlays)
{
    writeWav(m_folder / "one.wav", sweep(1'000));
    const Outcome noSink = play({"--sink", "cast:kitchen", path("one.wav")});
    EXPECT_NE(noSink.exitCode, 0);
    EXPECT_THAT(noSink.err, HasSubstr("cast"));
    const auto refusalOf = [this](const std::string& preset) {
        const Outcome outcome = play({"--dsp", path(preset), "--device", "null", path("one.wav")});
        EXPECT_EQ(outcome.exitCode, 2);
        return outcome.err;
    };
    std::ofstream(m_folder / "broken.json") << "{";
    EXPECT_THAT(refusalOf("broken.json"), HasSubstr("broken.json"));
    EXPECT_THAT(refusalOf("absent.json"), HasSubstr("absent.json: cannot be read"));
    std::filesystem::create_directory(m_folder / "folder.json");
    EXPECT_THAT(refusalOf("folder.json"), HasSubstr("folder.json: cannot be read: Is a directory"));
}

TEST_P(CliPlayPlugins, WithoutAnEffectThatIsNotInstalledTheMusicPlaysAndThatIsTold)
{
    writeWav(m_folder / "one.wav", sweep(1'000));
    std::ofstream(m_folder / "absent.json")
        << R"({"version": 1, "after_mapping": [{"plugin": "org.example.absent", "type": "echo"}]})";
    const Outcome outcome = play({"--dsp", path("absent.json"), "--device", "null", path("one.wav")});
    EXPECT_EQ(outcome.exitCode, 1);
    EXPECT_THAT(
        outcome.err,
        HasSubstr("Playing without echo: The plugin org.example.absent is not installed, or not enabled."));
}

} // namespace
} // namespace stellatune::cli
