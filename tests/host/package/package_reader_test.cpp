// Every way in which a package may be more or less than it says. Whatever is refused leaves nothing behind.
#include "pluginhost/package/package_reader.h"

#include "pluginhost/package/package_path.h"
#include "tests/fixtures/child_process.h"
#include "tests/fixtures/plugins/plugin_files.h"
#include "tests/host/package/package_fixture.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace stellatune::testing;
using Kind = ZipEntry::Kind;

class PackageReader : public ::testing::Test {
  protected:
    PackageReader()
    {
        fs::create_directory(m_inside);
        fs::create_directory(m_packages);
    }

    /// Reads it and sees that it is refused without a trace.
    Error refusal(const fs::path& package)
    {
        const std::vector<std::string> before = listingOf(m_folder.path());
        const Result<Manifest> manifest = readPackage(package, m_target);
        EXPECT_EQ(listingOf(m_folder.path()), before) << "left behind";
        if (manifest) {
            ADD_FAILURE() << package << " was taken";
            return {};
        }
        EXPECT_THAT(manifest.error().message, HasSubstr(package.filename().string()));
        return manifest.error();
    }

    Error refusal(const std::vector<ZipEntry>& entries)
    {
        writeZip(m_packages / "test.stplugin", entries);
        return refusal(m_packages / "test.stplugin");
    }

    /// An honest package with one more entry.
    Error refusalOfExtra(const ZipEntry& extra)
    {
        std::vector<ZipEntry> entries = gainEntries();
        entries.push_back(extra);
        return refusal(entries);
    }

    /// An honest package with one text of its manifest replaced.
    Error refusalWithManifest(const std::string& from, const std::string& to)
    {
        std::vector<ZipEntry> entries = gainEntries();
        const size_t place = entries[0].content.find(from);
        EXPECT_NE(place, std::string::npos) << from;
        entries[0].content.replace(place, from.size(), to);
        return refusal(entries);
    }

    TemporaryFolder m_folder;
    fs::path m_packages = m_folder.path() / "packages";
    fs::path m_inside = m_folder.path() / "store";
    fs::path m_target = m_inside / "target";
    std::string m_library = std::string(packagePlatform()) + "/gain.so";
};

TEST_F(PackageReader, UnpacksAnHonestPackage)
{
    std::vector<ZipEntry> entries = gainEntries();
    entries.push_back({"presets/", "", Kind::Folder});
    entries.push_back({"presets/soft.json", "{}"});
    writeZip(m_packages / "gain.stplugin", entries);
    const Result<Manifest> manifest = readPackage(m_packages / "gain.stplugin", m_target);
    ASSERT_TRUE(manifest) << manifest.error().message;
    EXPECT_EQ(manifest->id, "org.stellatune.test.gain");
    EXPECT_THAT(listingOf(m_target), ElementsAre("LICENSE", std::string(packagePlatform()) + "/", m_library,
                                                 "plugin.json", "presets/", "presets/soft.json"));
    EXPECT_EQ(readText(m_target / m_library), readText(pluginFile("two_builds_1")));
}

TEST_F(PackageReader, UnpacksWhatTheBuildPacked)
{
    const Result<Manifest> manifest = readPackage(STELLATUNE_REAL_PACKAGE, m_target);
    ASSERT_TRUE(manifest) << manifest.error().message;
    EXPECT_EQ(manifest->id, "org.stellatune.decoder.openmpt");
    EXPECT_TRUE(fs::exists(m_target / "LICENSE"));
}

TEST_F(PackageReader, RefusesZipSlip)
{
    for (const char* name : {"../evil", "a/../../evil", "..", "a/..", "./../evil"})
        EXPECT_THAT(refusalOfExtra({name, "evil"}).message, HasSubstr("..")) << name;
    EXPECT_EQ(refusalOfExtra({"..\\evil", "evil"}).code, ErrorCode::Corrupt);
    EXPECT_EQ(refusalOfExtra({"../evil/", "", Kind::Folder}).code, ErrorCode::Corrupt);
}

TEST_F(PackageReader, RefusesAbsolutePathsAndDrives)
{
    EXPECT_THAT(refusalOfExtra({(m_folder.path() / "evil").string(), "evil"}).message,
                HasSubstr("is absolute"));
    EXPECT_THAT(refusalOfExtra({"C:/evil", "evil"}).message, HasSubstr("':'"));
    EXPECT_THAT(refusalOfExtra({"C:\\evil", "evil"}).message, HasSubstr("':'"));
    EXPECT_EQ(refusalOfExtra({"\\\\server\\evil", "evil"}).code, ErrorCode::Corrupt);
}

TEST_F(PackageReader, RefusesLinksAndDevices)
{
    EXPECT_THAT(refusalOfExtra({"link", "/etc/passwd", Kind::Link}).message, HasSubstr("is a link"));
    EXPECT_THAT(refusalOfExtra({"link", "LICENSE", Kind::Link}).message, HasSubstr("is a link"));
    EXPECT_THAT(refusalOfExtra({"device", "", Kind::Device}).message,
                HasSubstr("neither a file nor a folder"));
}

TEST_F(PackageReader, RefusesANameBehindALink)
{
    std::vector<ZipEntry> entries = gainEntries();
    entries.push_back({"out", m_folder.path().string(), Kind::Link});
    entries.push_back({"out/evil", "evil"});
    EXPECT_THAT(refusal(entries).message, HasSubstr("is a link"));
}

TEST_F(PackageReader, RefusesNamesThatAreOne)
{
    EXPECT_THAT(refusalOfExtra({"LICENSE", "again"}).message, HasSubstr("is there twice"));
    EXPECT_THAT(refusalOfExtra({"License", "again"}).message, HasSubstr("one name"));
    EXPECT_THAT(refusalOfExtra({"LICENSE/inside", "x"}).message, HasSubstr("both a file and a folder"));
    EXPECT_THAT(refusalOfExtra({std::string(packagePlatform()), "x"}).message,
                HasSubstr("both a file and a folder"));
    std::vector<ZipEntry> entries = gainEntries();
    entries.push_back({"Presets/a", "x"});
    entries.push_back({"presets/b", "x"});
    EXPECT_THAT(refusal(entries).message, HasSubstr("one name"));
}

TEST_F(PackageReader, RefusesBombsByRatio)
{
    const fs::path bomb = m_packages / "ratio.stplugin";
    writeZipWithZeros(bomb, gainEntries(), 64u << 20);
    ASSERT_LT(fs::file_size(bomb), 300'000U);
    EXPECT_THAT(refusal(bomb).message, HasSubstr("times its size"));
}

TEST_F(PackageReader, RefusesBombsBySize)
{
    // Ballast that does not shrink keeps the ratio down.
    std::string noise(6u << 20, '\0');
    std::mt19937 random(5);
    for (char& byte : noise)
        byte = static_cast<char>(random() & 0xff);
    std::vector<ZipEntry> entries = gainEntries();
    entries.push_back({"noise", noise});
    const fs::path bomb = m_packages / "size.stplugin";
    writeZip(bomb, entries);
    claimSize(bomb, "noise", static_cast<uint32_t>(kMostUnpackedBytes));
    EXPECT_THAT(refusal(bomb).message, HasSubstr("512 MiB"));
}

TEST_F(PackageReader, RefusesBombsThatClaimToBeSmall)
{
    const fs::path bomb = m_packages / "claim.stplugin";
    writeZipWithZeros(bomb, gainEntries(), 64u << 20);
    claimSize(bomb, "zeros", 10);
    EXPECT_EQ(refusal(bomb).code, ErrorCode::Corrupt);
}

/// Some methods take as much memory as the package says.
TEST_F(PackageReader, RefusesUnusualCompression)
{
    for (const char method : {'\1', '\11', '\14', '\16', '\137'}) { // implode, deflate64, bzip2, LZMA, xz
        const fs::path package = gainPackage(m_packages);
        claimMethod(package, m_library, method);
        EXPECT_THAT(refusal(package).message, HasSubstr("use deflate")) << int(method);
    }
}

TEST_F(PackageReader, RefusesTenThousandFiles)
{
    std::vector<ZipEntry> entries = gainEntries();
    for (int i = 0; i < 10'000; ++i)
        entries.push_back({"many/" + std::to_string(i), ""});
    EXPECT_THAT(refusal(entries).message, HasSubstr("holds more than 2000 files"));
}

TEST_F(PackageReader, RefusesAnotherPlatform)
{
    const Error error = refusalWithManifest(std::string(packagePlatform()) + "\":", "windows-arm\":");
    EXPECT_EQ(error.code, ErrorCode::Unsupported);
    EXPECT_THAT(error.message,
                HasSubstr("was built for windows-arm; this is " + std::string(packagePlatform())));
}

TEST_F(PackageReader, RefusesAnotherInterfaceVersion)
{
    const Error error = refusalWithManifest("\"api_version\": 9", "\"api_version\": 8");
    EXPECT_EQ(error.code, ErrorCode::Unsupported);
    EXPECT_THAT(error.message, HasSubstr("api_version"));
}

TEST_F(PackageReader, RefusesAPackageWithoutItsLibrary)
{
    std::vector<ZipEntry> entries = gainEntries();
    entries.pop_back();
    EXPECT_THAT(refusal(entries).message, HasSubstr("does not hold " + m_library));
    entries.push_back({m_library, "", Kind::Folder});
    EXPECT_THAT(refusal(entries).message, HasSubstr("does not hold " + m_library));
}

TEST_F(PackageReader, RefusesMissingAndUnreadableManifests)
{
    std::vector<ZipEntry> entries = gainEntries();
    entries[0].content = "{ this is no JSON";
    EXPECT_THAT(refusal(entries).message, HasSubstr("plugin.json: is no JSON"));
    entries[0].content = std::string(100'000, ' ');
    EXPECT_THAT(refusal(entries).message, HasSubstr("plugin.json of more than"));
    entries.erase(entries.begin());
    EXPECT_THAT(refusal(entries).message, HasSubstr("has no plugin.json"));
    EXPECT_EQ(refusal(std::vector<ZipEntry>{}).code, ErrorCode::Corrupt);
}

TEST_F(PackageReader, RefusesALibraryThatIsNone)
{
    std::vector<ZipEntry> entries = gainEntries();
    const std::string whole = entries[2].content;
    entries[2].content = "Dear diary,\n";
    EXPECT_THAT(refusal(entries).message, HasSubstr("gain.so is a text file"));
    entries[2].content = "";
    EXPECT_THAT(refusal(entries).message, HasSubstr("gain.so is empty"));
    entries[2].content = whole.substr(0, whole.size() / 2);
    EXPECT_THAT(refusal(entries).message, HasSubstr("cut short"));
    entries[2].content = std::string("MZ\x90\0\x03", 5);
    EXPECT_EQ(refusal(entries).code, ErrorCode::Unsupported);
}

TEST_F(PackageReader, KeepsItsOwnFileNameToItself)
{
    for (const char* name : {"metadata.json", "Metadata.JSON", "metadata.json.0a1b2c3d.tmp",
                             "metadata.json/x", "METADATA.json/x"})
        EXPECT_THAT(refusalOfExtra({name, "{}"}).message, HasSubstr("StellaTune uses itself")) << name;
    EXPECT_THAT(refusalOfExtra({"metadata.json/", "", Kind::Folder}).message,
                HasSubstr("StellaTune uses itself"));
}

TEST_F(PackageReader, RefusesAManifestInOtherLetters)
{
    std::vector<ZipEntry> entries = gainEntries();
    entries[0].name = "Plugin.JSON";
    EXPECT_THAT(refusal(entries).message,
                AllOf(HasSubstr("\"Plugin.JSON\""), HasSubstr("has to be called plugin.json")));
}

TEST_F(PackageReader, RefusesWhatIsNoPackage)
{
    std::ofstream(m_packages / "text.stplugin") << "no zip";
    EXPECT_EQ(refusal(m_packages / "text.stplugin").code, ErrorCode::Corrupt);
    std::ofstream(m_packages / "empty.stplugin") << "";
    EXPECT_EQ(refusal(m_packages / "empty.stplugin").code, ErrorCode::Corrupt);
    EXPECT_EQ(refusal(m_packages / "missing.stplugin").code, ErrorCode::NotFound);
}

TEST_F(PackageReader, RefusesPackagesCutAnywhere)
{
    const std::string whole = readText(gainPackage(m_packages));
    const fs::path cut = m_packages / "cut.stplugin";
    for (size_t size = 0; size + 1 < whole.size(); size += whole.size() / 60 + 1) {
        std::ofstream(cut, std::ios::binary | std::ios::trunc) << whole.substr(0, size);
        EXPECT_EQ(refusal(cut).code, ErrorCode::Corrupt) << size;
    }
}

TEST_F(PackageReader, RefusesDamagedContent)
{
    std::string bytes = readText(gainPackage(m_packages));
    const size_t middle = bytes.size() / 2;
    bytes[middle] = static_cast<char>(bytes[middle] ^ 0x55);
    const fs::path damaged = m_packages / "damaged.stplugin";
    std::ofstream(damaged, std::ios::binary) << bytes;
    EXPECT_THAT(refusal(damaged).message, HasSubstr("is damaged"));
}

TEST_F(PackageReader, DoesNotWriteIntoAFolderThatIsThere)
{
    fs::create_directory(m_target);
    std::ofstream(m_target / "mine") << "x";
    const Result<Manifest> manifest = readPackage(gainPackage(m_packages), m_target);
    EXPECT_FALSE(manifest);
    EXPECT_THAT(listingOf(m_target), ElementsAre("mine"));
}

} // namespace
} // namespace stellatune
