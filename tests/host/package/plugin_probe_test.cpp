// Asking libraries in a child process, good ones and those that misbehave.
#include "pluginhost/package/plugin_probe.h"

#include "pluginhost/module/residency.h"
#include "pluginhost/package/probe_answer.h"
#include "tests/fixtures/child_process.h"
#include "tests/fixtures/plugins/plugin_files.h"
#include "tests/host/package/package_fixture.h"

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include <sys/wait.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace stellatune::testing;

class PluginProbe : public ::testing::Test {
  protected:
    ~PluginProbe() override
    {
        EXPECT_THAT(listingOf(m_scratch.path()), IsEmpty());
        EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child process is left";
        EXPECT_EQ(errno, ECHILD);
    }

    Result<PluginMetadata> probe(const std::filesystem::path& library)
    {
        return probePlugin(m_settings, library, m_scratch.path());
    }

    Error refusal(const std::string& fixture)
    {
        const Result<PluginMetadata> result = probe(pluginFile(fixture));
        if (result) {
            ADD_FAILURE() << fixture << " was taken";
            return {};
        }
        EXPECT_THAT(result.error().message, HasSubstr(fixture));
        return result.error();
    }

    TemporaryFolder m_scratch;
    ProbeSettings m_settings = probeBesideThisProgram();
};

TEST_F(PluginProbe, TellsWhatALibraryOffers)
{
    const Result<PluginMetadata> metadata = probe(pluginFile("two_builds_2"));
    ASSERT_TRUE(metadata) << metadata.error().message;
    EXPECT_EQ(metadata->info.id, "org.stellatune.test.gain");
    EXPECT_EQ(metadata->info.version, "2.0.0");
    EXPECT_EQ(metadata->info.license, "GPL-3.0-or-later");
    ASSERT_EQ(metadata->capabilities.size(), 1U);
    EXPECT_EQ(metadata->capabilities[0].kind, CapabilityKind::Dsp);
    EXPECT_EQ(metadata->capabilities[0].typeId, "gain");
    EXPECT_EQ(metadata->capabilities[0].displayName, "Gain");
    EXPECT_THAT(mappedFilesBelow(pluginFile("two_builds_2").parent_path()), IsEmpty())
        << "nothing was loaded here";
}

TEST_F(PluginProbe, TellsScoresAndConfigurationOfDecoders)
{
    const Result<PluginMetadata> metadata = probe(STELLATUNE_REAL_LIBRARY);
    ASSERT_TRUE(metadata) << metadata.error().message;
    EXPECT_EQ(metadata->info.id, "org.stellatune.decoder.openmpt");
    ASSERT_EQ(metadata->capabilities.size(), 1U);
    const CapabilityMetadata& decoder = metadata->capabilities[0];
    EXPECT_EQ(decoder.kind, CapabilityKind::Decoder);
    EXPECT_THAT(decoder.scores, ::testing::Contains(::testing::Field(&ExtensionScore::extension, "xm")));
    EXPECT_THAT(decoder.configSchema, HasSubstr("properties"));

    const Result<PluginMetadata> again = metadataFromJson(toJson(*metadata));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->capabilities, metadata->capabilities);
    EXPECT_EQ(again->info.description, metadata->info.description);
}

TEST_F(PluginProbe, OutlivesAPluginThatCrashes)
{
    EXPECT_EQ(refusal("crashes_in_entry").code, ErrorCode::Corrupt);
}

TEST_F(PluginProbe, EndsAPluginThatHangs)
{
    m_settings.limit = std::chrono::milliseconds(300);
    for (const char* fixture : {"hangs_in_entry", "hangs_in_shutdown"}) {
        const Error error = refusal(fixture);
        EXPECT_EQ(error.code, ErrorCode::TimedOut);
        EXPECT_THAT(error.message, HasSubstr("within 0.3 s"));
    }
}

TEST_F(PluginProbe, CanBeStopped)
{
    m_settings.limit = std::chrono::hours(1);
    auto stop = std::make_shared<std::atomic<bool>>(false);
    m_settings.stop = stop;
    std::thread stopping([&] {
        while (listingOf(m_scratch.path()).empty()) // its folder shows that it has begun
            std::this_thread::yield();
        stop->store(true);
    });
    EXPECT_EQ(refusal("hangs_in_entry").code, ErrorCode::Cancelled);
    stopping.join();
    EXPECT_EQ(refusal("two_builds_1").code, ErrorCode::Cancelled) << "no other one begins";
}

TEST_F(PluginProbe, PassesOnWhyALibraryIsRefused)
{
    EXPECT_EQ(refusal("wrong_version").code, ErrorCode::Unsupported);
    EXPECT_THAT(refusal("wrong_version").message, HasSubstr("was built for interface version 8"));
    EXPECT_THAT(refusal("no_entry").message, HasSubstr("does not export"));
    EXPECT_THAT(refusal("missing_create").message, HasSubstr("lacks the function create"));
    EXPECT_THAT(refusal("refuses").message, HasSubstr("This machine has no moon"));
}

TEST_F(PluginProbe, SaysThatItIsMissing)
{
    m_settings.program = m_scratch.path() / "nothing";
    const Result<PluginMetadata> result = probe(pluginFile("two_builds_1"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::NotFound);
    EXPECT_THAT(result.error().message, HasSubstr("install StellaTune again"));
}

TEST_F(PluginProbe, RunsOnAnyThread)
{
    std::string id;
    std::thread([&] {
        const Result<PluginMetadata> metadata = probe(pluginFile("two_builds_1"));
        id = metadata ? metadata->info.id : metadata.error().message;
    }).join();
    EXPECT_EQ(id, "org.stellatune.test.gain");
}

TEST_F(PluginProbe, DoesNotTrustTheAnswer)
{
    for (const char* answer : {"", "{", "[]", "null", R"({"error": 1})", R"({"format": 1})",
                               R"({"format": 1, "info": {}, "capabilities": 7})"})
        EXPECT_FALSE(fromProbeAnswer(answer)) << answer;
    const Result<PluginMetadata> passed =
        fromProbeAnswer(toProbeAnswer(Error{ErrorCode::Unsupported, "module", "bad \xff byte"}));
    ASSERT_FALSE(passed);
    EXPECT_EQ(passed.error().code, ErrorCode::Unsupported);
    EXPECT_THAT(passed.error().message, HasSubstr("bad "));
}

} // namespace
} // namespace stellatune
