// Packages that are more or less than they say, brought to a store that holds a plugin already. Each is
// refused with words that name it and what to do, and leaves nothing behind.
#include "pluginhost/package/package_path.h"
#include "pluginhost/package/package_reader.h"
#include "tests/fixtures/plugins/plugin_files.h"
#include "tests/host/package/package_fixture.h"
#include "tests/host/package/store_fixture.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include <sys/stat.h>

namespace stellatune {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using namespace stellatune::testing;
using Kind = ZipEntry::Kind;
using Entries = std::vector<ZipEntry>;

constexpr const char* kAskAuthor = "Ask its author for a package made by stellatune_add_plugin()";
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr const char* kCrashed = "gain.so ended the process"; // sanitizers catch the signal, and exit
#else
constexpr const char* kCrashed = "gain.so crashed while it was looked at (Segmentation fault";
#endif
constexpr const char* kAnotherBuild = "Ask its author for a build that works here";

class RefusedPackage : public StoreTest {
  protected:
    RefusedPackage()
    {
        if (install(m_first) != std::string(kGainId) + " 1.0.0 enabled")
            throw std::runtime_error("the plugin was not installed");
    }

    /// What is said to the user.
    std::string refusal(const fs::path& file)
    {
        const std::vector<std::string> files = listingOf(m_folder.path());
        const DesiredState state = m_store->state();
        const Result<InstallCandidate> candidate = m_store->examine(file);
        EXPECT_EQ(listingOf(m_folder.path()), files) << "left behind";
        EXPECT_EQ(m_store->state(), state);
        expectTidy(*m_store, m_storeFolder);
        if (candidate) {
            ADD_FAILURE() << file << " was taken";
            return {};
        }
        return candidate.error().message;
    }

    std::string refusal(const Entries& entries)
    {
        writeZip(m_package, entries);
        return refusal(m_package);
    }

    /// An honest package with one more entry.
    std::string refusalOfExtra(const ZipEntry& extra)
    {
        Entries entries = gainEntries();
        entries.push_back(extra);
        return refusal(entries);
    }

    /// An honest package with one text of its manifest replaced.
    std::string refusalWithManifest(const std::string& from, const std::string& to)
    {
        Entries entries = gainEntries();
        const size_t place = entries[0].content.find(from);
        EXPECT_NE(place, std::string::npos) << from;
        entries[0].content.replace(place, from.size(), to);
        return refusal(entries);
    }

    fs::path m_package = m_packages / "bad.stplugin";
    std::string m_library = std::string(packagePlatform()) + "/gain.so";
};

TEST_F(RefusedPackage, WithZipSlip)
{
    EXPECT_THAT(refusalOfExtra({"../../../evil", "x"}),
                AllOf(HasSubstr("bad.stplugin is refused"), HasSubstr("\"../../../evil\" goes out of"),
                      HasSubstr(kAskAuthor)));
    EXPECT_THAT(refusalOfExtra({"presets/../../../evil", "x"}), HasSubstr(".."));
}

TEST_F(RefusedPackage, WithAnAbsolutePath)
{
    EXPECT_THAT(refusalOfExtra({(m_folder.path() / "evil").string(), "x"}),
                AllOf(HasSubstr("bad.stplugin"), HasSubstr("is absolute"), HasSubstr(kAskAuthor)));
}

TEST_F(RefusedPackage, WithASymbolicLink)
{
    EXPECT_THAT(refusalOfExtra({"link", "/etc/passwd", Kind::Link}),
                AllOf(HasSubstr("bad.stplugin"), HasSubstr("\"link\" is a link"), HasSubstr(kAskAuthor)));
}

/// Zip files cannot hold any; archives that can are no packages, whatever they are called.
TEST_F(RefusedPackage, WithAHardLink)
{
    Entries entries = gainEntries();
    entries.push_back({"link", "LICENSE", Kind::HardLink});
    writeTar(m_package, entries);
    EXPECT_THAT(refusal(m_package), HasSubstr("bad.stplugin"));
    const Result<Manifest> manifest = readPackage(m_package, m_folder.path() / "unpacked");
    ASSERT_FALSE(manifest);
    EXPECT_THAT(manifest.error().message,
                AllOf(HasSubstr("bad.stplugin is damaged, or no package"), HasSubstr("Download it again")));
}

/// Nobody ever writes to it: to open it would be to wait for ever.
TEST_F(RefusedPackage, ThatIsAPipe)
{
    for (const char* name : {"bad.stplugin", "bad.so"}) {
        const fs::path pipe = m_packages / name;
        ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
        EXPECT_FALSE(isPackage(pipe));
        EXPECT_THAT(refusal(pipe), AllOf(HasSubstr(name), HasSubstr("is a pipe or a device")));
    }
}

TEST_F(RefusedPackage, ThatIsABombByRatio)
{
    writeZipWithZeros(m_package, gainEntries(), 64u << 20);
    EXPECT_THAT(refusal(m_package), AllOf(HasSubstr("bad.stplugin"),
                                          HasSubstr("more than 100 times its size"), HasSubstr(kAskAuthor)));
}

TEST_F(RefusedPackage, ThatIsABombBySize)
{
    // Ballast that does not shrink keeps the ratio down.
    std::string noise(6u << 20, '\0');
    std::mt19937 random(5);
    std::generate(noise.begin(), noise.end(), [&] { return static_cast<char>(random() & 0xff); });
    Entries entries = gainEntries();
    entries.push_back({"noise", noise});
    writeZip(m_package, entries);
    claimSize(m_package, "noise", static_cast<uint32_t>(kMostUnpackedBytes));
    EXPECT_THAT(refusal(m_package),
                AllOf(HasSubstr("bad.stplugin"), HasSubstr("512 MiB"), HasSubstr(kAskAuthor)));
}

TEST_F(RefusedPackage, WithANameTwice)
{
    EXPECT_THAT(
        refusalOfExtra({"LICENSE", "x"}),
        AllOf(HasSubstr("bad.stplugin"), HasSubstr("\"LICENSE\" is there twice"), HasSubstr(kAskAuthor)));
}

TEST_F(RefusedPackage, WithNamesThatDifferInCaseOnly)
{
    EXPECT_THAT(refusalOfExtra({"license", "x"}),
                AllOf(HasSubstr("\"license\" and \"LICENSE\" are one name"), HasSubstr(kAskAuthor)));
    EXPECT_THAT(refusalOfExtra({"METADATA.JSON", "{}"}),
                AllOf(HasSubstr("\"METADATA.JSON\""), HasSubstr("StellaTune uses itself")));
}

TEST_F(RefusedPackage, ForAnotherPlatform)
{
    EXPECT_THAT(refusalWithManifest(std::string(packagePlatform()) + "\":", "windows-arm\":"),
                AllOf(HasSubstr("bad.stplugin"),
                      HasSubstr("was built for windows-arm; this is " + std::string(packagePlatform()))));
}

TEST_F(RefusedPackage, ForAnotherVersionOfTheInterface)
{
    EXPECT_THAT(refusalWithManifest("\"api_version\": 9", "\"api_version\": 8"),
                AllOf(HasSubstr("bad.stplugin"), HasSubstr("newer version of the plugin")));
    EXPECT_THAT(refusalWithManifest("\"api_version\": 9", "\"api_version\": 10"),
                AllOf(HasSubstr("bad.stplugin"), HasSubstr("newer version of StellaTune")));
    EXPECT_THAT(refusal(gainEntries("wrong_version")),
                AllOf(HasSubstr("gain.so"), HasSubstr("interface version 8")))
        << "the manifest may say otherwise";
}

TEST_F(RefusedPackage, WithoutItsLibrary)
{
    Entries entries = gainEntries();
    entries.pop_back();
    EXPECT_THAT(refusal(entries),
                AllOf(HasSubstr("bad.stplugin does not hold " + m_library), HasSubstr("build it again")));
}

TEST_F(RefusedPackage, WithoutAManifest)
{
    Entries entries = gainEntries();
    entries.erase(entries.begin());
    EXPECT_THAT(refusal(entries),
                AllOf(HasSubstr("bad.stplugin has no plugin.json"), HasSubstr("stellatune_add_plugin()")));
}

TEST_F(RefusedPackage, WithAnUnreadableManifest)
{
    Entries entries = gainEntries();
    entries[0].content = "{ this is no JSON";
    EXPECT_THAT(refusal(entries),
                AllOf(HasSubstr("bad.stplugin: plugin.json: is no JSON"), HasSubstr("Mend it")));
}

TEST_F(RefusedPackage, WithTenThousandFiles)
{
    Entries entries = gainEntries();
    for (int i = 0; i < 10'000; ++i)
        entries.push_back({"many/" + std::to_string(i), ""});
    EXPECT_THAT(refusal(entries),
                AllOf(HasSubstr("bad.stplugin holds more than 2000 files"), HasSubstr(kAskAuthor)));
}

TEST_F(RefusedPackage, WithATextFileForALibrary)
{
    Entries entries = gainEntries();
    entries[2].content = "Dear diary,\n";
    EXPECT_THAT(refusal(entries), AllOf(HasSubstr("bad.stplugin: gain.so is a text file, not a library"),
                                        HasSubstr(kAskAuthor)));
}

TEST_F(RefusedPackage, ThatIsCutShort)
{
    const std::string whole = readText(m_first);
    for (size_t part = 1; part < 8; ++part) {
        std::ofstream(m_package, std::ios::binary | std::ios::trunc)
            << whole.substr(0, whole.size() * part / 8);
        EXPECT_THAT(refusal(m_package),
                    AllOf(HasSubstr("bad.stplugin is damaged"), HasSubstr("Download it again")));
    }
    std::ofstream(m_package, std::ios::trunc) << "";
    EXPECT_THAT(refusal(m_package), HasSubstr("bad.stplugin is empty"));
}

TEST_F(RefusedPackage, ThatWantsAPassword)
{
    writeEncryptedZip(m_package, gainEntries());
    EXPECT_THAT(refusal(m_package),
                AllOf(HasSubstr("bad.stplugin"), HasSubstr("is encrypted"), HasSubstr(kAskAuthor)));
}

TEST_F(RefusedPackage, WithoutAnEntryPoint)
{
    EXPECT_THAT(refusal(gainEntries("no_entry")), AllOf(HasSubstr("gain.so"), HasSubstr("does not export")));
}

TEST_F(RefusedPackage, WithAPluginThatIsAnother)
{
    EXPECT_THAT(refusal(gainEntries("two_builds_2", "1.0.0")),
                AllOf(HasSubstr("gain.so says that it is org.stellatune.test.gain 2.0.0"),
                      HasSubstr("build the package again")));
}

TEST_F(RefusedPackage, WithAPluginThatCrashes)
{
    EXPECT_THAT(refusal(gainEntries("crashes_in_entry")),
                AllOf(HasSubstr(kCrashed), HasSubstr(kAnotherBuild)));
}

TEST_F(RefusedPackage, WithAPluginThatHangs)
{
    m_store.reset();
    ProbeSettings probe = probeBesideThisProgram();
    probe.limit = std::chrono::milliseconds(300);
    Result<std::unique_ptr<PluginStore>> store = PluginStore::open(m_storeFolder, probe);
    ASSERT_TRUE(store) << store.error().message;
    m_store = std::move(*store);
    for (const char* fixture : {"hangs_in_entry", "hangs_in_shutdown"})
        EXPECT_THAT(
            refusal(gainEntries(fixture)),
            AllOf(HasSubstr("gain.so did not finish"), HasSubstr("within 0.3 s"), HasSubstr(kAnotherBuild)));
}

TEST_F(RefusedPackage, WithAPluginThatExits)
{
    EXPECT_THAT(
        refusal(gainEntries("exits_in_entry")),
        AllOf(HasSubstr("gain.so ended the process"), HasSubstr("exit code 0"), HasSubstr(kAnotherBuild)));
}

TEST_F(RefusedPackage, WithAPluginThatWritesIntoTheAnswer)
{
    EXPECT_THAT(refusal(gainEntries("scribbles_in_entry")),
                AllOf(HasSubstr("gain.so wrote into files that are not its own"), HasSubstr(kAnotherBuild)));
}

/// What a plugin prints does not mix with what is asked of it.
TEST_F(RefusedPackage, ButNotWithAPluginThatPrints)
{
    const Result<InstallCandidate> bare = m_store->examine(pluginFile("prints_in_entry"));
    ASSERT_TRUE(bare) << bare.error().message;
    EXPECT_EQ(bare->manifest.id, kGainId);
    m_store->discard(*bare);
    expectTidy(*m_store, m_storeFolder);
}

} // namespace
} // namespace stellatune
