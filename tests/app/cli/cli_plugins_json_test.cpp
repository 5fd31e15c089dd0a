// What `stellatune-cli plugins --json` answers programs.
#include "tests/app/cli/cli_plugins.h"

#include <fstream>

namespace stellatune::cli {
namespace {

class CliPluginsJson : public CliPlugins {};

INSTANTIATE_TEST_SUITE_P(ByItselfAndThroughTheWindow, CliPluginsJson,
                         ::testing::Values(Through::Nobody, Through::Window), nameOfInstance);

std::vector<std::string> membersOf(const json& object)
{
    std::vector<std::string> names;
    for (const auto& item : object.items())
        names.push_back(item.key());
    return names;
}

/// As each command's help has it.
TEST_P(CliPluginsJson, AnswersProgramsInTheDocumentedShape)
{
    using ::testing::UnorderedElementsAre;
    const auto isReport = UnorderedElementsAre(
        "started_at", "status", "plan", "outcomes", "plan_ms", "execute_ms", "total_ms", "coalesced_requests",
        "loops", "reclaimed_leases", "draining_leases", "reload_unchanged_plugins_total", "errors");
    const auto answerOf = [this](const Words& command) {
        return json::parse(run(command).out, nullptr, false);
    };
    const json installed = answerOf({"install", "--yes", "--json", package("two_builds_1", "1.0.0")});
    EXPECT_THAT(membersOf(installed), UnorderedElementsAre("plugin", "report"));
    EXPECT_THAT(membersOf(installed["report"]), isReport);
    EXPECT_THAT(membersOf(installed["plugin"]),
                UnorderedElementsAre("id", "name", "version", "author", "license", "description", "homepage",
                                     "sha256", "capabilities", "replaces", "enabled", "is_same_build",
                                     "is_downgrade", "is_from_other_source"));

    const json list = ask("list");
    EXPECT_THAT(membersOf(list), UnorderedElementsAre("window", "plugins"));
    EXPECT_THAT(membersOf(list["plugins"][0]),
                UnorderedElementsAre("id", "name", "version", "author", "license", "description", "homepage",
                                     "sha256", "state", "enabled", "detail", "capabilities", "in_use_by"));
    EXPECT_THAT(membersOf(list["plugins"][0]["capabilities"][0]),
                UnorderedElementsAre("kind", "type", "name", "extensions"));
    const json status = ask("status");
    EXPECT_THAT(membersOf(status),
                UnorderedElementsAre("window", "status", "plugins", "enabled", "loaded", "failed", "leases",
                                     "draining_or_resident", "last_report"));
    EXPECT_THAT(membersOf(status["last_report"]), isReport);
    const json history = ask("history");
    EXPECT_THAT(membersOf(history), UnorderedElementsAre("reports"));
    EXPECT_THAT(membersOf(history["reports"][0]), isReport);
    const json leases = ask("leases");
    EXPECT_THAT(membersOf(leases), UnorderedElementsAre("window", "leases"));
    for (const json& lease : leases["leases"])
        EXPECT_THAT(membersOf(lease),
                    UnorderedElementsAre("plugin", "load", "state", "holders", "instances", "detail"));
    const json log = ask("log");
    EXPECT_THAT(membersOf(log), UnorderedElementsAre("window", "lines", "last"));
    for (const json& line : log["lines"])
        EXPECT_THAT(membersOf(line), UnorderedElementsAre("number", "time_ms", "level", "plugin", "text"));

    for (const Words& command : {Words{"disable", "--json", kGain}, Words{"enable", "--json", kGain},
                                 Words{"apply", "--json"}, Words{"uninstall", "--json", kGain}}) {
        const json answer = answerOf(command);
        EXPECT_THAT(membersOf(answer), UnorderedElementsAre("report")) << command[0];
        EXPECT_THAT(membersOf(answer["report"]), isReport) << command[0];
    }
    EXPECT_THAT(membersOf(answerOf({"enable", "--json", kGain})), UnorderedElementsAre("error"));
}

TEST_P(CliPluginsJson, WhatIsNotAgreedToIsAnErrorForPrograms)
{
    CliInTerminal terminal(words({"install", "--json", package("two_builds_1", "1.0.0")}));
    ASSERT_TRUE(terminal.waitForText("Install it? [y/N]")) << terminal.screen();
    terminal.type('\n');
    EXPECT_EQ(terminal.waitForEnd(), 1) << terminal.screen();
    EXPECT_THAT(terminal.screen(), HasSubstr("\"code\": \"cancelled\""));
}

TEST_P(CliPluginsJson, WhatCannotBeLoadedIsAnErrorBesideItsReport)
{
    if (!m_window)
        m_window.emplace(data()); // without one nothing is loaded
    install("two_builds_1", "1.0.0");
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(data() / "plugins" / "installed")) {
        if (entry.path().extension() == ".so")
            std::ofstream(entry.path(), std::ios::trunc) << "no library any more";
    }
    const Outcome outcome = run({"apply", "--json"});
    EXPECT_EQ(outcome.exitCode, 1) << outcome.out;
    json answer = json::parse(outcome.out, nullptr, false);
    EXPECT_THAT(answer["error"]["message"].get<std::string>(), HasSubstr(kGain));
    EXPECT_EQ(answer["report"]["status"], "failed");
}

} // namespace
} // namespace stellatune::cli
