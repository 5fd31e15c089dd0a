// Loading, refusing and closing real libraries.
#include "pluginhost/module/module_library.h"

#include "tests/fixtures/child_process.h"
#include "tests/fixtures/plugins/plugin_files.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using ::testing::HasSubstr;
using testing::pluginFile;
using testing::TemporaryFolder;

void dropLine(void*, int32_t, StString) {}

const StHost kHost = [] {
    StHost host{};
    host.struct_size = sizeof(StHost);
    host.api_version = STELLATUNE_PLUGIN_API_VERSION;
    host.log = dropLine;
    return host;
}();

Error refusal(const std::filesystem::path& path)
{
    Result<std::shared_ptr<ModuleLibrary>> library = ModuleLibrary::load(path, kHost);
    if (library) {
        ADD_FAILURE() << path << " was loaded";
        return {};
    }
    return library.error();
}

/// A build gets a path of its own, as the host gives each generation one.
std::filesystem::path copyOf(const std::string& name, const TemporaryFolder& folder)
{
    const std::filesystem::path copy = folder.path() / pluginFile(name).filename();
    std::filesystem::copy_file(pluginFile(name), copy, std::filesystem::copy_options::overwrite_existing);
    return copy;
}

float gainOf(const StDspType& type)
{
    StDspFormat format{};
    format.struct_size = sizeof(StDspFormat);
    format.sample_rate = 44'100;
    format.channels = 1;
    format.max_frames = 1;
    StDsp dsp{};
    const StWriter writer{nullptr, [](void*, const void*, uint64_t) -> int32_t { return ST_OK; }};
    EXPECT_EQ(type.create(&format, StString{}, &dsp, &writer), ST_OK);
    float sample = 1.0F;
    EXPECT_EQ(dsp.functions->process(dsp.handle, &sample, 1), ST_OK);
    dsp.functions->instance->destroy(dsp.handle);
    return sample;
}

TEST(ModuleLibrary, tellsWhatALibraryOffers)
{
    const auto library = ModuleLibrary::load(pluginFile("unknown_kind"), kHost);
    ASSERT_TRUE(library) << library.error().message;
    const ModuleLibrary& module = **library;
    EXPECT_EQ(module.info().id, "org.stellatune.test.gain");
    EXPECT_EQ(module.info().name, "Gain for tests");
    EXPECT_EQ(module.info().version, "1.0.0");
    EXPECT_EQ(module.info().license, "GPL-3.0-or-later");
    EXPECT_EQ(module.info().homepage, "");
    ASSERT_EQ(module.capabilities().size(), 1U) << "a kind of a later version is skipped";
    EXPECT_EQ(module.capabilities()[0].kind, CapabilityKind::Dsp);
    EXPECT_EQ(module.capabilities()[0].displayName, "Gain");
    ASSERT_NE(module.dsp("gain"), nullptr);
    EXPECT_EQ(module.dsp("tremolo"), nullptr);
    EXPECT_EQ(module.decoder("gain"), nullptr) << "ids are of one kind";
    EXPECT_EQ(gainOf(*module.dsp("gain")), 0.5F);
}

TEST(ModuleLibrary, isGoneOnceClosed)
{
    TemporaryFolder folder;
    const std::filesystem::path path = copyOf("two_builds_1", folder);
    const auto library = ModuleLibrary::load(path, kHost);
    ASSERT_TRUE(library) << library.error().message;
    EXPECT_THAT(mappedFilesBelow(folder.path()), ::testing::SizeIs(1));
    const Residency residency = (*library)->close();
    EXPECT_TRUE(residency.unmapped) << residency.reason;
    EXPECT_THAT(mappedFilesBelow(folder.path()), ::testing::IsEmpty());
    EXPECT_EQ((*library)->info().id, "org.stellatune.test.gain") << "the texts outlive the library";
}

TEST(ModuleLibrary, seesAMappedFileThatWasRemoved)
{
    TemporaryFolder folder;
    const std::filesystem::path path = copyOf("two_builds_1", folder);
    auto library = ModuleLibrary::load(path, kHost);
    ASSERT_TRUE(library) << library.error().message;
    std::filesystem::remove(path);
    EXPECT_THAT(mappedFilesBelow(folder.path()), ::testing::SizeIs(1));
    EXPECT_TRUE((*library)->close().unmapped);
    EXPECT_THAT(mappedFilesBelow(folder.path()), ::testing::IsEmpty());
}

TEST(ModuleLibrary, closesWhenItIsLetGo)
{
    TemporaryFolder folder;
    ASSERT_TRUE(ModuleLibrary::load(copyOf("two_builds_1", folder), kHost));
    EXPECT_THAT(mappedFilesBelow(folder.path()), ::testing::IsEmpty());
}

TEST(ModuleLibrary, loadsOneFileAgainAndAgain)
{
    for (int round = 0; round < 20; ++round) {
        const auto library = ModuleLibrary::load(pluginFile("two_builds_1"), kHost);
        ASSERT_TRUE(library) << library.error().message;
        ASSERT_TRUE((*library)->close().unmapped);
    }
}

TEST(ModuleLibrary, keepsTwoBuildsOfOnePluginApart)
{
    const auto first = ModuleLibrary::load(pluginFile("two_builds_1"), kHost);
    const auto second = ModuleLibrary::load(pluginFile("two_builds_2"), kHost);
    ASSERT_TRUE(first && second);
    EXPECT_EQ((*first)->info().id, (*second)->info().id);
    EXPECT_EQ((*first)->info().version, "1.0.0");
    EXPECT_EQ((*second)->info().version, "2.0.0");
    EXPECT_EQ(gainOf(*(*first)->dsp("gain")), 1.0F);
    EXPECT_EQ(gainOf(*(*second)->dsp("gain")), 2.0F);
}

TEST(ModuleLibrary, refusesAFileThatIsLoaded)
{
    const auto library = ModuleLibrary::load(pluginFile("two_builds_1"), kHost);
    ASSERT_TRUE(library) << library.error().message;
    const Error error = refusal(pluginFile("two_builds_1"));
    EXPECT_EQ(error.code, ErrorCode::Busy);
    EXPECT_THAT(error.message, HasSubstr("loaded already"));
    EXPECT_EQ(gainOf(*(*library)->dsp("gain")), 1.0F) << "the refusal does not disturb the first";
}

TEST(ModuleLibrary, saysThatAUniqueSymbolKeepsALibrary)
{
    TemporaryFolder folder;
    const auto library = ModuleLibrary::load(copyOf("unique_symbol", folder), kHost);
    ASSERT_TRUE(library) << library.error().message;
    const Residency residency = (*library)->close();
    EXPECT_FALSE(residency.unmapped);
    EXPECT_THAT(residency.reason, HasSubstr("s_count"));
    EXPECT_THAT(residency.reason, HasSubstr("-fno-gnu-unique"));
}

TEST(ModuleLibrary, goesWithTheThreadWhoseObjectsHeldIt)
{
    TemporaryFolder folder;
    std::shared_ptr<ModuleLibrary> library;
    Residency whileTheThreadLives;
    std::thread([&] {
        auto loaded = ModuleLibrary::load(copyOf("tls_destructor", folder), kHost);
        ASSERT_TRUE(loaded) << loaded.error().message;
        library = *loaded;
        whileTheThreadLives = library->close();
    }).join();
    EXPECT_FALSE(whileTheThreadLives.unmapped);
    EXPECT_THAT(whileTheThreadLives.reason, HasSubstr("thread_local"));
    ASSERT_NE(library, nullptr);
    const Residency afterwards = library->close();
    EXPECT_TRUE(afterwards.unmapped) << afterwards.reason;
}

TEST(ModuleLibrary, isRefusedWithTheReason)
{
    struct Case {
        const char* fixture;
        ErrorCode code;
        const char* message;
    };
    for (const Case& expected :
         {Case{"wrong_version", ErrorCode::Unsupported,
               "wrong_version.so was built for interface version 8; this program has 9: install a newer "
               "version"},
          Case{"short_struct", ErrorCode::Corrupt, "StModule of 16 bytes"},
          Case{"missing_create", ErrorCode::Corrupt, "dsp gain lacks the function create"},
          Case{"twice_the_same", ErrorCode::Corrupt, "dsp gain is there twice"},
          Case{"refuses", ErrorCode::Unsupported, "refuses to run here"},
          Case{"no_entry", ErrorCode::Corrupt, "does not export stellatune_plugin_entry"}}) {
        TemporaryFolder folder;
        const Error error = refusal(copyOf(expected.fixture, folder));
        EXPECT_EQ(error.code, expected.code) << expected.fixture;
        EXPECT_THAT(error.message, HasSubstr(expected.message));
        EXPECT_THAT(error.message, HasSubstr(expected.fixture)) << "names the file";
        EXPECT_THAT(mappedFilesBelow(folder.path()), ::testing::IsEmpty()) << expected.fixture;
    }
}

TEST(ModuleLibrary, endsWhatARefusedLibraryStarted)
{
    int32_t shutdowns = 0;
    StHost host = kHost;
    host.context = &shutdowns;
    host.log = [](void* context, int32_t, StString) { ++*static_cast<int32_t*>(context); };
    EXPECT_FALSE(ModuleLibrary::load(pluginFile("refused_while_running"), host));
    EXPECT_EQ(shutdowns, 1);
}

TEST(ModuleLibrary, saysWhatAFileIsThatIsNoLibrary)
{
    TemporaryFolder folder;
    struct Case {
        const char* name;
        std::string content;
        ErrorCode code;
        const char* message;
    };
    std::string foreign;
    {
        std::ifstream stream(pluginFile("two_builds_1"), std::ios::binary);
        foreign.assign(std::istreambuf_iterator<char>(stream), {});
    }
    const std::string cut = foreign.substr(0, foreign.size() / 2);
    foreign[18] = '\x16'; // e_machine: S/390
    foreign[19] = '\0';
    for (const Case& expected :
         {Case{"notes.txt", "Dear diary,\n", ErrorCode::Corrupt, "notes.txt is a text file"},
          Case{"empty.so", "", ErrorCode::Corrupt, "empty.so is empty"},
          Case{"windows.dll", std::string("MZ\x90\0\x03", 5), ErrorCode::Unsupported,
               "is a library for Windows"},
          Case{"mac.dylib", "\xcf\xfa\xed\xfe\x07", ErrorCode::Unsupported, "is a library for macOS"},
          Case{"gain.stplugin", std::string("PK\x03\x04\x14\0", 6), ErrorCode::Corrupt, "is a package"},
          Case{"noise.so", std::string("\x01\x02\x03", 3), ErrorCode::Corrupt, "is not a library"},
          Case{"short.so",
               "\x7f"
               "ELF",
               ErrorCode::Corrupt, "is not a library"},
          Case{"cut.so", cut, ErrorCode::Corrupt, "cut short"},
          Case{"mainframe.so", foreign, ErrorCode::Unsupported, "was built for S/390"}}) {
        const std::filesystem::path path = folder.path() / expected.name;
        std::ofstream(path, std::ios::binary) << expected.content;
        const Error error = refusal(path);
        EXPECT_EQ(error.code, expected.code) << expected.name;
        EXPECT_THAT(error.message, HasSubstr(expected.message));
    }
    EXPECT_EQ(refusal(folder.path() / "nothing.so").code, ErrorCode::NotFound);
    EXPECT_THAT(refusal(folder.path()).message, HasSubstr("is a folder"));
}

/// Why the checker refuses private libraries with a common SONAME.
TEST(ModuleLibrary, showsThatBuildsShareALibraryOfOneSoname)
{
    const auto first = ModuleLibrary::load(pluginFile("build_1/private_side_library"), kHost);
    const auto second = ModuleLibrary::load(pluginFile("build_2/private_side_library"), kHost);
    ASSERT_TRUE(first) << first.error().message;
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_EQ(gainOf(*(*first)->dsp("gain")), 1.0F);
    EXPECT_EQ(gainOf(*(*second)->dsp("gain")), 1.0F)
        << "the loader gave the second build the first one's library";
}

} // namespace
} // namespace stellatune
