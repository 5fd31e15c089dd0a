#include "pluginhost/base/atomic_file.h"
#include "tests/fixtures/encoded_audio.h"

#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

std::string contentOf(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

size_t entriesOf(const std::filesystem::path& folder)
{
    const std::filesystem::directory_iterator entries(folder);
    return static_cast<size_t>(std::distance(begin(entries), end(entries)));
}

TEST(AtomicFile, ReplacesWhatWasThere)
{
    const fixtures::TempFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "a.json", "old and long"));
    ASSERT_TRUE(writeFileAtomically(folder / "a.json", "new"));
    EXPECT_EQ(contentOf(folder / "a.json"), "new");
    EXPECT_EQ(entriesOf(folder.path()), 1U);
}

TEST(AtomicFile, LeavesNothingBehindWhenItFails)
{
    const fixtures::TempFolder folder;
    std::filesystem::create_directories(folder / "a.json" / "in the way");
    const Result<void> onFolder = writeFileAtomically(folder / "a.json", "text");
    ASSERT_FALSE(onFolder);
    EXPECT_NE(onFolder.error().message.find("a.json"), std::string::npos);
    EXPECT_EQ(entriesOf(folder.path()), 1U);
    EXPECT_FALSE(writeFileAtomically(folder / "no" / "folder.json", "text"));
}

TEST(AtomicFile, ClearsWhatADeadWriterLeft)
{
    const fixtures::TempFolder folder;
    for (const char* name :
         {"a.json", "a.json.0a1b2c3d.tmp", "a.json.0a1b2c3g.tmp", "a.json.tmp", "b.json.0a1b2c3d.tmp"})
        std::ofstream(folder / name) << name;
    removeTemporariesOf(folder / "a.json");
    EXPECT_EQ(entriesOf(folder.path()), 4U);
    EXPECT_FALSE(std::filesystem::exists(folder / "a.json.0a1b2c3d.tmp"));
}

} // namespace
} // namespace stellatune
