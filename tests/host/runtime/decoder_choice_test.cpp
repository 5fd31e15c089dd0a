#include "pluginhost/runtime/decoder_choice.h"

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using Scores = std::vector<ExtensionScore>;
using Names = std::vector<std::string>;

struct Type {
    std::string id;
    Scores scores;
};

PluginMetadata plugin(const std::string& id, const std::vector<Type>& types)
{
    PluginMetadata metadata;
    metadata.info.id = id;
    for (const Type& type : types) {
        CapabilityMetadata capability;
        capability.typeId = type.id;
        capability.scores = type.scores;
        metadata.capabilities.push_back(std::move(capability));
    }
    return metadata;
}

const PluginMetadata kAac = plugin("org.aac", {{"aac", {{"aac", 60}, {"m4a", 40}}}});
const PluginMetadata kBetter = plugin("org.better", {{"all", {{"aac", 90}, {"*", 5}}}});
const PluginMetadata kAny = plugin("org.any", {{"any", {{"*", 30}}}});
const PluginMetadata kSilent = plugin("org.silent", {{"no-table", {}}});

struct Case {
    std::string what;
    std::string extension;
    Names order;
    std::vector<PluginMetadata> enabled;
    Names expected;
};

void PrintTo(const Case& given, std::ostream* out)
{
    *out << given.what;
}

class DecoderChoice : public ::testing::TestWithParam<Case> {};

TEST_P(DecoderChoice, Is)
{
    const Case& given = GetParam();
    DecoderOrder order;
    order.byExtension["another"] = {"org.silent/no-table"};
    if (!given.order.empty())
        order.byExtension[given.extension] = given.order;
    Names names;
    for (const DecoderCandidate& candidate : decoderCandidates(given.extension, order, given.enabled))
        names.push_back(candidate.name());
    EXPECT_EQ(names, given.expected);
}

const std::vector<PluginMetadata> kAll{kSilent, kAny, kBetter, kAac};

INSTANTIATE_TEST_SUITE_P(
    Table, DecoderChoice,
    ::testing::Values(
        Case{"NothingButTheBuiltIn", "flac", {}, {}, {"built-in"}},
        Case{"ExactScoresThenTheBuiltInThenAny",
             "aac",
             {},
             kAll,
             {"org.better/all", "org.aac/aac", "built-in", "org.any/any", "org.silent/no-table"}},
        Case{"TheBuiltInBetweenExactAndAny",
             "flac",
             {},
             {kAny, plugin("org.flac", {{"flac", {{"flac", 1}}}})},
             {"org.flac/flac", "built-in", "org.any/any"}},
        Case{"AnyByScore",
             "xyz",
             {},
             kAll,
             {"built-in", "org.any/any", "org.better/all", "org.silent/no-table"}},
        Case{"EqualScoresByIdThenByType",
             "aac",
             {},
             {plugin("org.b", {{"z", {{"aac", 60}}}, {"a", {{"aac", 60}}}}), kAac},
             {"org.aac/aac", "org.b/a", "org.b/z", "built-in"}},
        Case{"ATypeCountsOnceByItsHighestExactScore",
             "aac",
             {},
             {plugin("org.a", {{"t", {{"aac", 10}, {"*", 100}, {"aac", 70}}}}), kAac},
             {"org.a/t", "org.aac/aac", "built-in"}},
        Case{"AScoreOfZeroIsExact",
             "aac",
             {},
             {kAny, plugin("org.zero", {{"t", {{"aac", 0}}}})},
             {"org.zero/t", "built-in", "org.any/any"}},
        Case{"TheHighestScoreThereIs",
             "aac",
             {},
             {kBetter, plugin("org.z", {{"t", {{"aac", UINT32_MAX}}}})},
             {"org.z/t", "org.better/all", "built-in"}},
        Case{"OtherExtensionsDoNotCount", "mp3", {}, {kAac}, {"built-in"}},
        Case{"NoExtension", "", {}, {kAac, kAny}, {"built-in", "org.any/any"}},
        Case{"TheStarIsNoExtension", "*", {}, {kAny, kAac}, {"built-in", "org.any/any"}},
        Case{"TheOrderFirstThenTheRest",
             "aac",
             {"org.any/any", "org.aac/aac"},
             kAll,
             {"org.any/any", "org.aac/aac", "org.better/all", "built-in", "org.silent/no-table"}},
        Case{"TheBuiltInFirstByOrder", "aac", {"built-in"}, {kAac}, {"built-in", "org.aac/aac"}},
        Case{"WhatIsNotThereIsPassedOver",
             "aac",
             {"org.gone/aac", "org.aac/gone", "org.aac/aac"},
             {kBetter, kAac},
             {"org.aac/aac", "org.better/all", "built-in"}},
        Case{"TheOrderCountsForWhatDoesNotNameTheExtension",
             "mp3",
             {"org.aac/aac"},
             {kAac, kAny},
             {"org.aac/aac", "built-in", "org.any/any"}},
        Case{"NamedTwiceIsAskedOnce",
             "aac",
             {"built-in", "org.aac/aac", "built-in"},
             {kAac},
             {"built-in", "org.aac/aac"}}),
    [](const ::testing::TestParamInfo<Case>& each) { return each.param.what; });

TEST(DecoderChoiceKinds, OnlyDecodersCount)
{
    PluginMetadata mixed = kAac;
    CapabilityMetadata dsp;
    dsp.kind = CapabilityKind::Dsp;
    dsp.typeId = "gain";
    mixed.capabilities.push_back(dsp);
    DecoderOrder order;
    order.byExtension["aac"] = {"org.aac/gain"};
    EXPECT_THAT(decoderCandidates("aac", order, {mixed}),
                ::testing::ElementsAre(DecoderCandidate{"org.aac", "aac"}, DecoderCandidate{}));
}

} // namespace
} // namespace stellatune
