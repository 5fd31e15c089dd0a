// What is heard between two sounds of any likeness.
#include "engine/dsp/blend.h"

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

constexpr uint32_t kFrames = 441;

/// Two sounds, equally loud on average, that have `likeness` in common.
struct Pair {
    std::vector<float> old;
    std::vector<float> next;
};

Pair pairOf(std::mt19937& random, double likeness)
{
    std::normal_distribution<double> noise(0.0, 0.1);
    Pair pair;
    for (uint32_t frame = 0; frame < kFrames; ++frame) {
        const double common = noise(random);
        const double other = noise(random);
        pair.old.push_back(static_cast<float>(common));
        pair.next.push_back(
            static_cast<float>(likeness * common + std::sqrt(1.0 - likeness * likeness) * other));
    }
    return pair;
}

TEST(Blend, HoldsThePowerOfSoundsWhateverTheyHaveInCommon)
{
    std::mt19937 random(1);
    for (const double likeness : {-0.7, -0.3, 0.0, 0.3, 0.7, 0.95, 0.9999}) {
        // Over many blends, of each tenth of the way.
        constexpr uint32_t kRounds = 400;
        std::vector<double> power(10, 0.0);
        Blend blend(1);
        for (uint32_t round = 0; round < kRounds; ++round) {
            const Pair pair = pairOf(random, likeness);
            std::vector<float> out(kFrames);
            blend.start(kFrames);
            ASSERT_FALSE(blend.compare(pair.old.data(), pair.next.data()));
            blend.process(pair.old.data(), pair.next.data(), out.data(), kFrames);
            for (uint32_t frame = 0; frame < kFrames; ++frame)
                power[frame * 10 / kFrames] += double{out[frame]} * out[frame] * 10 / kFrames / kRounds;
        }
        for (const double tenth : power)
            EXPECT_NEAR(10.0 * std::log10(tenth / 0.01), 0.0, 0.25) << "dB, likeness " << likeness;
    }
}

TEST(Blend, LeadsFromOneToTheOtherInAnyPortions)
{
    std::mt19937 random(2);
    const Pair pair = pairOf(random, 0.4);
    std::vector<float> whole(kFrames);
    Blend blend(1);
    EXPECT_EQ(blend.framesLeft(), 0u);
    blend.start(kFrames);
    EXPECT_TRUE(blend.isBefore());
    ASSERT_FALSE(blend.compare(pair.old.data(), pair.next.data()));
    blend.process(pair.old.data(), pair.next.data(), whole.data(), kFrames);
    EXPECT_EQ(blend.framesLeft(), 0u);
    EXPECT_NEAR(whole.front(), pair.old.front(), 0.001F);
    EXPECT_EQ(whole.back(), pair.next.back());

    std::vector<float> parts(kFrames);
    blend.start(kFrames);
    ASSERT_FALSE(blend.compare(pair.old.data(), pair.next.data()));
    for (uint32_t done = 0, part = 1; done < kFrames; done += part, part = std::min(part * 2, kFrames - done))
        blend.process(pair.old.data() + done, pair.next.data() + done, parts.data() + done, part);
    EXPECT_EQ(parts, whole);
}

TEST(Blend, WhatIsTheSameNeedsNone)
{
    std::mt19937 random(3);
    const Pair pair = pairOf(random, 0.0);
    Blend blend(1);
    blend.start(kFrames);
    EXPECT_TRUE(blend.compare(pair.old.data(), pair.old.data()));
    std::vector<float> almost = pair.old;
    almost.back() = std::nextafter(almost.back(), 1.0F);
    EXPECT_FALSE(blend.compare(pair.old.data(), almost.data()));
}

TEST(Blend, JudgesEachChannelForItself)
{
    // The same on the left; on the right a sound that comes out of silence, and is turned round.
    std::vector<float> old;
    std::vector<float> next;
    for (uint32_t frame = 0; frame < kFrames; ++frame) {
        const auto wave = static_cast<float>(std::cos(frame * 0.3));
        old.insert(old.end(), {wave, 0.0F, wave});
        next.insert(next.end(), {wave, wave, -wave});
    }
    Blend blend(3);
    blend.start(kFrames);
    ASSERT_FALSE(blend.compare(old.data(), next.data()));
    std::vector<float> out(old.size());
    blend.process(old.data(), next.data(), out.data(), kFrames);
    for (uint32_t frame = 0; frame < kFrames; ++frame) {
        const double way = (frame + 1.0) / kFrames * 1.5707963;
        EXPECT_NEAR(out[frame * 3], old[frame * 3], 1e-6);
        EXPECT_NEAR(out[frame * 3 + 1], next[frame * 3 + 1] * std::sin(way), 1e-6);
        EXPECT_LE(std::abs(out[frame * 3 + 2]), 1.001F) << "opposite phase is not thrown over";
    }
}

} // namespace
} // namespace stellatune
