// What intents do to the store, step by step.
#include "pluginhost/package/plugin_store.h"

#include "pluginhost/package/package_reader.h"
#include "tests/fixtures/plugins/plugin_files.h"
#include "tests/host/package/package_fixture.h"
#include "tests/host/package/store_fixture.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>

namespace stellatune {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace stellatune::testing;

using PluginStoreTest = StoreTest;

const std::string kGain = kGainId;

TEST_F(PluginStoreTest, StartsEmpty)
{
    EXPECT_THAT(m_store->state().plugins, IsEmpty());
    EXPECT_THAT(storeListing(),
                ElementsAre("data/", "desired.json", "incoming/", "installed/", "lock", "shadow/", "trash/"));
}

TEST_F(PluginStoreTest, ExaminingTellsAllAndChangesNothing)
{
    const InstallCandidate candidate = examined(m_first);
    EXPECT_EQ(candidate.file, m_first);
    EXPECT_EQ(candidate.manifest.name, "Gain for tests");
    EXPECT_EQ(candidate.manifest.license, "GPL-3.0-or-later");
    EXPECT_THAT(candidate.fingerprint.sha256, SizeIs(64));
    ASSERT_THAT(candidate.metadata.capabilities, SizeIs(1));
    EXPECT_FALSE(candidate.relation.replaces);
    EXPECT_THAT(m_store->state().plugins, IsEmpty());
    m_store->discard(candidate);
    expectTidy(*m_store, m_storeFolder);
}

TEST_F(PluginStoreTest, InstallsAPackageEnabled)
{
    const InstallCandidate candidate = examined(m_first);
    const Result<DesiredState> state = m_store->install(candidate);
    ASSERT_TRUE(state) << state.error().message;
    EXPECT_EQ(summaryOf(*state), kGain + " 1.0.0 enabled");
    const DesiredPlugin& plugin = state->plugins.at(0);
    EXPECT_EQ(plugin.folder, kGain + "/1.0.0-" + candidate.fingerprint.sha256.substr(0, 8));
    EXPECT_EQ(plugin.fingerprint, candidate.fingerprint) << "moving it into place changes no stamp";
    EXPECT_FALSE(PluginStore::isBare(plugin));
    const Result<fs::path> library = m_store->library(plugin);
    ASSERT_TRUE(library) << library.error().message;
    EXPECT_EQ(readText(*library), readText(pluginFile("two_builds_1")));
    EXPECT_TRUE(fs::exists(m_store->installedFolder(plugin) / "LICENSE"));
    expectTidy(*m_store, m_storeFolder);

    reopen();
    EXPECT_EQ(m_store->state(), *state);
}

TEST_F(PluginStoreTest, InstallsWhatTheBuildPacked)
{
    EXPECT_EQ(install(STELLATUNE_REAL_PACKAGE), "org.stellatune.decoder.openmpt 1.0.0 enabled");
    expectTidy(*m_store, m_storeFolder);
}

TEST_F(PluginStoreTest, InstallsABareLibrary)
{
    EXPECT_EQ(install(pluginFile("two_builds_2")), kGain + " 2.0.0 enabled");
    const DesiredPlugin plugin = m_store->state().plugins.at(0);
    EXPECT_TRUE(PluginStore::isBare(plugin));
    const Result<fs::path> library = m_store->library(plugin);
    ASSERT_TRUE(library) << library.error().message;
    EXPECT_EQ(library->filename(), "two_builds_2.so");
    expectTidy(*m_store, m_storeFolder);
    const InstallCandidate again = examined(pluginFile("two_builds_2"));
    EXPECT_TRUE(again.relation.isSameBuild);
    EXPECT_EQ(again.manifest.license, "GPL-3.0-or-later") << "made from what the library says";
}

TEST_F(PluginStoreTest, TakesBareLibrariesOfAnyName)
{
    for (const char* name : {"gäin:.so", "metadata.json", "Metadata.json"}) {
        const fs::path odd = m_packages / name;
        fs::copy_file(pluginFile("two_builds_1"), odd);
        const InstallCandidate candidate = examined(odd);
        EXPECT_EQ(candidate.manifest.id, kGain);
        m_store->discard(candidate);
    }
}

TEST_F(PluginStoreTest, ListsWithoutLoading)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    m_store.reset();
    ProbeSettings noProbe;
    noProbe.program = m_folder.path() / "nothing";
    auto store = PluginStore::open(m_storeFolder, noProbe);
    ASSERT_TRUE(store) << store.error().message;
    const Result<PluginMetadata> metadata = (*store)->metadata((*store)->state().plugins.at(0));
    ASSERT_TRUE(metadata) << metadata.error().message;
    EXPECT_EQ(metadata->info.name, "Gain for tests");
    EXPECT_EQ(metadata->capabilities.at(0).typeId, "gain");
}

TEST_F(PluginStoreTest, ProbesAgainWhenTheCacheIsDamagedOrOfAnotherBuild)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    const DesiredPlugin plugin = m_store->state().plugins.at(0);
    const fs::path cache = m_store->installedFolder(plugin) / "metadata.json";
    const std::string good = readText(cache);
    std::string stale = good;
    stale.replace(stale.find(plugin.fingerprint.sha256), 4, "0000");
    for (const std::string& bad : {std::string("{"), std::string(), stale, std::string("[1]")}) {
        std::ofstream(cache, std::ios::trunc) << bad;
        const Result<PluginMetadata> metadata = m_store->metadata(plugin);
        ASSERT_TRUE(metadata) << metadata.error().message;
        EXPECT_EQ(metadata->info.name, "Gain for tests");
        EXPECT_EQ(readText(cache), good);
    }
}

TEST_F(PluginStoreTest, AnUpdateKeepsItsFlagAndTheBuildBefore)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    ASSERT_TRUE(m_store->setEnabled(kGain, false));
    EXPECT_EQ(install(m_second), kGain + " 2.0.0 disabled keeps-previous");
    expectTidy(*m_store, m_storeFolder);
    const Result<DesiredState> state = m_store->finishUpdate(kGain);
    ASSERT_TRUE(state) << state.error().message;
    EXPECT_EQ(summaryOf(*state), kGain + " 2.0.0 disabled");
    expectTidy(*m_store, m_storeFolder);
}

TEST_F(PluginStoreTest, GoesBackToTheBuildBefore)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    const DesiredState before = m_store->state();
    ASSERT_EQ(install(m_second), kGain + " 2.0.0 enabled keeps-previous");
    const Result<DesiredState> state = m_store->revertUpdate(kGain);
    ASSERT_TRUE(state) << state.error().message;
    EXPECT_EQ(*state, before);
    expectTidy(*m_store, m_storeFolder);
    const Result<DesiredState> again = m_store->revertUpdate(kGain);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::NotFound);
}

TEST_F(PluginStoreTest, OfSeveralUpdatesTheFirstBuildStays)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    const std::string good = m_store->state().plugins.at(0).folder;
    ASSERT_EQ(install(m_second), kGain + " 2.0.0 enabled keeps-previous");
    // The first again, while it is also the one to go back to.
    ASSERT_EQ(install(m_first, {true, false}), kGain + " 1.0.0 enabled keeps-previous");
    EXPECT_EQ(m_store->state().plugins.at(0).previousFolder, good);
    EXPECT_EQ(m_store->state().plugins.at(0).folder, good + "-2");
    expectTidy(*m_store, m_storeFolder);
}

TEST_F(PluginStoreTest, TheSameBuildChangesNothing)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    const DesiredState before = m_store->state();
    const InstallCandidate candidate = examined(m_first);
    EXPECT_TRUE(candidate.relation.isSameBuild);
    const Result<DesiredState> state = m_store->install(candidate);
    ASSERT_TRUE(state) << state.error().message;
    EXPECT_EQ(*state, before);
    expectTidy(*m_store, m_storeFolder);
}

TEST_F(PluginStoreTest, InstallingAgainTakesBackAnUninstall)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    ASSERT_TRUE(m_store->markUninstall(kGain, false));
    EXPECT_EQ(install(m_first), kGain + " 1.0.0 enabled");
}

TEST_F(PluginStoreTest, InstallingAgainRepairsWhatIsDamaged)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    const Result<fs::path> library = m_store->library(m_store->state().plugins.at(0));
    ASSERT_TRUE(library);
    std::ofstream(*library, std::ios::trunc) << "gone";
    EXPECT_EQ(install(m_first), kGain + " 1.0.0 enabled") << "nothing good to go back to";
    expectTidy(*m_store, m_storeFolder);
}

TEST_F(PluginStoreTest, AsksAboutDowngrades)
{
    ASSERT_EQ(install(m_second), kGain + " 2.0.0 enabled");
    const InstallCandidate candidate = examined(m_first);
    EXPECT_TRUE(candidate.relation.isDowngrade);
    const Result<DesiredState> asked = m_store->install(candidate);
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().code, ErrorCode::ConsentNeeded);
    EXPECT_THAT(asked.error().message, AllOf(HasSubstr("2.0.0 is installed"), HasSubstr("1.0.0 is older")));
    EXPECT_EQ(summaryOf(m_store->state()), kGain + " 2.0.0 enabled");
    const Result<DesiredState> agreed = m_store->install(candidate, {true, false});
    ASSERT_TRUE(agreed) << agreed.error().message;
    EXPECT_EQ(summaryOf(*agreed), kGain + " 1.0.0 enabled keeps-previous");
}

TEST_F(PluginStoreTest, AsksWhenAnotherAuthorHasTheSameId)
{
    writeZip(m_packages / "anna.stplugin", gainEntries("two_builds_1", "1.0.0", "Anna"));
    writeZip(m_packages / "berta.stplugin", gainEntries("two_builds_2", "2.0.0", "Berta"));
    ASSERT_EQ(install(m_packages / "anna.stplugin"), kGain + " 1.0.0 enabled");
    const InstallCandidate candidate = examined(m_packages / "berta.stplugin");
    EXPECT_TRUE(candidate.relation.isFromOtherSource);
    EXPECT_FALSE(candidate.relation.isDowngrade);
    const Result<DesiredState> asked = m_store->install(candidate, {true, false});
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().code, ErrorCode::ConsentNeeded);
    EXPECT_THAT(asked.error().message, HasSubstr("Berta"));
    const Result<DesiredState> agreed = m_store->install(candidate, {false, true});
    ASSERT_TRUE(agreed) << agreed.error().message;
    EXPECT_EQ(summaryOf(*agreed), kGain + " 2.0.0 enabled keeps-previous");
}

TEST_F(PluginStoreTest, AsksWhenNothingTellsWhoMadeWhatIsInstalled)
{
    writeZip(m_packages / "anna.stplugin", gainEntries("two_builds_2", "2.0.0", "Anna"));
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    EXPECT_TRUE(examined(m_packages / "anna.stplugin").relation.isFromOtherSource) << "it names nobody";
    const DesiredPlugin plugin = m_store->state().plugins.at(0);
    fs::remove(m_store->installedFolder(plugin) / "plugin.json");
    fs::remove(m_store->installedFolder(plugin) / kMetadataFile);
    EXPECT_TRUE(examined(m_second).relation.isFromOtherSource) << "it cannot be read";
}

TEST_F(PluginStoreTest, DecidesByWhatIsInstalledNowNotWhenItWasExamined)
{
    const InstallCandidate older = examined(m_first);
    EXPECT_FALSE(older.relation.replaces);
    ASSERT_EQ(install(m_second), kGain + " 2.0.0 enabled");
    const Result<DesiredState> asked = m_store->install(older);
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().code, ErrorCode::ConsentNeeded);
}

TEST_F(PluginStoreTest, RefusedPluginsLeaveNothingBehind)
{
    writeZip(m_packages / "crashing.stplugin", gainEntries("crashes_in_entry"));
    writeZip(m_packages / "lying.stplugin", gainEntries("two_builds_2", "1.0.0"));
    writeZip(m_packages / "older.stplugin", gainEntries("wrong_version"));
    std::ofstream(m_packages / "notes.txt") << "Dear diary,\n";
    const std::vector<std::string> before = storeListing();
    struct Case {
        fs::path file;
        const char* words;
    };
    for (const Case& refused : {Case{m_packages / "crashing.stplugin", "gain.so"},
                                Case{m_packages / "lying.stplugin", "says that it is "
                                                                    "org.stellatune.test.gain 2.0.0"},
                                Case{m_packages / "older.stplugin", "interface version 8"},
                                Case{m_packages / "notes.txt", "is a text file"},
                                Case{m_packages / "nothing.so", "There is no file"},
                                Case{pluginFile("crashes_in_entry"), "crashes_in_entry.so"},
                                Case{pluginFile("no_entry"), "does not export"}}) {
        const Result<InstallCandidate> candidate = m_store->examine(refused.file);
        ASSERT_FALSE(candidate) << refused.file;
        EXPECT_THAT(candidate.error().message, HasSubstr(refused.words)) << refused.file;
        EXPECT_EQ(storeListing(), before) << refused.file;
    }
}

TEST_F(PluginStoreTest, APluginThatHangsIsRefused)
{
    m_store.reset();
    ProbeSettings probe = probeBesideThisProgram();
    probe.limit = std::chrono::milliseconds(300);
    auto store = PluginStore::open(m_storeFolder, probe);
    ASSERT_TRUE(store) << store.error().message;
    const std::vector<std::string> before = storeListing();
    const Result<InstallCandidate> candidate = (*store)->examine(pluginFile("hangs_in_entry"));
    ASSERT_FALSE(candidate);
    EXPECT_EQ(candidate.error().code, ErrorCode::TimedOut);
    EXPECT_EQ(storeListing(), before);
}

TEST_F(PluginStoreTest, UninstallsInTwoSteps)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    fs::create_directories(m_store->dataFolder(kGain));
    std::ofstream(m_store->dataFolder(kGain) / "settings") << "x";
    const Result<DesiredState> early = m_store->finishUninstall(kGain);
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().code, ErrorCode::InvalidArgument);

    const Result<DesiredState> marked = m_store->markUninstall(kGain, true);
    ASSERT_TRUE(marked) << marked.error().message;
    EXPECT_EQ(summaryOf(*marked), kGain + " 1.0.0 enabled pending");
    EXPECT_TRUE(m_store->library(marked->plugins.at(0))) << "its files are there while it may be in use";
    const Result<DesiredState> finished = m_store->finishUninstall(kGain);
    ASSERT_TRUE(finished) << finished.error().message;
    EXPECT_THAT(finished->plugins, IsEmpty());
    EXPECT_TRUE(fs::exists(m_store->dataFolder(kGain) / "settings"));
    expectTidy(*m_store, m_storeFolder);
}

TEST_F(PluginStoreTest, SettingsGoWhenTheUserSaysSo)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    fs::create_directories(m_store->dataFolder(kGain) / "deep");
    ASSERT_TRUE(m_store->markUninstall(kGain, false));
    ASSERT_TRUE(m_store->finishUninstall(kGain));
    EXPECT_FALSE(fs::exists(m_store->dataFolder(kGain)));
}

TEST_F(PluginStoreTest, FinishesAWaitingUninstallAtTheNextStart)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    ASSERT_TRUE(m_store->markUninstall(kGain, false));
    reopen();
    EXPECT_THAT(m_store->state().plugins, IsEmpty());
    expectTidy(*m_store, m_storeFolder);
}

TEST_F(PluginStoreTest, KnowsOnlyWhatIsInstalled)
{
    for (const Result<DesiredState>& result :
         {m_store->setEnabled(kGain, true), m_store->markUninstall(kGain, true),
          m_store->finishUninstall(kGain), m_store->finishUpdate(kGain), m_store->revertUpdate(kGain)}) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::NotFound);
        EXPECT_THAT(result.error().message, HasSubstr(kGain));
    }
}

TEST_F(PluginStoreTest, TakesUpFilesThatWereChangedInPlace)
{
    ASSERT_EQ(install(pluginFile("two_builds_1")), kGain + " 1.0.0 enabled");
    const DesiredPlugin before = m_store->state().plugins.at(0);
    const Result<DesiredState> same = m_store->rescan();
    ASSERT_TRUE(same) << same.error().message;
    EXPECT_EQ(same->plugins.at(0), before);

    const Result<fs::path> library = m_store->library(before);
    ASSERT_TRUE(library);
    fs::last_write_time(*library, fs::last_write_time(*library) + std::chrono::seconds(5));
    const Result<DesiredState> touched = m_store->rescan();
    ASSERT_TRUE(touched) << touched.error().message;
    EXPECT_NE(touched->plugins.at(0).fingerprint, before.fingerprint);
    EXPECT_TRUE(touched->plugins.at(0).fingerprint.isSameBuild(before.fingerprint));

    fs::copy_file(pluginFile("two_builds_2"), *library, fs::copy_options::overwrite_existing);
    const Result<DesiredState> changed = m_store->rescan();
    ASSERT_TRUE(changed) << changed.error().message;
    EXPECT_FALSE(changed->plugins.at(0).fingerprint.isSameBuild(before.fingerprint));
    const Result<PluginMetadata> metadata = m_store->metadata(changed->plugins.at(0));
    ASSERT_TRUE(metadata) << metadata.error().message;
    EXPECT_EQ(metadata->info.version, "2.0.0");

    fs::remove(*library);
    const Result<DesiredState> missing = m_store->rescan();
    ASSERT_TRUE(missing) << missing.error().message;
    EXPECT_EQ(*missing, *changed) << "a plugin whose files are gone keeps its entry";
}

/// A rebuild may change nothing but a file beside the library.
TEST_F(PluginStoreTest, ABuildWithOtherSideFilesIsAnother)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    std::vector<ZipEntry> entries = gainEntries();
    entries[1].content += "Or not.\n";
    writeZip(m_packages / "rebuilt.stplugin", entries);
    const InstallCandidate candidate = examined(m_packages / "rebuilt.stplugin");
    EXPECT_FALSE(candidate.relation.isSameBuild);
    ASSERT_TRUE(m_store->install(candidate));
    const DesiredPlugin before = m_store->state().plugins.at(0);
    EXPECT_THAT(readText(m_store->installedFolder(before) / "LICENSE"), HasSubstr("Or not."));
    expectTidy(*m_store, m_storeFolder);

    std::ofstream(m_store->installedFolder(before) / "LICENSE") << "Changed in place.";
    const Result<DesiredState> changed = m_store->rescan();
    ASSERT_TRUE(changed) << changed.error().message;
    EXPECT_FALSE(changed->plugins.at(0).fingerprint.isSameBuild(before.fingerprint));
    std::ofstream(m_store->installedFolder(before) / "new") << "x";
    const Result<DesiredState> added = m_store->rescan();
    ASSERT_TRUE(added) << added.error().message;
    EXPECT_FALSE(added->plugins.at(0).fingerprint.isSameBuild(changed->plugins.at(0).fingerprint));
    EXPECT_EQ(*m_store->rescan(), *added);
}

TEST_F(PluginStoreTest, KeepsASecondProcessOut)
{
    const Result<std::unique_ptr<PluginStore>> second = PluginStore::open(m_storeFolder);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::Busy);
    EXPECT_THAT(second.error().message, HasSubstr("process " + std::to_string(::getpid())));
    m_store.reset();

    // One that dies lets go of it.
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto held = PluginStore::open(m_storeFolder);
        const char answer = held ? 'y' : 'n';
        if (::write(ready[1], &answer, 1) == 1)
            ::pause();
        ::_exit(0);
    }
    char answer = 0;
    ASSERT_EQ(::read(ready[0], &answer, 1), 1);
    EXPECT_EQ(answer, 'y');
    const Result<std::unique_ptr<PluginStore>> third = PluginStore::open(m_storeFolder);
    ASSERT_FALSE(third);
    EXPECT_THAT(third.error().message, HasSubstr("process " + std::to_string(child)));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    reopen();
}

TEST_F(PluginStoreTest, MakesADamagedListAnewFromTheFiles)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    ASSERT_EQ(install(m_second), kGain + " 2.0.0 enabled keeps-previous");
    m_store.reset();
    std::ofstream(m_storeFolder / "desired.json", std::ios::trunc) << "{ half";
    reopen();
    EXPECT_EQ(summaryOf(m_store->state()), kGain + " 2.0.0 disabled");
    EXPECT_EQ(readText(m_storeFolder / "desired.json.damaged"), "{ half");

    m_store.reset();
    fs::remove(m_storeFolder / "desired.json.damaged");
    fs::remove(m_storeFolder / "desired.json");
    reopen();
    EXPECT_EQ(summaryOf(m_store->state()), kGain + " 2.0.0 disabled");
    expectTidy(*m_store, m_storeFolder);
}

TEST_F(PluginStoreTest, AListOfANewerProgramIsLeftAlone)
{
    ASSERT_EQ(install(m_first), kGain + " 1.0.0 enabled");
    m_store.reset();
    std::ofstream(m_storeFolder / "desired.json", std::ios::trunc) << R"({"format": 2})";
    std::ofstream(m_storeFolder / "incoming" / "half");
    const std::vector<std::string> before = storeListing();
    const auto store = PluginStore::open(m_storeFolder);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, ErrorCode::Unsupported);
    EXPECT_THAT(store.error().message, HasSubstr("newer StellaTune"));
    EXPECT_EQ(readText(m_storeFolder / "desired.json"), R"({"format": 2})");
    EXPECT_EQ(storeListing(), before);
}

TEST_F(PluginStoreTest, AnOrderOfDecodersThatCannotBeReadDoesNotStopTheStore)
{
    m_store.reset();
    fs::create_directories(m_storeFolder / "decoder-order.json");
    reopen();
    ASSERT_NE(m_store, nullptr);
    EXPECT_EQ(m_store->decoderOrder(), DecoderOrder{});
}

TEST_F(PluginStoreTest, KeepsTheOrderOfDecoders)
{
    EXPECT_EQ(m_store->decoderOrder(), DecoderOrder{});
    const std::vector<std::string> order{"org.example.gone/aac", "built-in"};
    ASSERT_TRUE(m_store->setDecoderOrder("aac", order));
    ASSERT_TRUE(m_store->setDecoderOrder("xm", {"built-in"}));
    reopen();
    EXPECT_THAT(m_store->decoderOrder().byExtension,
                ElementsAre(::testing::Pair("aac", order), ::testing::Pair("xm", ElementsAre("built-in"))));
    ASSERT_TRUE(m_store->setDecoderOrder("xm", {}));
    const Result<void> wrong = m_store->setDecoderOrder(".AAC", {"built-in"});
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::InvalidArgument);
    reopen();
    EXPECT_THAT(m_store->decoderOrder().byExtension, ElementsAre(::testing::Pair("aac", order)));
    expectTidy(*m_store, m_storeFolder);
}

TEST_F(PluginStoreTest, ADamagedOrderOfDecodersIsSetAside)
{
    ASSERT_TRUE(m_store->setDecoderOrder("aac", {"built-in"}));
    m_store.reset();
    std::ofstream(m_storeFolder / "decoder-order.json", std::ios::trunc) << "{ half";
    reopen();
    EXPECT_EQ(m_store->decoderOrder(), DecoderOrder{});
    EXPECT_EQ(readText(m_storeFolder / "decoder-order.json.damaged"), "{ half");
    ASSERT_TRUE(m_store->setDecoderOrder("aac", {"built-in"}));
}

TEST_F(PluginStoreTest, AnOrderThatCannotBeWrittenDoesNotHold)
{
    fs::create_directories(m_storeFolder / "decoder-order.json" / "in the way");
    EXPECT_FALSE(m_store->setDecoderOrder("aac", {"built-in"}));
    EXPECT_EQ(m_store->decoderOrder(), DecoderOrder{});
}

TEST_F(PluginStoreTest, KeepsTheNewestReports)
{
    EXPECT_THAT(m_store->history(), IsEmpty());
    for (size_t i = 0; i < PluginStore::kKeptReports + 5; ++i)
        ASSERT_TRUE(m_store->addToHistory("{\"number\":" + std::to_string(i) + "}"));
    reopen();
    const std::vector<std::string> history = m_store->history();
    ASSERT_THAT(history, SizeIs(PluginStore::kKeptReports));
    EXPECT_EQ(history.front(), "{\"number\":5}");
    EXPECT_EQ(history.back(), "{\"number\":104}");
    const Result<void> wrong = m_store->addToHistory("no JSON");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::InvalidArgument);
    std::ofstream(m_storeFolder / "history.json", std::ios::trunc) << "[{\"a\":1}, 7";
    EXPECT_THAT(m_store->history(), IsEmpty());
    ASSERT_TRUE(m_store->addToHistory("{}"));
    EXPECT_THAT(m_store->history(), SizeIs(1));
}

} // namespace
} // namespace stellatune
