// Which output of a plugin `play --sink` means.
#include "app/cli/sink_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

PluginMetadata plugin(const std::string& id, const std::vector<std::string>& outputs)
{
    PluginMetadata made;
    made.info.id = id;
    made.capabilities.push_back({CapabilityKind::Dsp, "gain", "Gain", {}, {}, {}});
    for (const std::string& type : outputs)
        made.capabilities.push_back({CapabilityKind::Output, type, type, {}, {}, {}});
    return made;
}

const std::vector<PluginMetadata> kPlugins{plugin("org.stellatune.output.file", {"file"}),
                                           plugin("org.example.net", {"cast", "radio"}),
                                           plugin("org.example.profile", {"log"})};

TEST(SinkChoice, IsTheIdOrTheEndOfItOrTheTypes)
{
    const SinkAddress file{"org.stellatune.output.file", "file", ""};
    for (const char* name : {"org.stellatune.output.file", "output.file", "file", "file/file",
                             "org.stellatune.output.file/file"}) {
        const Result<SinkAddress> sink = sinkOf(name, kPlugins);
        ASSERT_TRUE(sink) << name << ": " << sink.error().message;
        EXPECT_EQ(*sink, file) << name;
    }
    const Result<SinkAddress> cast = sinkOf("cast", kPlugins);
    ASSERT_TRUE(cast);
    EXPECT_EQ(*cast, (SinkAddress{"org.example.net", "cast", ""}));
}

TEST(SinkChoice, KeepsEverythingAfterTheFirstColonAsTheTarget)
{
    const Result<SinkAddress> sink = sinkOf("net/radio:living room:2/3", kPlugins);
    ASSERT_TRUE(sink);
    EXPECT_EQ(*sink, (SinkAddress{"org.example.net", "radio", "living room:2/3"}));
}

TEST(SinkChoice, NamesWhatThereIsWhenItIsNotClear)
{
    const Result<SinkAddress> both = sinkOf("org.example.net", kPlugins);
    ASSERT_FALSE(both);
    EXPECT_THAT(both.error().message,
                AllOf(HasSubstr("org.example.net/cast"), HasSubstr("org.example.net/radio")));
    for (const char* name : {"", ":target", "profil", "gain", "net/gain", "et"}) {
        const Result<SinkAddress> none = sinkOf(name, kPlugins);
        ASSERT_FALSE(none) << name;
        EXPECT_EQ(none.error().code, ErrorCode::NotFound) << name;
        EXPECT_THAT(none.error().message, HasSubstr("org.stellatune.output.file/file")) << name;
    }
    const Result<SinkAddress> empty = sinkOf("file", {});
    ASSERT_FALSE(empty);
    EXPECT_THAT(empty.error().message, HasSubstr("plugins list"));
}

TEST(SinkChoice, WithoutATargetItSaysWhereTheSoundGoes)
{
    EXPECT_EQ(whereItGoes("cast", {{"attic", "Attic", false}, {"kitchen", "Kitchen", true}}),
              "Target: Kitchen. Another one is chosen by --sink cast:TARGET.");
    EXPECT_EQ(whereItGoes("cast", {}), "") << "it takes no targets at all";
    EXPECT_EQ(whereItGoes("cast", {{"attic", "Attic", false}, {"kitchen", "Kitchen", false}}),
              "The plugin chooses the target. Another one is chosen by --sink cast:attic (Attic) or --sink "
              "cast:kitchen (Kitchen).");
}

} // namespace
} // namespace stellatune::cli
