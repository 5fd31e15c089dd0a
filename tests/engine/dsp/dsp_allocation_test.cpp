// The promise that a chain in which nothing changes allocates nothing.
#include "pluginhost/check/forbidden_calls.h"
#include "tests/engine/dsp/chain_rig.h"

namespace stellatune::testing {
namespace {

using DspAllocation = ChainRig;

TEST_F(DspAllocation, BlocksAreProcessedWithoutAny)
{
    shelf.load("shaping_dsp_1");
    begin({gainNode(1, 0.5),
           delayNode(2, 700),
           delayNode(3, 5'000),
           bypassed(gainNode(4, 2.0)),
           {5, kShaping, "mono", "", false}});
    play(20'000);
    chain->update(
        {gainNode(1, 0.5), delayNode(3, 5'000), gainNode(6, 1.0), {5, kShaping, "mono", "", false}});
    play(20'000);
    std::vector<float> block(size_t{DspChain::kMaxFrames} * 2);
    const RealTimeScope scope;
    for (uint32_t round = 0; round < 200; ++round) {
        chain->process(block.data(), 1'000);
        chain->giveHeld(block.data(), DspChain::kMaxFrames, DspChain::End::None);
    }
    EXPECT_EQ(scope.calls().allocations, 0u);
}

} // namespace
} // namespace stellatune::testing
