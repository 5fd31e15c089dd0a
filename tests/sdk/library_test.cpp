// A real library made with the SDK: it exports one symbol, and is gone when it is closed.
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "pluginhost/module/elf_image.h"
#include "pluginhost/module/module_library.h"

#include "sdk_host.h"

namespace stellatune {
namespace {

const std::filesystem::path kLibrary = STELLATUNE_SDK_LIBRARY;

TEST(SdkLibrary, exportsItsEntryAlone)
{
    const Result<ElfImage> image = readElf(kLibrary);
    ASSERT_TRUE(image) << image.error().message;
    std::vector<std::string> defined;
    for (const ElfSymbol& symbol : image->symbols) {
        if (symbol.isDefined)
            defined.push_back(symbol.name);
    }
    EXPECT_EQ(defined, std::vector<std::string>{STELLATUNE_PLUGIN_ENTRY_SYMBOL});
    EXPECT_FALSE(image->hasThreadLocalData);
    EXPECT_EQ(image->pin(), "");
}

TEST(SdkLibrary, isGoneAfterItsThreadsRanAndItsExceptionsFlew)
{
    sdk::SdkHost host;
    Result<std::shared_ptr<ModuleLibrary>> loaded = ModuleLibrary::load(kLibrary, host.table());
    ASSERT_TRUE(loaded) << loaded.error().message;
    ModuleLibrary& library = **loaded;
    ASSERT_EQ(library.capabilities().size(), 5u);

    StDecoder decoder{};
    ASSERT_EQ(library.decoder("decoding")->create({}, &decoder, nullptr), ST_OK);
    const sdk::Stream nothing;
    const StDecoderOpenArguments arguments{sizeof arguments, 0, {}, {}, nothing.raw()};
    EXPECT_EQ(decoder.functions->open(decoder.handle, &arguments), ST_ERR_UNSUPPORTED);
    EXPECT_EQ(sdk::lastError(decoder), "This decodes nothing.");
    decoder.functions->instance->destroy(decoder.handle);

    StLyrics lyrics{};
    ASSERT_EQ(library.lyrics("singing")->create({}, &lyrics, nullptr), ST_OK);
    StLyricsQuery query{};
    query.struct_size = sizeof query;
    std::vector<StOperation> operations(8);
    for (StOperation& operation : operations)
        ASSERT_EQ(lyrics.functions->begin_search(lyrics.handle, &query, {}, &operation), ST_OK);
    for (const StOperation& operation : operations) {
        uint32_t state = 99;
        operation.functions->wait(operation.handle, 60'000, &state);
        EXPECT_EQ(state, ST_OPERATION_READY);
        operation.functions->destroy(operation.handle);
    }
    lyrics.functions->instance->destroy(lyrics.handle);

    StSource source{};
    ASSERT_EQ(library.source("offering")->create({}, &source, nullptr), ST_OK);
    StOperation opening{};
    ASSERT_EQ(source.functions->begin_open_stream(source.handle, {}, {}, &opening), ST_OK);
    opening.functions->destroy(opening.handle);
    source.functions->instance->destroy(source.handle);

    EXPECT_TRUE(library.shutdown());
    const Residency residency = library.close();
    EXPECT_TRUE(residency.unmapped) << residency.reason;
}

} // namespace
} // namespace stellatune
