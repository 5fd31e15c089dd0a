// Reading libraries' files, whole and garbled.
#include "pluginhost/module/elf_image.h"

#include "tests/fixtures/encoded_audio.h"
#include "tests/fixtures/plugins/plugin_files.h"

#include <algorithm>
#include <cstddef>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::pluginFile;

std::vector<std::byte> fileOf(const char* fixture)
{
    const std::vector<unsigned char> bytes = fixtures::readBytes(pluginFile(fixture));
    std::vector<std::byte> file(bytes.size());
    std::transform(bytes.begin(), bytes.end(), file.begin(),
                   [](unsigned char byte) { return std::byte{byte}; });
    return file;
}

TEST(ElfImage, readsAnOrdinaryPlugin)
{
    const Result<ElfImage> image = readElf(pluginFile("two_builds_1"));
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_TRUE(image->isSharedLibrary);
    EXPECT_FALSE(image->hasExecutableStack);
    EXPECT_FALSE(image->hasTextRelocations);
    EXPECT_FALSE(image->isNeverUnloaded);
    EXPECT_TRUE(image->hasSymbolTable);
    EXPECT_THAT(image->needed, Contains(HasSubstr("libc.so")));
    const ElfSymbol* entry = image->find("stellatune_plugin_entry");
    ASSERT_NE(entry, nullptr);
    EXPECT_TRUE(entry->isDefined);
    const ElfSymbol* taken = image->find("malloc");
    ASSERT_NE(taken, nullptr);
    EXPECT_FALSE(taken->isDefined);
    EXPECT_EQ(image->pin(), "");
}

TEST(ElfImage, seesWhatKeepsALibraryLoaded)
{
    const Result<ElfImage> unique = readElf(pluginFile("unique_symbol"));
    ASSERT_TRUE(unique) << unique.error().message;
    EXPECT_THAT(unique->pin(), HasSubstr("unique symbol"));
    const Result<ElfImage> tls = readElf(pluginFile("tls_destructor"));
    ASSERT_TRUE(tls) << tls.error().message;
    EXPECT_TRUE(tls->hasThreadLocalData);
    EXPECT_THAT(tls->pin(), HasSubstr("thread_local"));
}

TEST(ElfImage, readsWhereALibraryLooksForOthers)
{
    const Result<ElfImage> image = readElf(pluginFile("build_1/private_side_library"));
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_THAT(image->searchPaths, Contains("$ORIGIN"));
    EXPECT_THAT(image->needed, Contains("libfixture_side.so"));
    const Result<ElfImage> side = readElf(pluginFile("build_1/libfixture_side"));
    ASSERT_TRUE(side) << side.error().message;
    EXPECT_EQ(side->soname, "libfixture_side.so");
}

TEST(ElfImage, survivesFilesCutAnywhere)
{
    const std::vector<std::byte> whole = fileOf("two_builds_1");
    for (size_t size = 0; size < whole.size(); size += size < 4096 ? 1 : 61)
        static_cast<void>(parseElf({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}));
    EXPECT_FALSE(parseElf({whole.begin(), whole.begin() + 100}));
}

TEST(ElfImage, survivesGarbledFiles)
{
    const std::vector<std::byte> whole = fileOf("tls_destructor");
    std::mt19937 random(7);
    for (int round = 0; round < 3000; ++round) {
        std::vector<std::byte> garbled = whole;
        // Half of the rounds aim at the headers, whose fields lead everywhere.
        const size_t reach = round % 2 == 0 ? 1024 : garbled.size();
        for (int i = 0; i < 8; ++i) {
            const std::byte values[] = {std::byte{0xff}, std::byte{0x00}, std::byte{0x7f},
                                        std::byte(random() & 0xff)};
            garbled[random() % reach] = values[random() % 4];
        }
        const Result<ElfImage> image = parseElf(garbled);
        if (image)
            static_cast<void>(image->pin());
    }
}

} // namespace
} // namespace stellatune
