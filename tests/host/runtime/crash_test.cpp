// Programs that die in real plugins, and what is known of it afterwards.
#include "pluginhost/runtime/crash_memory.h"
#include "pluginhost/runtime/last_words.h"
#include "pluginhost/runtime/lease_registry.h"

#include "tests/fixtures/child_process.h"
#include "tests/fixtures/plugins/plugin_files.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

namespace stellatune {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr StDspFormat kMono{sizeof(StDspFormat), 44'100, 1, 0, 64, 0};
const std::string kPlugin = "org.stellatune.test.gain";

class CrashTest : public ::testing::Test {
  protected:
    /// Loads the plugin in a process of its own, which then lives as `live` says until it dies.
    std::vector<CrashNote> notesOf(const std::function<void()>& live)
    {
        const pid_t child = ::fork();
        if (child == 0) {
            ::alarm(60); // which blames nobody
            Result<std::unique_ptr<CrashMemory>> memory = CrashMemory::start(m_folder.path() / "crashes");
            if (!memory)
                ::_exit(9);
            load();
            live();
            for (;;)
                ::pause(); // others die
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        return CrashMemory::readNotes(m_folder.path() / "crashes");
    }
    void load()
    {
        GenerationSource source;
        source.epoch = 1;
        source.folder = m_folder.path() / "installed";
        source.library = "plugin.so";
        source.shadowFolder = m_folder.path() / "shadow";
        std::filesystem::create_directories(source.folder);
        std::filesystem::copy_file(testing::pluginFile("as_told"), source.folder / source.library);
        source.surroundings.pluginId = kPlugin;
        source.surroundings.log = [](LogLevel, std::string_view line) { last_words::add(kPlugin, line); };
        Result<std::unique_ptr<PluginGeneration>> loaded = PluginGeneration::load(source, 20s);
        if (!loaded)
            ::_exit(9);
        m_registry.activate(kPlugin, std::move(*loaded), ControlReason::Enabled);
    }
    std::unique_ptr<DspInstance> make()
    {
        const WorkerEndpoint endpoint = m_registry.bind(kPlugin, CapabilityKind::Dsp, "gain");
        Result<std::unique_ptr<DspInstance>> made = dspFactoryOf(endpoint, kMono)("{}");
        if (!made)
            ::_exit(9);
        return std::move(*made);
    }
    void processAsTold(const char* what)
    {
        const std::unique_ptr<DspInstance> dsp = make();
        ::setenv("STELLATUNE_TEST_TELLS", what, 1);
        float sample = 1.0F;
        static_cast<void>(dsp->process(&sample, 1));
    }

    static void expectBlame(const std::vector<CrashNote>& notes, const char* function, const char* what)
    {
        ASSERT_EQ(notes.size(), 1u);
        EXPECT_EQ(notes[0].pluginId, kPlugin);
        EXPECT_EQ(notes[0].function, function);
        EXPECT_EQ(notes[0].what, what);
    }

    testing::TemporaryFolder m_folder;
    LeaseRegistry m_registry;
};

TEST_F(CrashTest, AStackThatIsUsedUpIsRemembered)
{
    expectBlame(notesOf([this] { processAsTold("use up the stack"); }), "process", "segmentation fault");
}

TEST_F(CrashTest, AStackThatIsUsedUpOnAWorkerIsRemembered)
{
    expectBlame(notesOf([this] { std::thread([this] { processAsTold("use up the stack"); }).join(); }),
                "process", "segmentation fault");
}

TEST_F(CrashTest, WhatItSaidLastIsInTheNote)
{
    const std::vector<CrashNote> notes = notesOf([this] {
        last_words::add("org.example.other", "I am somebody else");
        processAsTold("use up the stack");
    });
    ASSERT_EQ(notes.size(), 1u);
    EXPECT_THAT(notes[0].lastWords, ElementsAre("Here I am"));
}

TEST_F(CrashTest, OnlyTheNewestWordsAreKept)
{
    const std::vector<CrashNote> notes = notesOf([] {
        for (int i = 0; i < 100; ++i)
            last_words::add(kPlugin, std::to_string(i) + std::string(1000, '\n'));
        const PluginCallScope scope(kPlugin.c_str(), "process");
        std::abort();
    });
    ASSERT_EQ(notes.size(), 1u);
    ASSERT_EQ(notes[0].lastWords.size(), 16u);
    EXPECT_EQ(notes[0].lastWords[0].substr(0, 3), "84 ");
    EXPECT_EQ(notes[0].lastWords[15].substr(0, 3), "99 ");
}

TEST_F(CrashTest, APluginsOwnThreadIsThePlugins)
{
    expectBlame(notesOf([this] { processAsTold("crash on a thread"); }), "a thread of its own",
                "segmentation fault");
}

TEST_F(CrashTest, SoIsWhatItsThreadCalls)
{
    expectBlame(notesOf([this] { processAsTold("abort on a thread"); }), "a thread of its own", "abort");
}

TEST_F(CrashTest, AThreadThatOutlivesItsLibraryIsStillThePlugins)
{
    expectBlame(notesOf([this] {
                    processAsTold("outlive the library");
                    m_registry.deactivate(kPlugin, ControlReason::Disabled);
                    for (LeaseRegistry::Unused& unused : m_registry.takeUnused()) {
                        if (!unused.generation->unload(20s).unmapped)
                            ::_exit(9);
                    }
                }),
                "a thread of its own", "segmentation fault");
}

TEST_F(CrashTest, APointerToNowhereThatItHandsTheHostIsThePlugins)
{
    for (const char* what : {"log what is not there", "ask with what is not there"}) {
        SCOPED_TRACE(what);
        expectBlame(notesOf([this, what] { processAsTold(what); }), "process", "segmentation fault");
        std::filesystem::remove_all(m_folder.path() / "crashes");
        std::filesystem::remove_all(m_folder.path() / "installed");
        std::filesystem::remove_all(m_folder.path() / "shadow");
    }
}

TEST_F(CrashTest, AThreadOfTheHostsThatUsedAPluginIsTheHosts)
{
    EXPECT_THAT(notesOf([this] {
                    processAsTold("do nothing");
                    std::abort();
                }),
                IsEmpty());
}

TEST_F(CrashTest, AThreadOfTheHostsThatNeverUsedOneIsTheHosts)
{
    EXPECT_THAT(notesOf([this] {
                    std::thread([this] { processAsTold("do nothing"); }).join();
                    std::thread([] { std::abort(); }).join();
                }),
                IsEmpty());
}

} // namespace
} // namespace stellatune
