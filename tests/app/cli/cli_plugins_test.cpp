// `stellatune-cli plugins` on a real store: by itself, and through what a running window has.
#include "tests/app/cli/program.h"
#include "tests/app/plugins/running_window.h"
#include "tests/fixtures/child_process.h"
#include "tests/fixtures/comes_true.h"
#include "tests/fixtures/plugins/plugin_files.h"
#include "tests/host/package/package_fixture.h"

#include <QCoreApplication>

#include <atomic>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>
#include <thread>

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

std::string nameOfInstance(const ::testing::TestParamInfo<Through>& instance)
{
    return instance.param == Through::Nobody ? "ByItself" : "ThroughTheWindow";
}

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

TEST_P(CliPlugins, SaysWhatToDoAboutIt)
{
    EXPECT_THAT(run({"enable", "org.example.nothing"}).err, HasSubstr("plugins list"));
    const Outcome outcome = run({"disable", "org.example.nothing", "--json"});
    EXPECT_EQ(outcome.exitCode, 1);
    const json answer = json::parse(outcome.out, nullptr, false);
    EXPECT_EQ(answer["error"]["code"], "not_found");
    EXPECT_THAT(answer["error"]["message"].get<std::string>(), HasSubstr("org.example.nothing"));
}

std::vector<std::string> membersOf(const json& object)
{
    std::vector<std::string> names;
    for (const auto& item : object.items())
        names.push_back(item.key());
    return names;
}

/// As each command's help has it.
TEST_P(CliPlugins, AnswersProgramsInTheDocumentedShape)
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

TEST_P(CliPlugins, WhatIsNotAgreedToIsAnErrorForPrograms)
{
    CliInTerminal terminal(words({"install", "--json", package("two_builds_1", "1.0.0")}));
    ASSERT_TRUE(terminal.waitForText("Install it? [y/N]")) << terminal.screen();
    terminal.type('\n');
    EXPECT_EQ(terminal.waitForEnd(), 1) << terminal.screen();
    EXPECT_THAT(terminal.screen(), HasSubstr("\"code\": \"cancelled\""));
}

TEST_P(CliPlugins, WhatCannotBeLoadedIsAnErrorBesideItsReport)
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

TEST_P(CliPlugins, TellWhetherAWindowRuns)
{
    EXPECT_EQ(ask("list")["window"], m_window.has_value());
    EXPECT_EQ(ask("status")["window"], m_window.has_value());
    EXPECT_EQ(ask("leases")["window"], m_window.has_value());
    EXPECT_EQ(ask("log")["window"], m_window.has_value());
}

TEST_P(CliPlugins, WhatIsThereAlreadyNeedsNoConsent)
{
    install("two_builds_1", "1.0.0");
    const Outcome again = run({"install", package("two_builds_1", "1.0.0")});
    EXPECT_EQ(again.exitCode, 0) << again.err;
    EXPECT_THAT(again.out, HasSubstr("is installed already"));
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

TEST_P(CliPlugins, WhoeverLeavesTheTerminalAgreesToNothing)
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

/// Follows the builds of gain.so in a folder of its own.
class CliWatch : public CliPlugins {
  protected:
    CliWatch()
    {
        std::filesystem::create_directories(m_library.parent_path());
        build("two_builds_1");
    }

    std::string contentOf(const std::string& fixture) const
    {
        return stellatune::testing::readText(stellatune::testing::pluginFile(fixture));
    }
    /// In place, as linkers do.
    void write(const std::string& content) const
    {
        std::ofstream(m_library, std::ios::binary | std::ios::trunc) << content;
    }
    void build(const std::string& fixture) const { write(contentOf(fixture)); }
    std::string version() const { return ask("list")["plugins"][0]["version"]; }

    const std::filesystem::path m_library = m_folder.path() / "build" / "gain.so";
};

INSTANTIATE_TEST_SUITE_P(ByItselfAndThroughTheWindow, CliWatch,
                         ::testing::Values(Through::Nobody, Through::Window), nameOfInstance);

TEST_P(CliWatch, AppliesEachBuildAndKeepsTheOneBeforeABrokenOne)
{
    CliInTerminal terminal(
        words({"install", "--watch", "--yes", "--allow-downgrade", m_library.parent_path().string()}));
    ASSERT_TRUE(terminal.waitForText("1.0.0")) << terminal.screen();
    ASSERT_TRUE(terminal.waitForText("loaded\r\n")) << terminal.screen();
    build("two_builds_2");
    ASSERT_TRUE(terminal.waitForText("Gain for tests 2.0.0")) << terminal.screen();
    EXPECT_EQ(version(), "2.0.0");

    const std::string next = contentOf("two_builds_1");
    write(next.substr(0, next.size() / 2));
    ASSERT_TRUE(terminal.waitForText("refused after")) << terminal.screen();
    EXPECT_EQ(version(), "2.0.0");
    write(next); // the rest of it has come
    ASSERT_TRUE(comesTrue([this] { return version() == "1.0.0"; }));
    build("crashes_in_entry");
    ASSERT_TRUE(terminal.waitForText("crashed while it was looked at")) << terminal.screen();
    EXPECT_EQ(version(), "1.0.0");

    terminal.send(SIGINT);
    EXPECT_EQ(terminal.waitForEnd(), 0);
}

/// Processes on a thread of its own, as the engine does, and comes to a safe point before each block.
class BusyWorker {
  public:
    explicit BusyWorker(LeaseRegistry& registry)
        : m_endpoint(registry.bind(kGain, CapabilityKind::Dsp, "gain"))
    {
        m_endpoint.mailbox->post(WorkerControl::Kind::Recreate, ControlReason::Enabled);
        m_thread = std::thread([this] { run(); });
    }
    ~BusyWorker()
    {
        m_isOver = true;
        m_thread.join();
    }

    /// What became of 1 in the last block: the number of the build; 0 before the first.
    float lastBlock() const { return m_lastBlock; }
    int blocksWithoutSound() const { return m_blocksWithoutSound; }

  private:
    void run()
    {
        WorkerController<DspInstance> controller(
            dspFactoryOf(m_endpoint, {sizeof(StDspFormat), 44'100, 1, 0, 64, 0}), "{}");
        while (!m_isOver) {
            if (const auto control = m_endpoint.mailbox->takeLatest())
                controller.tell(*control);
            static_cast<void>(controller.applyPending());
            float sample = 1.0F;
            if (controller.instance() != nullptr && controller.instance()->process(&sample, 1) == ST_OK)
                m_lastBlock = sample;
            else if (m_lastBlock != 0)
                ++m_blocksWithoutSound;
            std::this_thread::sleep_for(std::chrono::milliseconds(1)); // the pace of a device
        }
    }

    const WorkerEndpoint m_endpoint;
    std::atomic<float> m_lastBlock = 0.0F;
    std::atomic<int> m_blocksWithoutSound = 0;
    std::atomic<bool> m_isOver = false;
    std::thread m_thread;
};

TEST_P(CliWatch, SoundGoesOnThroughEachBuildInTheWindow)
{
    if (!m_window)
        m_window.emplace(data());
    CliInTerminal terminal(words({"install", "--watch", "--yes", "--allow-downgrade", m_library.string()}));
    ASSERT_TRUE(terminal.waitForText("applied in")) << terminal.screen();
    {
        const BusyWorker worker(m_window->coordinator().registry());
        for (const float build : {1.0F, 2.0F, 1.0F, 2.0F}) {
            this->build(build == 1.0F ? "two_builds_1" : "two_builds_2");
            ASSERT_TRUE(comesTrue([&] { return worker.lastBlock() == build; })) << build;
        }
        write("a broken build");
        ASSERT_TRUE(terminal.waitForText("refused after")) << terminal.screen();
        EXPECT_EQ(worker.lastBlock(), 2.0F);
        EXPECT_EQ(worker.blocksWithoutSound(), 0);
    }
    terminal.send(SIGINT);
    EXPECT_EQ(terminal.waitForEnd(), 0);
}

TEST_P(CliWatch, WaitsForTheFirstBuild)
{
    std::filesystem::remove(m_library);
    EXPECT_EQ(run({"install", "--watch", m_library.string()}).exitCode, 1) << "there is nothing to ask about";
    CliInTerminal terminal(words({"install", "--watch", "--yes", m_library.string()}));
    ASSERT_TRUE(terminal.waitForText("Watching")) << terminal.screen();
    build("two_builds_1");
    ASSERT_TRUE(terminal.waitForText("applied in")) << terminal.screen();
    terminal.send(SIGINT);
    EXPECT_EQ(terminal.waitForEnd(), 0);
}

TEST_P(CliWatch, TellsOnceWhenItIsNotClearWhichPluginIsMeant)
{
    CliInTerminal terminal(words({"install", "--watch", "--yes", m_library.parent_path().string()}));
    ASSERT_TRUE(terminal.waitForText("applied in")) << terminal.screen();
    const std::filesystem::path other = m_library.parent_path() / "hall.so";
    std::ofstream(other) << "another plugin";
    ASSERT_TRUE(terminal.waitForText("name the file\r\n")) << terminal.screen();
    std::filesystem::remove(other);
    write("a broken build");
    ASSERT_TRUE(terminal.waitForText("refused after")) << terminal.screen();
    terminal.send(SIGINT);
    EXPECT_EQ(terminal.waitForEnd(), 0);
    const std::string& screen = terminal.screen();
    EXPECT_EQ(screen.find("name the file"), screen.rfind("name the file")) << screen;
}

TEST_P(CliWatch, TellsProgramsALineForEachBuild)
{
    CliInTerminal terminal(words({"install", "--watch", "--yes", "--json", m_library.string()}));
    ASSERT_TRUE(terminal.waitForText("request_ms")) << terminal.screen();
    write("not a library");
    ASSERT_TRUE(terminal.waitForText("\"error\"")) << terminal.screen();
    ASSERT_TRUE(terminal.waitForText("}\r\n")) << terminal.screen();
    terminal.send(SIGINT);
    EXPECT_EQ(terminal.waitForEnd(), 0);
    std::istringstream screen(terminal.screen());
    std::vector<json> lines;
    for (std::string line; std::getline(screen, line);) {
        if (line.starts_with('{'))
            lines.push_back(json::parse(line, nullptr, false));
    }
    ASSERT_EQ(lines.size(), 2u) << terminal.screen();
    EXPECT_EQ(lines[0]["plugin"]["id"], kGain);
    EXPECT_EQ(lines[0]["report"]["status"], "applied");
    EXPECT_TRUE(lines[1]["error"]["message"].is_string());
    EXPECT_TRUE(lines[1]["request_ms"].is_number());
}

TEST_P(CliPlugins, TellsWhoHasTheStore)
{
    m_window.reset();
    const Result<std::unique_ptr<PluginStore>> store = PluginStore::open(data() / "plugins");
    ASSERT_TRUE(store) << store.error().message;
    const Outcome outcome = run({"apply"});
    EXPECT_EQ(outcome.exitCode, 1);
    EXPECT_THAT(outcome.err, HasSubstr(std::to_string(getpid())));
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
