// What users do to the chains.
#include "engine/dsp/dsp_spec_edits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace stellatune {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

DspNodeSpec node(uint64_t id, const char* type, const char* config = "")
{
    return {id, "org.example", type, config, false};
}

DspSpec chains()
{
    return {{node(1, "a"), node(2, "b")}, {node(3, "c")}};
}

std::vector<uint64_t> ids(const std::vector<DspNodeSpec>& nodes)
{
    std::vector<uint64_t> found;
    for (const DspNodeSpec& one : nodes)
        found.push_back(one.id);
    return found;
}

TEST(DspSpecEdits, NodesAreFoundAddedAndRemoved)
{
    DspSpec spec = chains();
    EXPECT_EQ(findNode(spec, 2)->typeId, "b");
    EXPECT_EQ(findNode(spec, 9), nullptr);
    EXPECT_EQ(positionOf(spec, 3), (DspPosition{DspPlace::AfterMapping, 0}));
    EXPECT_EQ(addNode(spec, DspPlace::AfterMapping, node(1, "d")), 4U) << "an id of its own";
    EXPECT_THAT(ids(spec.afterMapping), ElementsAre(3, 4));
    removeNode(spec, 1);
    removeNode(spec, 9);
    EXPECT_THAT(ids(spec.beforeMapping), ElementsAre(2));
}

TEST(DspSpecEdits, ANodeThatWasRemovedComesBackToItsPlace)
{
    const DspSpec whole = chains();
    for (const uint64_t id : {1, 2, 3}) {
        DspSpec spec = whole;
        removeNode(spec, id);
        EXPECT_EQ(insertNode(spec, *positionOf(whole, id), *findNode(whole, id)), id);
        EXPECT_EQ(spec, whole);
    }
    DspSpec spec = whole;
    removeNode(spec, 1);
    removeNode(spec, 2);
    EXPECT_EQ(insertNode(spec, {DspPlace::BeforeMapping, 1}, node(2, "b")), 2U) << "the chain is shorter";
    EXPECT_THAT(ids(spec.beforeMapping), ElementsAre(2));
    EXPECT_EQ(insertNode(spec, {DspPlace::BeforeMapping, 0}, node(3, "d")), 4U) << "another has its id";
    EXPECT_THAT(ids(spec.beforeMapping), ElementsAre(4, 2));
}

TEST(DspSpecEdits, ANodeMovesFromOneChainIntoTheOther)
{
    DspSpec spec = chains();
    EXPECT_FALSE(moveNode(spec, 1, -1)) << "it is the first";
    EXPECT_TRUE(moveNode(spec, 1, 1));
    EXPECT_THAT(ids(spec.beforeMapping), ElementsAre(2, 1));
    EXPECT_TRUE(moveNode(spec, 1, 1));
    EXPECT_THAT(ids(spec.beforeMapping), ElementsAre(2));
    EXPECT_THAT(ids(spec.afterMapping), ElementsAre(1, 3));
    EXPECT_TRUE(moveNode(spec, 1, 1));
    EXPECT_FALSE(moveNode(spec, 1, 1)) << "it is the last";
    EXPECT_TRUE(moveNode(spec, 3, -1));
    EXPECT_THAT(ids(spec.beforeMapping), ElementsAre(2, 3));
    EXPECT_THAT(ids(spec.afterMapping), ElementsAre(1));
}

TEST(DspSpecEdits, IdsDoNotCountForTheSound)
{
    DspSpec other = chains();
    for (auto* nodes : {&other.beforeMapping, &other.afterMapping}) {
        for (DspNodeSpec& one : *nodes)
            one.id += 40;
    }
    EXPECT_TRUE(isSameSound(chains(), other));
    other.afterMapping.front().config = " {}";
    EXPECT_TRUE(isSameSound(chains(), other)) << "nor does how the settings are written";
    other.afterMapping.front().bypassed = true;
    EXPECT_FALSE(isSameSound(chains(), other));
}

TEST(DspSpecEdits, ALoadedPresetGoesOnWithTheNodesThatItShares)
{
    const DspSpec preset{{node(1, "b", "{}"), node(2, "new"), node(3, "b")}, {node(4, "c")}};
    const DspSpec loaded = carryIds(preset, chains());
    EXPECT_EQ(loaded.beforeMapping[0].id, 2U);
    EXPECT_EQ(loaded.afterMapping[0].id, 3U);
    EXPECT_GT(loaded.beforeMapping[1].id, 3U);
    EXPECT_GT(loaded.beforeMapping[2].id, loaded.beforeMapping[1].id) << "there is one b to go on with";
    EXPECT_TRUE(isSameSound(loaded, preset));
    EXPECT_THAT(carryIds({}, chains()).beforeMapping, IsEmpty());
}

} // namespace
} // namespace stellatune
