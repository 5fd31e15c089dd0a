// What a chain does to music while nothing changes, and when a node fails.
#include "tests/engine/dsp/chain_rig.h"

#include <gmock/gmock.h>

namespace stellatune::testing {
namespace {

using ::testing::HasSubstr;
using Status = DspNodeState::Status;
using End = DspChain::End;

using DspChainTest = ChainRig;

TEST_F(DspChainTest, NodesAreHeardInTheirOrderToTheSample)
{
    shelf.load("shaping_dsp_1");
    begin({gainNode(1, 0.5), gainNode(2, 1.0, ", \"teach\": 0.25"), gainNode(3, 2.0)});
    play(10'000);
    ASSERT_EQ(framesOut(), 10'000u);
    for (uint64_t frame = 0; frame < 10'000; ++frame)
        ASSERT_EQ(out[frame * 2], (inputAt(frame, 0) * 0.5F + 0.25F) * 2.0F);
    EXPECT_EQ(states().at(0), (DspNodeState{1, Status::Active, "Gain", ""}));
}

TEST_F(DspChainTest, ALatencyIsTakenOffAtTheStartAndGivenAtTheEnd)
{
    shelf.load("shaping_dsp_1");
    begin({delayNode(1, 700), gainNode(2, 0.5), delayNode(3, 2'500)});
    EXPECT_EQ(chain->latency(), 3'200u);
    play(20'000, 777);
    EXPECT_EQ(framesOut(), 20'000u - 3'200u);
    end(End::Cut);
    EXPECT_EQ(framesOut(), 20'000u);
    expectInStep(0, 20'000, 0.5F);
    chain->begin({kRate, ChannelLayout::standard(2)});
    EXPECT_FALSE(chain->hasEnded());
}

TEST_F(DspChainTest, MusicShorterThanTheLatencyComesOutWhole)
{
    shelf.load("shaping_dsp_1");
    begin({delayNode(1, 9'000)});
    play(10);
    EXPECT_EQ(framesOut(), 0u);
    end(End::Cut);
    EXPECT_EQ(framesOut(), 10u);
    expectInStep(0, 10);
}

TEST_F(DspChainTest, ATailIsHeardAtTheEndOfAllAlone)
{
    shelf.load("shaping_dsp_1");
    const DspNodeSpec echo{1, kShaping, "echo", R"({"frames": 3000})", false};
    begin({echo, delayNode(2, 100)});
    EXPECT_EQ(chain->tail(), 3'000u);
    play(10'000);
    end(End::Cut);
    EXPECT_EQ(framesOut(), 10'000u);
    begin({echo, delayNode(2, 100)});
    play(10'000);
    end(End::WithTail);
    ASSERT_EQ(framesOut(), 13'000u);
    for (uint64_t frame = 10'000; frame < 13'000; ++frame)
        ASSERT_EQ(out[frame * 2 + 1], inputAt(frame - 3'000, 1) / 2);
}

TEST_F(DspChainTest, AnEndlessTailIsCutOff)
{
    shelf.load("shaping_dsp_1");
    begin({{1, kShaping, "echo", R"({"endless": true})", false}});
    play(1'000);
    end(End::WithTail);
    EXPECT_EQ(framesOut(), 1'000u + uint64_t{kRate} * DspStage::kLongestTail.count());
}

TEST_F(DspChainTest, MusicThatBeginsKnowsNothingOfWhatWasBefore)
{
    shelf.load("shaping_dsp_1");
    const std::vector<DspNodeSpec> nodes{{1, kShaping, "echo", "", false}, delayNode(2, 500)};
    begin(nodes);
    play(5'000);
    const std::vector<float> first = out;
    begin(nodes);
    play(5'000);
    EXPECT_EQ(out, first);
}

TEST_F(DspChainTest, ANodeThatCannotServeTheFormatIsPassedBy)
{
    shelf.load("shaping_dsp_1");
    begin({{1, kShaping, "mono", "", false}, {2, kShaping, "widen", "", false}, gainNode(3, 0.5)});
    play(5'000);
    expectInStep(0, 5'000, 0.5F);
    EXPECT_EQ(states().at(0),
              (DspNodeState{1, Status::Unsupported, "Mono", "Mono does not take stereo at 44100 Hz."}));
    EXPECT_EQ(states().at(1).status, Status::Unsupported);
    EXPECT_THAT(states().at(1).detail, HasSubstr("3 channels of 2"));
    chain->begin({kRate, ChannelLayout::standard(1)});
    EXPECT_EQ(states().at(0).status, Status::Active);
}

TEST_F(DspChainTest, ALatencyBeyondAllReasonIsRefused)
{
    shelf.load("shaping_dsp_1");
    begin({delayNode(1, 300'000)});
    play(5'000);
    expectInStep(0, 5'000);
    EXPECT_EQ(states().at(0).status, Status::Unsupported);
    EXPECT_THAT(states().at(0).detail, HasSubstr("300000 frames; up to 5 s"));
}

TEST_F(DspChainTest, ANodeThatFailsIsPassedByFromThatBlockOnAndNamed)
{
    shelf.load("shaping_dsp_1");
    for (const char* how : {"fail", "throw", "nan", "infinity"}) {
        for (const uint64_t latency : {0, 300, 5'000}) {
            const std::string bad = std::string(R"(, "after": 6500, "how": ")") + how + '"';
            begin({gainNode(9, 1.0)}); // the faulty one of the round before is not this one
            begin({gainNode(1, 2.0), delayNode(2, latency, bad), gainNode(3, 0.5)});
            play(20'000);
            end(End::Cut);
            EXPECT_EQ(framesOut(), 20'000u);
            expectInStep(0, 20'000);
            EXPECT_EQ(states().at(1).status, Status::Faulty) << how;
            EXPECT_THAT(states().at(1).detail, HasSubstr("Delay of the plugin " + kShaping));
            EXPECT_EQ(states().at(2).status, Status::Active);
        }
    }
}

TEST_F(DspChainTest, ANodeSlowerThanTheMusicIsPassedByAndNamed)
{
    shelf.load("shaping_dsp_1");
    begin({delayNode(1, 100, R"(, "how": "slow", "milliseconds": 100)")});
    play(kRate + 4'096, 4'096); // one second in eleven blocks takes more than one
    play(10'000);
    end(End::Cut);
    // In between is the blend.
    expectInStep(0, 11 * 4'096 - 100);
    expectInStep(framesIn() - 9'000, framesIn());
    EXPECT_EQ(states().at(0).status, Status::Faulty);
    EXPECT_THAT(states().at(0).detail, HasSubstr("is too slow"));
    EXPECT_THAT(states().at(0).detail, HasSubstr("lasts 93 ms"));
}

TEST_F(DspChainTest, AFaultyNodeGetsAnotherChanceWithOtherSettings)
{
    shelf.load("shaping_dsp_1");
    begin({delayNode(1, 300, R"(, "how": "fail")")});
    play(5'000);
    EXPECT_EQ(states().at(0).status, Status::Faulty);
    chain->update({delayNode(1, 200)});
    EXPECT_EQ(states().at(0).status, Status::Active);
    play(5'000);
    end(End::Cut);
    EXPECT_EQ(framesOut(), 10'000u);
    EXPECT_EQ(outcomes().back().outcome.status, UpdateOutcome::Status::Recreated);
}

} // namespace
} // namespace stellatune::testing
