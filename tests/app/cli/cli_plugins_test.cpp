// `stellatune-cli plugins` on a real store: by itself, and through what a running window has.
#include "tests/app/cli/cli_plugins.h"
#include "tests/fixtures/plugins/plugin_files.h"

#include <fstream>
#include <string_view>
#include <thread>

namespace stellatune::cli {
namespace {

INSTANTIATE_TEST_SUITE_P(ByItselfAndThroughTheWindow, CliPlugins,
                         ::testing::Values(Through::Nobody, Through::Window), nameOfInstance);

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

TEST_P(CliPlugins, TellWhetherAWindowRuns)
{
    EXPECT_EQ(ask("list")["window"], m_window.has_value());
    EXPECT_EQ(ask("status")["window"], m_window.has_value());
    EXPECT_EQ(ask("leases")["window"], m_window.has_value());
    EXPECT_EQ(ask("log")["window"], m_window.has_value());
}

TEST_P(CliPlugins, AnUpdateOfWhatIsSwitchedOffStaysSwitchedOff)
{
    install("two_builds_1", "1.0.0");
    EXPECT_EQ(run({"disable", kGain}).exitCode, 0);
    const Outcome update = run({"install", "--yes", package("two_builds_2", "2.0.0")});
    EXPECT_THAT(update.out, HasSubstr("plugins enable " + kGain));
    EXPECT_EQ(ask("list")["plugins"][0]["state"], "disabled");
    EXPECT_EQ(ask("list")["plugins"][0]["version"], "2.0.0");
}

TEST_P(CliPlugins, UninstallingKeepsTheSettingsUnlessTold)
{
    const std::filesystem::path settings = data() / "plugins" / "data" / kGain / "settings";
    for (const bool keeps : {true, false}) {
        install("two_builds_1", "1.0.0");
        std::filesystem::create_directories(settings.parent_path());
        std::ofstream(settings) << "loud";
        const Outcome outcome =
            keeps ? run({"uninstall", "--yes", kGain}) : run({"uninstall", "--remove-settings", kGain});
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        EXPECT_TRUE(comesTrue([this] { return ask("list")["plugins"].empty(); }));
        EXPECT_EQ(std::filesystem::exists(settings), keeps);
    }
}

TEST_P(CliPlugins, CommandsAtOnceWaitForEachOther)
{
    install("two_builds_1", "1.0.0");
    std::vector<std::thread> terminals;
    for (const char* command : {"disable", "enable", "list", "apply", "disable", "status"}) {
        terminals.emplace_back([this, command] {
            const bool needsId = std::string_view(command).ends_with("able");
            const Outcome outcome = needsId ? run({command, kGain}) : run({command});
            EXPECT_EQ(outcome.exitCode, 0) << command << ": " << outcome.err;
        });
    }
    for (std::thread& terminal : terminals)
        terminal.join();
    EXPECT_EQ(run({"enable", kGain}).exitCode, 0);
    EXPECT_EQ(ask("list")["plugins"][0]["enabled"], true);
}

TEST_P(CliPlugins, CtrlCDuringAnInstallLeavesNothing)
{
    {
        CliInTerminal terminal(
            words({"install", "--yes", stellatune::testing::pluginFile("hangs_in_entry").string()}));
        ASSERT_TRUE(comesTrue([this] {
            std::error_code failure;
            const std::filesystem::path incoming = data() / "plugins" / "incoming";
            return std::filesystem::exists(incoming) && !std::filesystem::is_empty(incoming, failure);
        }));
        terminal.send(SIGINT);
        EXPECT_EQ(terminal.waitForEnd(), -1) << "by the signal";
    }
    EXPECT_EQ(ask("list")["plugins"].size(), 0u);
    EXPECT_TRUE(comesTrue([this] { return std::filesystem::is_empty(data() / "plugins" / "incoming"); }));
}

} // namespace
} // namespace stellatune::cli
