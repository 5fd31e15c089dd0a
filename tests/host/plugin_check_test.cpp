// stellatune-plugin-check as authors run it: one plugin for each way to misbehave, and its one finding.
#include "pluginhost/package/package_path.h"
#include "tests/fixtures/child_process.h"
#include "tests/fixtures/encoded_audio.h"
#include "tests/fixtures/plugins/plugin_files.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace stellatune {
namespace {

using testing::ChildProcess;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::pluginFile;
using testing::TemporaryFolder;
using Json = nlohmann::json;

struct CheckRun {
    int exitCode = 0;
    std::string output;

    Json json() const { return Json::parse(output, nullptr, false); }
    /// Of the errors, "rule where: text".
    std::vector<std::string> errors() const { return of("error"); }
    std::vector<std::string> warnings() const { return of("warning"); }

  private:
    std::vector<std::string> of(const std::string& severity) const
    {
        std::vector<std::string> lines;
        const Json report = json();
        if (!report.is_object())
            return {"no JSON: " + output};
        for (const Json& finding : report["findings"]) {
            if (finding["severity"] == severity)
                lines.push_back(finding["rule"].get<std::string>() + " " +
                                finding["where"].get<std::string>() + ": " +
                                finding["text"].get<std::string>());
        }
        return lines;
    }
};

CheckRun check(std::vector<std::string> arguments)
{
    TemporaryFolder folder;
    const std::filesystem::path output = folder.path() / "report";
    arguments.insert(arguments.begin(), STELLATUNE_PLUGIN_CHECK);
    CheckRun run;
    run.exitCode = ChildProcess(arguments, output).wait();
    std::ifstream stream(output, std::ios::binary);
    run.output.assign(std::istreambuf_iterator<char>(stream), {});
    return run;
}

struct Fault {
    const char* fixture;
    const char* finding; ///< "rule where: text", a part of it
    bool hangs = false;
};

void PrintTo(const Fault& fault, std::ostream* stream)
{
    *stream << fault.fixture;
}

class PluginCheckFault : public ::testing::TestWithParam<Fault> {};

TEST_P(PluginCheckFault, isTheOneFinding)
{
    std::vector<std::string> arguments{pluginFile(GetParam().fixture).string(), "--json"};
    if (GetParam().hangs)
        arguments.insert(arguments.end(), {"--time-limit", "2"});
    const CheckRun run = check(arguments);
    EXPECT_EQ(run.exitCode, 1);
    EXPECT_THAT(run.errors(), ElementsAre(HasSubstr(GetParam().finding)));
}

INSTANTIATE_TEST_SUITE_P(
    Fixtures, PluginCheckFault,
    ::testing::Values(
        Fault{"allocates_after_apply", "dsp-allocates dsp gain: process after apply_config allocates"},
        Fault{"allocates_in_process", "dsp-allocates dsp gain: process allocates"},
        Fault{"bad_schema", "default-config dsp gain: default_config does not fit"},
        Fault{"closes_all_files", "hang module: stellatune_plugin_entry did not return within 2 s", true},
        Fault{"crashes_in_entry", "crash module: stellatune_plugin_entry ended the process with SIGSEGV"},
        Fault{"crashes_in_reset",
              "crash dsp gain: reset (8000 Hz, 1 channel) ended the process with SIGSEGV"},
        Fault{"depends_on_blocks", "dsp-blocks dsp gain: blocks of other sizes"},
        Fault{"extra_exports", "exports library: it exports gain_internals"},
        Fault{"forgets_reset", "dsp-reset dsp gain: the same music sounds different after reset"},
        Fault{"hangs_in_entry", "hang module: stellatune_plugin_entry did not return within 2 s", true},
        Fault{"hangs_in_process", "hang dsp gain: process (0 frames, 8000 Hz, 1 channel) did not return",
              true},
        Fault{"hangs_in_shutdown", "hang module: shutdown did not return", true},
        Fault{"leaks_instances", "leak dsp gain: "},
        Fault{"locks_in_process", "dsp-locks dsp gain: process locks"},
        Fault{"missing_create", "table module: dsp gain lacks the function create"},
        Fault{"missing_process", "functions dsp gain: StDspFunctions lacks the function process"},
        Fault{"no_entry", "entry library: it does not export stellatune_plugin_entry"},
        Fault{"own_thread", "threads module: 1 of its threads still run"},
        Fault{"build_1/private_side_library", "private-soname library: its own library libfixture_side.so"},
        Fault{"refuses", "refuses module: it refuses to run here: This machine has no moon"},
        Fault{"returns_nan", "dsp-finite dsp gain: finite samples of up to 0 "},
        Fault{"short_struct", "table module: it has an StModule of 16 bytes"},
        Fault{"tls_destructor", "tls-destructors library: "},
        Fault{"twice_the_same", "table module: dsp gain is there twice"},
        Fault{"unique_symbol", "unique-symbols library: it defines the unique symbol"},
        Fault{"writes_in_process", "dsp-files dsp gain: process uses files"},
        Fault{"writes_past_the_end", "dsp-bounds dsp gain: process writes outside"},
        Fault{"wrong_version", "version module: it was built for interface version 8"},
        Fault{"ignores_interrupt", "stream source memory: read after interrupt answers 0"},
        Fault{"writes_when_closed", "sink-write output nowhere: write before open answers ST_OK"}),
    [](const auto& parameter) {
        std::string name = parameter.param.fixture;
        for (char& c : name)
            c = c == '/' ? '_' : c;
        return name;
    });

TEST(PluginCheck, reportsEachFunctionThatThrows)
{
    const CheckRun run = check({pluginFile("throws_everywhere").string(), "--json"});
    EXPECT_EQ(run.exitCode, 1);
    EXPECT_THAT(run.errors(), ElementsAre(HasSubstr("exception dsp gain: supports let an exception out"),
                                          HasSubstr("exception dsp gain: create let an exception out"),
                                          HasSubstr("exception module: shutdown let an exception out")));
}

/// The fixtures' own kind of music: so many frames.
std::string toneFile(const TemporaryFolder& folder, unsigned char frames)
{
    const std::filesystem::path file = folder.path() / "music.TONE";
    fixtures::writeBytes(file, {'T', 'O', 'N', 'E', 0, frames, 0, 0});
    return file.string();
}

TEST(PluginCheck, playsMusicWithDecoders)
{
    TemporaryFolder folder;
    const std::string music = toneFile(folder, 40);
    const CheckRun good = check({pluginFile("every_capability").string(), "--json", "--file", music});
    EXPECT_THAT(good.errors(), IsEmpty());
    EXPECT_THAT(good.warnings(), IsEmpty());
    EXPECT_THAT(check({pluginFile("seeks_askew").string(), "--json", "--file", music}).errors(),
                ElementsAre(HasSubstr("decoder-seek decoder tone: ")));
    EXPECT_THAT(
        check({pluginFile("reads_for_ever").string(), "--json", "--file", music}).errors(),
        ElementsAre(HasSubstr("decoder-read decoder tone: read delivers no frame, no end and no error")));
    EXPECT_THAT(
        check({pluginFile("every_capability").string(), "--json", "--file", pluginFile("no_entry").string()})
            .errors(),
        IsEmpty())
        << "a file that the type does not claim is not given to it";
}

TEST(PluginCheck, returnsThoughThePluginStartedAProcess)
{
    const CheckRun run = check({pluginFile("forks_in_entry").string(), "--json"});
    EXPECT_EQ(run.exitCode, 0);
    EXPECT_THAT(run.errors(), IsEmpty());
}

TEST(PluginCheck, findsStreamsThatAreLostWhenNobodyTakesThem)
{
    EXPECT_THAT(check({pluginFile("forgets_untaken_streams").string(), "--json"}).errors(),
                ElementsAre(HasSubstr("begin_open_stream that is destroyed while pending"),
                            HasSubstr("begin_open_stream whose result nobody takes")));
}

TEST(PluginCheck, findsWhatIsLostWheneverASinkIsOpened)
{
    EXPECT_THAT(check({pluginFile("leaks_in_open").string(), "--json"}).errors(),
                ElementsAre(HasSubstr("bytes are lost with each negotiate, open and close")));
}

TEST(PluginCheck, countsHowOftenAnOperationNotifies)
{
    const CheckRun twice = check({pluginFile("notifies_twice").string(), "--json"});
    EXPECT_THAT(
        twice.errors(),
        ElementsAre("notifier source memory: begin_list told its notifier 2 times; once is right",
                    "notifier source memory: begin_open_stream told its notifier 2 times; once is right",
                    "notifier lyrics la: begin_search told its notifier 2 times; once is right",
                    "notifier lyrics la: begin_fetch told its notifier 2 times; once is right"));
    const CheckRun never = check({pluginFile("never_notifies").string(), "--json"});
    EXPECT_THAT(never.errors(),
                ElementsAre("notifier source memory: begin_list ended without telling its notifier",
                            "notifier source memory: begin_open_stream ended without telling its notifier",
                            "notifier lyrics la: begin_search ended without telling its notifier",
                            "notifier lyrics la: begin_fetch ended without telling its notifier"));
}

TEST(PluginCheck, findsNothingInAGoodPlugin)
{
    for (const char* fixture : {"every_capability", "two_builds_1", "two_builds_2", "unknown_kind"}) {
        const CheckRun run = check({pluginFile(fixture).string(), "--json"});
        EXPECT_EQ(run.exitCode, 0) << fixture;
        EXPECT_THAT(run.errors(), IsEmpty()) << fixture;
        EXPECT_THAT(run.warnings(), IsEmpty()) << fixture;
    }
}

TEST(PluginCheck, writesOneFindingALine)
{
    const CheckRun run = check({pluginFile("extra_exports").string()});
    EXPECT_EQ(run.exitCode, 1);
    EXPECT_THAT(run.output, HasSubstr("error   exports  library: it exports gain_internals"));
    EXPECT_THAT(run.output, HasSubstr(": 1 error, 0 warnings, 1 note\n"));
}

TEST(PluginCheck, writesASummaryInJson)
{
    const Json report = check({pluginFile("extra_exports").string(), "--json"}).json();
    ASSERT_TRUE(report.is_object());
    EXPECT_EQ(report["file"], pluginFile("extra_exports").string());
    EXPECT_EQ(report["plugin"], "org.stellatune.test.gain 1.0.0");
    EXPECT_EQ(report["summary"], (Json{{"errors", 1}, {"warnings", 0}, {"notes", 1}}));
    EXPECT_EQ(report["findings"][0]["severity"], "error");
}

TEST(PluginCheck, saysWhatIsNoPlugin)
{
    TemporaryFolder folder;
    const auto write = [&](const char* name, const std::string& content) {
        std::ofstream(folder.path() / name, std::ios::binary) << content;
        return (folder.path() / name).string();
    };
    EXPECT_THAT(check({write("notes.txt", "Dear diary\n"), "--json"}).errors(),
                ElementsAre(HasSubstr("load module: notes.txt is a text file")));
    EXPECT_THAT(check({write("empty.so", ""), "--json"}).errors(),
                ElementsAre(HasSubstr("load module: empty.so is empty")));
    EXPECT_THAT(check({folder.path().string(), "--json"}).errors(), ElementsAre(HasSubstr("is a folder")));
    EXPECT_THAT(check({(folder.path() / "nothing.so").string(), "--json"}).errors(),
                ElementsAre(HasSubstr("There is no file")));
    EXPECT_THAT(
        check({write("broken.stplugin", std::string("PK\x03\x04 and no more", 16)), "--json"}).errors(),
        ElementsAre(HasSubstr("package package: broken.stplugin")));
    EXPECT_EQ(check({write("notes.txt", "Dear diary\n")}).exitCode, 1);
}

TEST(PluginCheck, refusesCommandLinesThatMakeNoSense)
{
    const std::string plugin = pluginFile("two_builds_1").string();
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{},
                                                      {"--quiet", plugin},
                                                      {plugin, plugin},
                                                      {plugin, "--time-limit"},
                                                      {plugin, "--time-limit", "soon"},
                                                      {plugin, "--time-limit", "-1"},
                                                      {plugin, "--file", "/no/such/file"}}) {
        const CheckRun run = check(arguments);
        EXPECT_EQ(run.exitCode, 2) << ::testing::PrintToString(arguments);
        EXPECT_EQ(run.output, "");
    }
    EXPECT_THAT(check({"--help"}).output, HasSubstr("Usage: stellatune-plugin-check FILE"));
    EXPECT_EQ(check({"--help"}).exitCode, 0);
}

// ---- packages -------------------------------------------------------------------------------------------------------

/// A package made with the zip of the system, of files that it gets by name.
class PackageFile {
  public:
    explicit PackageFile(const std::vector<std::pair<std::string, std::string>>& files)
    {
        std::vector<std::string> command{"sh", "-c", R"(cd "$0" && zip -q "$@")", content().string(),
                                         path().string()};
        for (const auto& [name, text] : files) {
            std::filesystem::create_directories((content() / name).parent_path());
            std::ofstream(content() / name, std::ios::binary) << text;
            command.push_back(name);
        }
        fixtures::runTool(command);
    }

    std::filesystem::path path() const { return m_folder.path() / "test.stplugin"; }

  private:
    std::filesystem::path content() const { return m_folder.path() / "a" / "b"; }

    TemporaryFolder m_folder;
};

std::string libraryContent(const char* fixture)
{
    const std::vector<unsigned char> bytes = fixtures::readBytes(pluginFile(fixture));
    return {bytes.begin(), bytes.end()};
}

std::string libraryName()
{
    return std::string(packagePlatform()) + "/gain.so";
}

std::string manifest(const char* version)
{
    return Json{{"format", 1},
                {"id", "org.stellatune.test.gain"},
                {"name", "Gain for tests"},
                {"version", version},
                {"api_version", 9},
                {"author", ""},
                {"license", "GPL-3.0-or-later"},
                {"description", ""},
                {"homepage", ""},
                {"libraries", {{std::string(packagePlatform()), libraryName()}}}}
        .dump();
}

TEST(PluginCheckPackage, isCheckedAsItsLibraryIs)
{
    const PackageFile good({{"plugin.json", manifest("1.0.0")},
                            {libraryName(), libraryContent("two_builds_1")},
                            {"LICENSE", "x"}});
    const CheckRun run = check({good.path().string(), "--json"});
    EXPECT_THAT(run.errors(), IsEmpty());
    EXPECT_EQ(run.exitCode, 0);
    const PackageFile bad({{"plugin.json", manifest("1.0.0")},
                           {libraryName(), libraryContent("extra_exports")},
                           {"LICENSE", "x"}});
    EXPECT_THAT(check({bad.path().string(), "--json"}).errors(), ElementsAre(HasSubstr("exports library: ")));
}

TEST(PluginCheckPackage, mustSayWhatItsLibrarySays)
{
    const PackageFile package({{"plugin.json", manifest("1.0.0")},
                               {libraryName(), libraryContent("two_builds_2")},
                               {"LICENSE", "x"}});
    EXPECT_THAT(check({package.path().string(), "--json"}).errors(),
                ElementsAre("manifest package: plugin.json says the version 1.0.0, the library 2.0.0"));
}

TEST(PluginCheckPackage, mayNotLeadOut)
{
    const PackageFile package({{"plugin.json", manifest("1.0.0")}, {"../escaped.txt", "out"}});
    const CheckRun run = check({package.path().string(), "--json"});
    EXPECT_EQ(run.exitCode, 1);
    EXPECT_THAT(run.errors(), ElementsAre(HasSubstr("../escaped.txt")));
}

TEST(PluginCheckPackage, needsAManifest)
{
    const PackageFile package({{libraryName(), libraryContent("two_builds_1")}});
    EXPECT_THAT(check({package.path().string(), "--json"}).errors(), ElementsAre(HasSubstr("plugin.json")));
}

} // namespace
} // namespace stellatune
