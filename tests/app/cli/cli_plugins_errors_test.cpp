// How `stellatune-cli plugins` says that it cannot do what it was asked for.
#include "tests/app/cli/cli_plugins.h"

#include <fstream>

#include <unistd.h>

namespace stellatune::cli {
namespace {

class CliPluginsErrors : public CliPlugins {};

INSTANTIATE_TEST_SUITE_P(ByItselfAndThroughTheWindow, CliPluginsErrors,
                         ::testing::Values(Through::Nobody, Through::Window), nameOfInstance);

TEST_P(CliPluginsErrors, SaysWhatIsWrong)
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

TEST_P(CliPluginsErrors, SaysWhatToDoAboutIt)
{
    EXPECT_THAT(run({"enable", "org.example.nothing"}).err, HasSubstr("plugins list"));
    const Outcome outcome = run({"disable", "org.example.nothing", "--json"});
    EXPECT_EQ(outcome.exitCode, 1);
    const json answer = json::parse(outcome.out, nullptr, false);
    EXPECT_EQ(answer["error"]["code"], "not_found");
    EXPECT_THAT(answer["error"]["message"].get<std::string>(), HasSubstr("org.example.nothing"));
}

TEST_P(CliPluginsErrors, TellsWhoHasTheStore)
{
    m_window.reset();
    const Result<std::unique_ptr<PluginStore>> store = PluginStore::open(data() / "plugins");
    ASSERT_TRUE(store) << store.error().message;
    const Outcome outcome = run({"apply"});
    EXPECT_EQ(outcome.exitCode, 1);
    EXPECT_THAT(outcome.err, HasSubstr(std::to_string(getpid())));
}

TEST_P(CliPluginsErrors, TellsAnotherUserThatTheFolderIsNotTheirs)
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
