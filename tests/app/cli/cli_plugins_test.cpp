// `stellatune-cli plugins` on a real store: by itself, and through what a running window has.
#include "tests/app/cli/program.h"
#include "tests/app/plugins/running_window.h"
#include "tests/fixtures/child_process.h"
#include "tests/fixtures/comes_true.h"
#include "tests/fixtures/plugins/plugin_files.h"
#include "tests/host/package/package_fixture.h"

#include <QCoreApplication>

#include <fstream>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

namespace stellatune::cli {
namespace {

using nlohmann::json;
using stellatune::testing::comesTrue;
using stellatune::testing::RunningWindow;
using ::testing::HasSubstr;
using Words = std::vector<std::string>;

const std::string kGain = "org.stellatune.test.gain";

enum class Through : uint8_t { Nobody, Window };

class CliPlugins : public ::testing::TestWithParam<Through> {
  protected:
    static void SetUpTestSuite()
    {
        static int argumentCount = 1;
        static char name[] = "test_cli_plugins";
        static char* arguments[] = {name, nullptr};
        s_application = std::make_unique<QCoreApplication>(argumentCount, arguments);
    }
    static void TearDownTestSuite() { s_application.reset(); }

    CliPlugins()
    {
        if (GetParam() == Through::Window) {
            m_window.emplace(data());
            EXPECT_TRUE(comesTrue([this] { return std::filesystem::exists(data() / "plugins.socket"); }));
        }
    }

    std::filesystem::path data() const { return m_folder.path() / "data"; }
    Words words(const Words& rest) const
    {
        Words all{"plugins", "--data-dir", data().string()};
        all.insert(all.end(), rest.begin(), rest.end());
        return all;
    }
    Outcome run(const Words& rest) const { return runCli(words(rest)); }
    json ask(const std::string& command) const
    {
        const Outcome outcome = run({command, "--json"});
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return json::parse(outcome.out, nullptr, false);
    }
    std::string package(const std::string& fixture, const std::string& version) const
    {
        return stellatune::testing::gainPackage(m_folder.path(), version + ".stplugin", fixture, version)
            .string();
    }
    void install(const std::string& fixture, const std::string& version) const
    {
        const Outcome outcome = run({"install", "--yes", package(fixture, version)});
        ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    }

    static std::unique_ptr<QCoreApplication> s_application;
    stellatune::testing::TemporaryFolder m_folder;
    std::optional<RunningWindow> m_window;
};

std::unique_ptr<QCoreApplication> CliPlugins::s_application;

INSTANTIATE_TEST_SUITE_P(ByItselfAndThroughTheWindow, CliPlugins,
                         ::testing::Values(Through::Nobody, Through::Window), [](const auto& instance) {
                             return instance.param == Through::Nobody ? "ByItself" : "ThroughTheWindow";
                         });

TEST_P(CliPlugins, AnEmptyListSaysHowToInstall)
{
    const Outcome outcome = run({"list"});
    EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("plugins install"));
    EXPECT_EQ(ask("list")["plugins"].size(), 0u);
}

TEST_P(CliPlugins, InstallsSwitchesAndUninstalls)
{
    const Outcome installed = run({"install", "--yes", package("two_builds_1", "1.0.0")});
    ASSERT_EQ(installed.exitCode, 0) << installed.err;
    EXPECT_THAT(installed.err, HasSubstr("This plugin runs with your rights."));
    EXPECT_THAT(installed.err, HasSubstr("GPL-3.0-or-later"));
    EXPECT_THAT(installed.out, HasSubstr("Installed Gain for tests 1.0.0"));
    EXPECT_THAT(run({"list"}).out, HasSubstr("dsp gain"));

    EXPECT_EQ(run({"disable", kGain}).exitCode, 0);
    EXPECT_EQ(ask("list")["plugins"][0]["state"], "disabled");
    EXPECT_EQ(run({"enable", kGain}).exitCode, 0);
    EXPECT_EQ(ask("list")["plugins"][0]["state"], m_window ? "loaded" : "enabled");
    EXPECT_EQ(ask("status")["plugins"], 1);
    EXPECT_EQ(run({"apply"}).exitCode, 0);
    EXPECT_GT(ask("history")["reports"].size(), 2u);
    EXPECT_EQ(ask("leases")["leases"].size(), m_window ? 1u : 0u);
    EXPECT_TRUE(ask("log")["lines"].is_array());
    for (const char* command : {"status", "history", "leases", "log"})
        EXPECT_EQ(run({command}).exitCode, 0) << command;

    EXPECT_EQ(run({"uninstall", kGain}).exitCode, 0);
    EXPECT_TRUE(comesTrue([this] { return ask("list")["plugins"].empty(); }));
}

TEST_P(CliPlugins, WithoutATerminalInstallingWantsYes)
{
    const Outcome outcome = run({"install", package("two_builds_1", "1.0.0")});
    EXPECT_EQ(outcome.exitCode, 2);
    EXPECT_THAT(outcome.err, HasSubstr("--yes"));
    EXPECT_EQ(ask("list")["plugins"].size(), 0u);
}

TEST_P(CliPlugins, ATerminalIsAsked)
{
    const std::string file = package("two_builds_1", "1.0.0");
    for (const bool agrees : {false, true}) {
        CliInTerminal terminal(words({"install", file}));
        ASSERT_TRUE(terminal.waitForText("Install it? [y/N]")) << terminal.screen();
        terminal.type(agrees ? 'y' : 'n');
        terminal.type('\n');
        EXPECT_EQ(terminal.waitForEnd(), agrees ? 0 : 1) << terminal.screen();
        EXPECT_EQ(ask("list")["plugins"].size(), agrees ? 1u : 0u);
    }
}

TEST_P(CliPlugins, ADowngradeWantsItsOwnWord)
{
    install("two_builds_2", "2.0.0");
    const std::string older = package("two_builds_1", "1.0.0");
    const Outcome refused = run({"install", "--yes", older});
    EXPECT_EQ(refused.exitCode, 1);
    EXPECT_THAT(refused.err, HasSubstr("--allow-downgrade"));
    EXPECT_EQ(ask("list")["plugins"][0]["version"], "2.0.0");
    EXPECT_EQ(run({"install", "--yes", "--allow-downgrade", older}).exitCode, 0);
    EXPECT_EQ(ask("list")["plugins"][0]["version"], "1.0.0");
}

TEST_P(CliPlugins, SaysWhatIsWrong)
{
    for (const char* command : {"enable", "disable", "uninstall"}) {
        const Outcome outcome = run({command, "org.example.nothing"});
        EXPECT_EQ(outcome.exitCode, 1) << command;
        EXPECT_THAT(outcome.err, HasSubstr("org.example.nothing")) << command;
    }
    const Outcome missing = run({"install", "--yes", (m_folder.path() / "none.stplugin").string()});
    EXPECT_EQ(missing.exitCode, 1);
    EXPECT_THAT(missing.err, HasSubstr("none.stplugin"));
    const std::filesystem::path text = m_folder.path() / "text.stplugin";
    std::ofstream(text) << "not a package";
    const Outcome broken = run({"install", "--yes", text.string()});
    EXPECT_EQ(broken.exitCode, 1);
    EXPECT_THAT(broken.err, HasSubstr("text.stplugin"));
    EXPECT_EQ(ask("list")["plugins"].size(), 0u);
}

TEST_P(CliPlugins, WatchingAppliesEachBuild)
{
    const std::filesystem::path file = m_folder.path() / "gain.stplugin";
    std::filesystem::copy_file(package("two_builds_1", "1.0.0"), file);
    CliInTerminal terminal(words({"install", "--watch", "--yes", file.string()}));
    ASSERT_TRUE(terminal.waitForText("1 loaded")) << terminal.screen();
    const auto digest = [this] { return ask("list")["plugins"][0]["sha256"].get<std::string>(); };
    const std::string before = digest();
    std::filesystem::rename(
        stellatune::testing::gainPackage(m_folder.path(), "next.stplugin", "two_builds_2", "2.0.0"), file);
    ASSERT_TRUE(comesTrue([&] { return digest() != before; })) << terminal.screen();
    EXPECT_TRUE(terminal.waitForText("(" + digest().substr(0, 8) + ")")) << terminal.screen();
    terminal.send(SIGINT);
    EXPECT_EQ(terminal.waitForEnd(), 0);
}

TEST_P(CliPlugins, TellsAnotherUserThatTheFolderIsNotTheirs)
{
    std::filesystem::create_directories(data());
    std::filesystem::permissions(data(), std::filesystem::perms::none);
    Words command{STELLATUNE_CLI};
    if (geteuid() == 0) // whom nothing is forbidden
        command = {"setpriv", "--reuid=65534", "--clear-groups", STELLATUNE_CLI};
    for (const std::string& word : words({"list"}))
        command.push_back(word);
    EXPECT_EQ(stellatune::testing::ChildProcess(command).wait(), 1);
    std::filesystem::permissions(data(), std::filesystem::perms::owner_all);
}

TEST(CliPluginsUsage, IsSaid)
{
    for (const Words& words : {Words{"plugins"}, Words{"plugins", "dance"}, Words{"plugins", "enable"},
                               Words{"plugins", "uninstall", "a.b", "--keep-settings", "--remove-settings"}})
        EXPECT_EQ(runCli(words).exitCode, 2);
    EXPECT_EQ(runCli({"plugins", "--help"}).exitCode, 0);
}

} // namespace
} // namespace stellatune::cli
