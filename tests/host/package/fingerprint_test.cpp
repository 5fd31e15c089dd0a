#include "pluginhost/package/fingerprint.h"

#include "tests/fixtures/child_process.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryFolder;

class FingerprintTest : public ::testing::Test {
  protected:
    FingerprintTest()
    {
        write(m_manifest, "{}");
        write(m_library, "library");
    }

    static void write(const fs::path& file, std::string_view text)
    {
        std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
    }

    Fingerprint fingerprint(const Fingerprint* known = nullptr)
    {
        const Result<Fingerprint> result = fingerprintOf(files(), known);
        if (!result)
            throw std::runtime_error(result.error().message);
        return *result;
    }

    BuildFiles files() const { return {m_folder.path(), std::nullopt, m_manifest, m_library}; }
    BuildFiles bareFiles() const { return {m_folder.path(), std::nullopt, {}, m_library}; }

    TemporaryFolder m_folder;
    fs::path m_manifest = m_folder.path() / "plugin.json";
    fs::path m_library = m_folder.path() / "gain.so";
};

/// Stored lists of plugins depend on these fields and on this digest: sha256 over the sha256 of the manifest,
/// of the library, and of each side file's name and content, sorted by name.
TEST_F(FingerprintTest, IsMadeOfTheseFieldsAndNoOthers)
{
    const Fingerprint made = fingerprint();
    const auto& [manifest, artifact, sha256, sideStamps] = made;
    const auto& [size, modifiedNs, changedNs, inode] = artifact;
    EXPECT_EQ(manifest.size, 2U);
    EXPECT_EQ(size, 7U);
    EXPECT_GT(modifiedNs, 1'600'000'000LL * 1'000'000'000);
    EXPECT_GE(changedNs, modifiedNs);
    EXPECT_NE(inode, 0U);
    EXPECT_NE(inode, manifest.inode);
    EXPECT_EQ(sideStamps, "");
    // digest() { printf %s "$1" | sha256sum | cut -c-64 | xxd -r -p; }
    // { digest {}; digest library; } | sha256sum
    EXPECT_EQ(sha256, "565412ce14ff96f45ab460b401707c79ca9f9d8a59b37e1f970a15eaf387423d");

    fs::create_directory(m_folder.path() / "presets");
    write(m_folder.path() / "presets" / "b", "soft");
    write(m_folder.path() / "LICENSE", "free");
    const Fingerprint more = fingerprint();
    EXPECT_EQ(more.manifest, manifest);
    EXPECT_EQ(more.artifact, artifact);
    EXPECT_EQ(more.sideStamps.size(), 64U);
    // { digest {}; digest library; digest LICENSE; digest free; digest presets/b; digest soft; } | sha256sum
    EXPECT_EQ(more.sha256, "36858531686fbba9739beb0ad18fcf06f2fdfddff49718d90d065abda39174b0");
}

TEST_F(FingerprintTest, KnowsABareLibraryByItsEmptyManifest)
{
    fs::remove(m_manifest);
    const Result<Fingerprint> bare = fingerprintOf(bareFiles());
    ASSERT_TRUE(bare) << bare.error().message;
    EXPECT_EQ(bare->manifest, FileStamp{});
    write(m_manifest, "{}");
    EXPECT_NE(bare->sha256, fingerprint().sha256);
}

TEST_F(FingerprintTest, SeesEachByteAndWhereItIs)
{
    const fs::path side = m_folder.path() / "side";
    write(side, "side");
    const std::string before = fingerprint().sha256;
    write(m_library, "Library");
    EXPECT_NE(fingerprint().sha256, before);
    write(m_manifest, "{}l");
    write(m_library, "ibrary");
    EXPECT_NE(fingerprint().sha256, before) << "a byte moved from one file to the other";
    write(m_manifest, "{}");
    write(m_library, "librarys");
    write(side, "ide");
    EXPECT_NE(fingerprint().sha256, before) << "a byte moved from one file to the other";
    write(m_library, "library");
    write(side, "side");
    EXPECT_EQ(fingerprint().sha256, before);
}

/// A rebuild may change nothing but a file beside the library.
TEST_F(FingerprintTest, SideFilesCount)
{
    const Fingerprint none = fingerprint();
    const fs::path side = m_folder.path() / "side";
    write(side, "x");
    const Fingerprint added = fingerprint(&none);
    EXPECT_FALSE(added.isSameBuild(none)) << "added";
    write(side, "y");
    const Fingerprint changed = fingerprint(&added);
    EXPECT_FALSE(changed.isSameBuild(added)) << "changed";
    fs::create_directory(m_folder.path() / "folder");
    fs::rename(side, m_folder.path() / "folder" / "side");
    const Fingerprint moved = fingerprint(&changed);
    EXPECT_FALSE(moved.isSameBuild(changed)) << "moved";
    fs::remove(m_folder.path() / "folder" / "side");
    EXPECT_TRUE(fingerprint(&moved).isSameBuild(none)) << "removed";
}

TEST_F(FingerprintTest, WhatTheStoreKeepsThereDoesNotCount)
{
    const Fingerprint before = fingerprint();
    write(m_folder.path() / "metadata.json", "{}");
    write(m_folder.path() / "metadata.json.0a1b2c3d.tmp", "{");
    EXPECT_EQ(fingerprint(), before);
    fs::create_directory(m_folder.path() / "data");
    EXPECT_EQ(fingerprint(), before) << "nor an empty folder";
    write(m_folder.path() / "data" / "metadata.json", "{}");
    EXPECT_NE(fingerprint().sha256, before.sha256) << "of the package";
}

TEST_F(FingerprintTest, HashesAgainOnlyWhenAStampDiffers)
{
    Fingerprint known = fingerprint();
    known.sha256 = "from memory"; // would be gone after hashing
    EXPECT_EQ(fingerprint(&known).sha256, "from memory");

    // Size and modification time as before, content not.
    const auto time = fs::last_write_time(m_library);
    write(m_library, "xibrary");
    fs::last_write_time(m_library, time);
    EXPECT_NE(fingerprint(&known).sha256, "from memory");
}

TEST_F(FingerprintTest, HashesAgainOnlyWhenAStampOfASideFileDiffers)
{
    const fs::path side = m_folder.path() / "side";
    write(side, "x");
    Fingerprint known = fingerprint();
    known.sha256 = "from memory";
    EXPECT_EQ(fingerprint(&known).sha256, "from memory");
    const auto time = fs::last_write_time(side);
    write(side, "y");
    fs::last_write_time(side, time);
    EXPECT_NE(fingerprint(&known).sha256, "from memory");
}

TEST_F(FingerprintTest, EachFieldOfAStampCounts)
{
    write(m_folder.path() / "side", "x");
    const Fingerprint now = fingerprint();
    for (FileStamp Fingerprint::*file : {&Fingerprint::manifest, &Fingerprint::artifact}) {
        for (int field = 0; field < 4; ++field) {
            Fingerprint known = now;
            known.sha256 = "from memory";
            FileStamp& stamp = known.*file;
            if (field == 0)
                stamp.size += 1;
            else if (field == 1)
                stamp.modifiedNs += 1;
            else if (field == 2)
                stamp.changedNs += 1;
            else
                stamp.inode += 1;
            EXPECT_EQ(fingerprint(&known), now) << field;
        }
    }
    Fingerprint known = now;
    known.sha256 = "from memory";
    known.sideStamps[0] = known.sideStamps[0] == '0' ? '1' : '0';
    EXPECT_EQ(fingerprint(&known), now);
}

TEST_F(FingerprintTest, SurvivesMovingTheFolder)
{
    write(m_folder.path() / "side", "x");
    const Fingerprint before = fingerprint();
    const TemporaryFolder other;
    const fs::path moved = other.path() / "moved";
    fs::rename(m_folder.path(), moved);
    const Result<Fingerprint> after =
        fingerprintOf({moved, std::nullopt, moved / "plugin.json", moved / "gain.so"});
    ASSERT_TRUE(after) << after.error().message;
    EXPECT_EQ(*after, before);
}

TEST_F(FingerprintTest, TellsWhatIsMissing)
{
    fs::remove(m_library);
    const Result<Fingerprint> result = fingerprintOf(files());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::NotFound);
    EXPECT_NE(result.error().message.find("gain.so"), std::string::npos);
}

} // namespace
} // namespace stellatune
