#include "pluginhost/package/fingerprint.h"

#include "tests/fixtures/child_process.h"

#include <chrono>
#include <filesystem>
#include <fstream>
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
        const Result<Fingerprint> result = fingerprintOf(m_manifest, m_library, known);
        EXPECT_TRUE(result) << result.error().message;
        return *result;
    }

    TemporaryFolder m_folder;
    fs::path m_manifest = m_folder.path() / "plugin.json";
    fs::path m_library = m_folder.path() / "gain.so";
};

/// Stored lists of plugins depend on these fields and on this digest: sha256 of the manifest's length in
/// eight bytes, lowest first, the manifest and the library.
TEST_F(FingerprintTest, IsMadeOfTheseFieldsAndNoOthers)
{
    const Fingerprint made = fingerprint();
    const auto& [manifest, artifact, sha256] = made;
    const auto& [size, modifiedNs, changedNs, inode] = artifact;
    EXPECT_EQ(manifest.size, 2U);
    EXPECT_EQ(size, 7U);
    EXPECT_GT(modifiedNs, 1'600'000'000LL * 1'000'000'000);
    EXPECT_GE(changedNs, modifiedNs);
    EXPECT_NE(inode, 0U);
    EXPECT_NE(inode, manifest.inode);
    // printf '\2\0\0\0\0\0\0\0{}library' | sha256sum
    EXPECT_EQ(sha256, "04cdb32daba3c47c47d7b0f8c7462c0d9fe86ee381d9f90fc4d35e4234c42d2e");
}

TEST_F(FingerprintTest, KnowsABareLibraryByItsEmptyManifest)
{
    const Result<Fingerprint> bare = fingerprintOf({}, m_library);
    ASSERT_TRUE(bare);
    EXPECT_EQ(bare->manifest, FileStamp{});
    EXPECT_NE(bare->sha256, fingerprint().sha256);
}

TEST_F(FingerprintTest, SeesEachByteAndWhereItIs)
{
    const std::string before = fingerprint().sha256;
    write(m_library, "Library");
    EXPECT_NE(fingerprint().sha256, before);
    write(m_manifest, "{}l");
    write(m_library, "ibrary");
    EXPECT_NE(fingerprint().sha256, before) << "a byte moved from one file to the other";
    write(m_manifest, "{}");
    write(m_library, "library");
    EXPECT_EQ(fingerprint().sha256, before);
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

TEST_F(FingerprintTest, EachFieldOfAStampCounts)
{
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
}

TEST_F(FingerprintTest, SurvivesMovingTheFolder)
{
    const Fingerprint before = fingerprint();
    const TemporaryFolder other;
    fs::rename(m_folder.path(), other.path() / "moved");
    const Result<Fingerprint> after =
        fingerprintOf(other.path() / "moved" / "plugin.json", other.path() / "moved" / "gain.so");
    ASSERT_TRUE(after);
    EXPECT_EQ(*after, before);
}

TEST_F(FingerprintTest, TellsWhatIsMissing)
{
    fs::remove(m_library);
    const Result<Fingerprint> result = fingerprintOf(m_manifest, m_library);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::NotFound);
    EXPECT_NE(result.error().message.find("gain.so"), std::string::npos);
}

} // namespace
} // namespace stellatune
