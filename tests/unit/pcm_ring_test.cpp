#include "engine/audio/pcm_ring.h"

#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

std::vector<float> countingFrames(uint32_t channels, uint32_t frames, float first)
{
    std::vector<float> samples(size_t{channels} * frames);
    std::iota(samples.begin(), samples.end(), first);
    return samples;
}

TEST(PcmRing, HasAtLeastTheRoomAskedFor)
{
    for (const uint32_t asked : {1U, 2U, 3U, 1000U, 1024U, 88'200U}) {
        const PcmRing ring(2, asked);
        EXPECT_GE(ring.capacityFrames(), asked);
        EXPECT_EQ(ring.writable(), ring.capacityFrames());
        EXPECT_EQ(ring.readable(), 0U);
    }
}

TEST(PcmRing, KeepsOrderAcrossTheWrap)
{
    PcmRing ring(3, 8);
    ring.reset(1);
    float next = 0;
    float expected = 0;
    for (int round = 0; round < 100; ++round) {
        EXPECT_EQ(ring.write(countingFrames(3, 5, next)), 5U);
        next += 15;
        std::vector<float> out(15);
        EXPECT_EQ(ring.read(out.data(), 5), 5U);
        for (const float sample : out)
            EXPECT_EQ(sample, expected++);
    }
    EXPECT_EQ(ring.framesWritten(), 500U);
    EXPECT_EQ(ring.framesRead(), 500U);
}

TEST(PcmRing, TakesAndGivesWhatItCan)
{
    PcmRing ring(2, 4);
    ring.reset(1);
    EXPECT_EQ(ring.write(countingFrames(2, 6, 0)), 4U);
    EXPECT_EQ(ring.writable(), 0U);
    EXPECT_EQ(ring.write(countingFrames(2, 1, 0)), 0U);
    std::vector<float> out(20);
    EXPECT_EQ(ring.read(out.data(), 10), 4U);
    EXPECT_EQ(ring.read(out.data(), 10), 0U);
}

TEST(PcmRing, IsDrainedOnceFinishedAndRead)
{
    PcmRing ring(1, 4);
    ring.reset(9);
    EXPECT_EQ(ring.epoch(), 9U);
    EXPECT_FALSE(ring.isDrained());
    ring.write(countingFrames(1, 2, 0));
    ring.finish();
    EXPECT_TRUE(ring.isFinished());
    EXPECT_FALSE(ring.isDrained());
    float out[2];
    ring.read(out, 2);
    EXPECT_TRUE(ring.isDrained());
    ring.reset(10);
    EXPECT_FALSE(ring.isFinished());
    EXPECT_FALSE(ring.isDrained());
    EXPECT_EQ(ring.framesRead(), 0U);
}

} // namespace
} // namespace stellatune
