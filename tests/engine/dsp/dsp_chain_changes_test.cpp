// What is heard while nodes, settings and plugins change between two blocks.
#include "tests/engine/dsp/chain_rig.h"

#include <gmock/gmock.h>

namespace stellatune::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Status = DspNodeState::Status;
using Outcome = UpdateOutcome::Status;
using End = DspChain::End;

class DspChainChanges : public ChainRig {
  protected:
    std::vector<Outcome> outcomeKinds()
    {
        std::vector<Outcome> kinds;
        for (const DspNodeOutcome& outcome : outcomes())
            kinds.push_back(outcome.outcome.status);
        return kinds;
    }
};

constexpr uint64_t kBlendFrames = 441;

TEST_F(DspChainChanges, ANodeThatComesOrGoesIsBlendedInAndOutInStep)
{
    shelf.load("shaping_dsp_1");
    for (const uint64_t latency : {0, 300, 5'000}) {
        begin({});
        play(5'000);
        chain->update({gainNode(1, 0.5), delayNode(2, latency)});
        play(12'000);
        chain->update({gainNode(1, 0.5)});
        play(8'000);
        chain->update({});
        play(5'000);
        end(End::Cut);
        EXPECT_EQ(framesOut(), 30'000u);
        expectInStep(0, 5'000);
        // The second may begin to blend when the first already did.
        expectInStep(5'000 + 2 * kBlendFrames, 17'000 - latency, 0.5F);
        expectInStep(17'000 + kBlendFrames, 25'000, 0.5F);
        expectInStep(25'000 + kBlendFrames, 30'000);
        EXPECT_LE(largestStep(out), 2 * (blendStep(0.375F * 1.42F) + kInputStep));
        EXPECT_TRUE(chain->isEmpty());
    }
}

TEST_F(DspChainChanges, ANodeStaysAsItIsWhileOthersComeGoAndMove)
{
    shelf.load("shaping_dsp_1");
    begin({delayNode(1, 100), gainNode(2, 0.5, ", \"teach\": 0.125"), gainNode(3, 2.0)});
    play(5'000);
    chain->update({gainNode(3, 2.0), delayNode(1, 100), gainNode(2, 0.5)});
    play(5'000);
    EXPECT_EQ(framesOut(), 10'000u - 100u);
    for (uint64_t frame = 0; frame < 4'900; ++frame)
        ASSERT_EQ(out[frame * 2], (inputAt(frame, 0) * 0.5F + 0.125F) * 2.0F);
    // What was taught moves with the node, or stays with it.
    for (uint64_t frame = 5'000 + 2 * kBlendFrames; frame < framesOut(); ++frame)
        ASSERT_EQ(out[frame * 2], inputAt(frame, 0) * 2.0F * 0.5F + 0.125F);
    EXPECT_EQ(states().size(), 3u);
    EXPECT_EQ(states().at(0).id, 3u);
}

TEST_F(DspChainChanges, ABypassKeepsTheMusicInStep)
{
    shelf.load("shaping_dsp_1");
    const DspNodeSpec node = delayNode(1, 2'000);
    begin({bypassed(node), gainNode(2, 0.5)});
    play(5'000);
    EXPECT_EQ(states().at(0).status, Status::Bypassed);
    for (int round = 0; round < 5; ++round) {
        chain->update({node, gainNode(2, 0.5)});
        play(700);
        chain->update({bypassed(node), gainNode(2, 0.5)});
        play(3'300);
    }
    end(End::Cut);
    EXPECT_EQ(framesOut(), 25'000u);
    // Both sides of each blend are the same wave, so that only its level moves.
    EXPECT_LE(largestStep(out), blendStep(0.1875F) + kInputStep);
    expectInStep(24'000, 25'000, 0.5F);
}

TEST_F(DspChainChanges, AReloadIsBlendedAndTheOldBuildIsFree)
{
    shelf.load("shaping_dsp_1");
    begin({gainNode(1, 1.0, ", \"teach\": 0.5"), delayNode(2, 50)});
    play(5'000);
    shelf.load("shaping_dsp_2");
    EXPECT_TRUE(flag->isUp());
    play(1'000); // the block before the safe point still is the old build's
    EXPECT_TRUE(chain->isBlending());
    play(1'000);
    EXPECT_FALSE(chain->isBlending());
    EXPECT_EQ(shelf.leases(), 1u);
    EXPECT_EQ(states().at(0).name, "Gain 2");
    EXPECT_THAT(outcomeKinds(), ElementsAre(Outcome::Recreated, Outcome::Recreated));
    EXPECT_LE(largestStep(out), blendStep(0.875F) * 2 + kInputStep);
    play(3'000);
    for (uint64_t frame = 7'000; frame < framesOut(); ++frame)
        ASSERT_EQ(out[frame * 2], inputAt(frame, 0) + 0.5F);
}

TEST_F(DspChainChanges, AChangeThatIsNotHeardChangesNoSample)
{
    shelf.load("shaping_dsp_1");
    for (const uint64_t latency : {0, 700}) {
        const DspNodeSpec late = delayNode(2, latency);
        begin({gainNode(1, 0.5, ", \"teach\": 0.125"), late});
        play(5'000);
        shelf.load("shaping_dsp_2");
        play(3'000, 100);
        chain->update({gainNode(1, 0.5, R"(, "plan": "recreate")"), late});
        play(5'000);
        chain->update({gainNode(1, 0.5, R"(, "plan": "recreate")"), bypassed(late)});
        play(5'000);
        shelf.load("shaping_dsp_1");
        play(5'000);
        EXPECT_FALSE(chain->isBlending());
        end(End::Cut);
        ASSERT_EQ(framesOut(), 23'000u);
        for (uint64_t frame = 0; frame < framesOut(); ++frame)
            ASSERT_EQ(out[frame * 2 + 1], inputAt(frame, 1) * 0.5F + 0.125F) << "frame " << frame;
        EXPECT_EQ(shelf.leases(), 1u);
    }
}

TEST_F(DspChainChanges, ADisabledNodeLeavesAndComesBackWithItsSettings)
{
    shelf.load("shaping_dsp_1");
    begin({gainNode(1, 0.5)});
    play(5'000);
    shelf.disable();
    play(3'000);
    EXPECT_EQ(shelf.leases(), 0u);
    EXPECT_EQ(states().at(0).status, Status::Missing);
    EXPECT_THAT(states().at(0).detail, HasSubstr(kShaping));
    chain->update({gainNode(1, 0.25)});
    EXPECT_THAT(outcomeKinds(), ElementsAre(Outcome::Applied));
    play(2'000);
    shelf.load("shaping_dsp_2", ControlReason::Enabled);
    play(3'000);
    expectInStep(6'000 + kBlendFrames, 10'000);
    expectInStep(11'000 + kBlendFrames, 13'000, 0.25F);
    EXPECT_LE(largestStep(out), blendStep(0.375F * 1.12F) + kInputStep);
}

TEST_F(DspChainChanges, DestroyThenRecreateBeforeASafePointEndsInRecreate)
{
    shelf.load("shaping_dsp_1");
    begin({gainNode(1, 0.5)});
    play(2'000);
    shelf.disable();
    shelf.load("shaping_dsp_2", ControlReason::Enabled);
    play(3'000);
    EXPECT_EQ(states().at(0), (DspNodeState{1, Status::Active, "Gain 2", ""}));
    expectInStep(4'000, 5'000, 0.5F);
    EXPECT_EQ(shelf.leases(), 1u);
}

TEST_F(DspChainChanges, WithoutMusicAnInstanceGoesAtOnce)
{
    shelf.load("shaping_dsp_1");
    for (const uint64_t latency : {0, 300}) {
        begin({delayNode(1, latency), gainNode(2, 0.5)});
        play(3'000);
        shelf.disable();
        chain->attend();
        chain->letGo();
        EXPECT_EQ(shelf.leases(), 0u);
        play(3'000);
        end(End::Cut);
        EXPECT_EQ(framesOut(), 6'000u);
        expectInStep(0, 3'000 - latency, 0.5F);
        expectInStep(3'000, 6'000);
        shelf.load("shaping_dsp_1", ControlReason::Enabled);
    }
}

TEST_F(DspChainChanges, AMissingPluginIsWaitedFor)
{
    begin({gainNode(1, 0.5), {2, "org.example.never", "x", R"({"kept": 1})", false}});
    EXPECT_EQ(states().at(0).status, Status::Missing);
    EXPECT_EQ(states().at(0).name, "gain");
    shelf.announce();
    chain->update({gainNode(3, 0.5), {2, "org.example.never", "x", R"({"kept": 1})", false}});
    EXPECT_EQ(states().at(0).status, Status::Waiting);
    play(2'000);
    expectInStep(0, 2'000);
    shelf.registry().refuse(kShaping, "It lacks a library.");
    play(1'000);
    EXPECT_EQ(states().at(0).status, Status::Missing);
    EXPECT_EQ(states().at(0).detail, "It lacks a library.");
    shelf.load("shaping_dsp_1", ControlReason::Enabled);
    play(3'000);
    EXPECT_EQ(states().at(0).status, Status::Active);
    EXPECT_EQ(states().at(1).status, Status::Missing);
    expectInStep(5'000, 6'000, 0.5F);
    EXPECT_THAT(outcomeKinds(), IsEmpty());
}

TEST_F(DspChainChanges, SettingsAreAppliedRecreatedRejectedOrFail)
{
    shelf.load("shaping_dsp_1");
    begin({gainNode(1, 0.5, ", \"teach\": 0.125")});
    play(1'000);
    chain->update({gainNode(1, 0.25)});
    EXPECT_THAT(outcomeKinds(), ElementsAre(Outcome::Applied));
    play(1'000);
    EXPECT_EQ(out.back(), inputAt(1'999, 1) * 0.25F + 0.125F);

    chain->update({gainNode(1, 1.0, R"(, "plan": "reject")")});
    const std::vector<DspNodeOutcome> rejected = outcomes();
    ASSERT_EQ(rejected.size(), 1u);
    EXPECT_EQ(rejected[0].outcome.status, Outcome::Rejected);
    EXPECT_EQ(rejected[0].outcome.detail, "The gain is not wanted.");
    EXPECT_EQ(rejected[0].id, 1u);
    chain->update({gainNode(1, 1.0, R"(, "plan": "hot-fails")")});
    EXPECT_THAT(outcomeKinds(), ElementsAre(Outcome::Failed)); // and no other instance is made
    chain->update({gainNode(1, 1.0, R"(, "plan": "recreate-fails")")});
    EXPECT_THAT(outcomeKinds(), ElementsAre(Outcome::RequiresRecreate, Outcome::Failed));
    play(1'000);
    EXPECT_EQ(out.back(), inputAt(2'999, 1) * 0.25F + 0.125F) << "the old one did not go on";
    EXPECT_FALSE(chain->isBlending());

    chain->update({gainNode(1, 1.0, R"(, "plan": "recreate")")});
    const std::vector<DspNodeOutcome> recreated = outcomes();
    ASSERT_EQ(recreated.size(), 2u);
    EXPECT_EQ(recreated[1].outcome.status, Outcome::Recreated);
    EXPECT_EQ(recreated[1].outcome.generation, 5u);
    play(1'000);
    EXPECT_EQ(out.back(), inputAt(3'999, 1) + 0.125F) << "the state was not carried over";
    chain->update({gainNode(1, 1.0, R"(, "plan": "recreate")")});
    EXPECT_THAT(outcomeKinds(), IsEmpty());
}

TEST_F(DspChainChanges, AChangeTakesThePlaceOfOneThatWasNotHeardYet)
{
    shelf.load("shaping_dsp_1");
    begin({delayNode(1, 2'000)});
    play(5'000);
    chain->update({delayNode(1, 300)});
    chain->update({delayNode(1, 700)});
    play(10'000);
    end(End::Cut);
    EXPECT_EQ(framesOut(), 15'000u);
    expectInStep(0, 5'000);
    expectInStep(5'000 + kBlendFrames, 15'000);
    EXPECT_LE(largestStep(out), blendStep(0.375F) + kInputStep);
}

TEST_F(DspChainChanges, AChangeInTheMiddleOfABlendWaitsForItsEnd)
{
    shelf.load("shaping_dsp_1");
    const std::string another = R"(, "plan": "recreate")";
    for (const bool isRemoved : {false, true}) {
        begin({gainNode(1, 1.0)});
        play(2'000);
        chain->update({gainNode(1, 0.25, another)});
        for (int block = 0; block < 3; ++block)
            playBlock(200);
        EXPECT_GT(framesOut(), 2'000U) << "it has begun";
        EXPECT_TRUE(chain->isBlending());
        chain->update(isRemoved ? std::vector<DspNodeSpec>{} : std::vector{gainNode(1, 0.75, another)});
        play(5'000);
        end(End::Cut);
        EXPECT_EQ(framesOut(), 7'600U);
        EXPECT_LE(largestStep(out), blendStep(0.375F) + kInputStep);
        expectInStep(7'000, 7'600, isRemoved ? 1.0F : 0.75F);
    }
}

TEST_F(DspChainChanges, OnlyABuildThatItsNodeUsesNoMoreIsHeldBack)
{
    shelf.load("shaping_dsp_1");
    begin({gainNode(1, 1.0), gainNode(2, 1.0)});
    play(2'000);
    chain->update({gainNode(1, 0.5, R"(, "plan": "recreate")"), bypassed(gainNode(2, 1.0))});
    EXPECT_TRUE(chain->isBlending());
    EXPECT_FALSE(chain->holdsFormerBuild()) << "both nodes use theirs";
    chain->update({gainNode(1, 0.5, R"(, "plan": "recreate")")});
    EXPECT_TRUE(chain->holdsFormerBuild()) << "a node left";
    play(2'000);
    EXPECT_FALSE(chain->holdsFormerBuild());
    shelf.load("shaping_dsp_2");
    chain->attend();
    EXPECT_TRUE(chain->holdsFormerBuild());
    play(2'000);
    EXPECT_FALSE(chain->holdsFormerBuild());
    EXPECT_EQ(shelf.leases(), 1U);
}

TEST_F(DspChainChanges, AStormOfChangesLosesNoFrame)
{
    shelf.load("shaping_dsp_1");
    begin({});
    uint64_t frames = 0;
    for (uint32_t round = 0; round < 300; ++round) {
        std::vector<DspNodeSpec> nodes;
        for (uint64_t id = 1; id <= 4; ++id) {
            const uint64_t choice = (round * 7 + id * 13 + round * id) % 6;
            if (choice < 4)
                nodes.push_back(delayNode(id, choice * 400));
            if (choice == 3)
                nodes.back().bypassed = true;
        }
        std::rotate(nodes.begin(), nodes.begin() + (nodes.empty() ? 0 : round % nodes.size()), nodes.end());
        if (round % 17 == 3)
            shelf.disable();
        if (round % 17 == 5)
            shelf.load(round % 2 == 0 ? "shaping_dsp_1" : "shaping_dsp_2", ControlReason::Enabled);
        chain->update(nodes);
        if (round % 5 == 0)
            chain->letGo();
        const uint64_t some = 50 + round * 37 % 3'000;
        play(some);
        frames += some;
    }
    chain->update({});
    play(20'000);
    end(End::Cut);
    EXPECT_EQ(framesOut(), frames + 20'000);
    expectInStep(frames + 4 * kBlendFrames, frames + 20'000);
    EXPECT_EQ(shelf.leases(), 1u);
}

} // namespace
} // namespace stellatune::testing
