// What `stellatune-cli plugins` asks before it does it.
#include "tests/app/cli/cli_plugins.h"

namespace stellatune::cli {
namespace {

class CliPluginsConsent : public CliPlugins {};

INSTANTIATE_TEST_SUITE_P(ByItselfAndThroughTheWindow, CliPluginsConsent,
                         ::testing::Values(Through::Nobody, Through::Window), nameOfInstance);

TEST_P(CliPluginsConsent, WithoutATerminalInstallingWantsYes)
{
    const Outcome outcome = run({"install", package("two_builds_1", "1.0.0")});
    EXPECT_EQ(outcome.exitCode, 2);
    EXPECT_THAT(outcome.err, HasSubstr("--yes"));
    EXPECT_EQ(ask("list")["plugins"].size(), 0u);
}

TEST_P(CliPluginsConsent, ATerminalIsAsked)
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

TEST_P(CliPluginsConsent, WhoeverLeavesTheTerminalAgreesToNothing)
{
    constexpr char kEndOfInput = 4; // Ctrl-D
    CliInTerminal installing(words({"install", package("two_builds_1", "1.0.0")}));
    ASSERT_TRUE(installing.waitForText("Install it? [y/N]")) << installing.screen();
    installing.type(kEndOfInput);
    EXPECT_EQ(installing.waitForEnd(), 1) << installing.screen();
    EXPECT_EQ(ask("list")["plugins"].size(), 0u);

    install("two_builds_1", "1.0.0");
    CliInTerminal uninstalling(words({"uninstall", kGain}));
    ASSERT_TRUE(uninstalling.waitForText("[Y/n]")) << uninstalling.screen();
    for (const char key : {'h', 'm', '\n'})
        uninstalling.type(key);
    ASSERT_TRUE(uninstalling.waitForText("hm\r\nKeep the settings")) << uninstalling.screen();
    uninstalling.type(kEndOfInput);
    EXPECT_EQ(uninstalling.waitForEnd(), 1) << uninstalling.screen();
    EXPECT_EQ(ask("list")["plugins"].size(), 1u);
}

TEST_P(CliPluginsConsent, ADowngradeWantsItsOwnWord)
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

TEST_P(CliPluginsConsent, WhatIsThereAlreadyNeedsNoConsent)
{
    install("two_builds_1", "1.0.0");
    const Outcome again = run({"install", package("two_builds_1", "1.0.0")});
    EXPECT_EQ(again.exitCode, 0) << again.err;
    EXPECT_THAT(again.out, HasSubstr("is installed already"));
}

} // namespace
} // namespace stellatune::cli
