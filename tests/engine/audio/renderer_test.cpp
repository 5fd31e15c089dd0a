#include "tests/engine/audio/renderer_rig.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

constexpr double kQuarterTurn = 1.57079632679489661923;

bool isSilence(const std::vector<float>& samples)
{
    return std::all_of(samples.begin(), samples.end(), [](float sample) { return sample == 0.0F; });
}

TEST(Renderer, StartsHeldAndSilentWithoutContent)
{
    RendererRig rig;
    EXPECT_TRUE(rig.renderer.isHeld());
    EXPECT_FALSE(rig.renderer.isDrained());
    EXPECT_EQ(rig.renderer.progress(), (RenderProgress{0, 0}));
    EXPECT_EQ(rig.crank(100), 0U);
    EXPECT_TRUE(isSilence(rig.out));
    rig.renderer.setRunning(true, 0);
    EXPECT_FALSE(rig.renderer.isHeld());
    EXPECT_EQ(rig.crank(100), 0U);
    rig.renderer.setRunning(false, 100);
    rig.crank(1);
    EXPECT_TRUE(rig.renderer.isHeld());
    EXPECT_EQ(rig.renderer.callbacks(), 3U);
    EXPECT_EQ(rig.renderer.underruns(), 0U);
}

TEST(Renderer, HandsFloatsOverBitForBit)
{
    RendererRig rig;
    PcmRing& ring = rig.renderer.beginRing(1);
    std::vector<float> in(2 * 5000);
    std::mt19937 random(3);
    for (float& sample : in)
        sample = std::uniform_real_distribution<float>(-1.5F, 1.5F)(random);
    ring.write(in);
    rig.renderer.publishRing({});
    rig.renderer.setRunning(true, 0);
    std::vector<float> heard;
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(rig.crank(500), 500U);
        heard.insert(heard.end(), rig.out.begin(), rig.out.end());
    }
    EXPECT_EQ(heard, in);
    EXPECT_EQ(rig.renderer.progress(), (RenderProgress{1, 5000}));
}

TEST(Renderer, HandsInt16OverBitForBitInBlocksOfAnySize)
{
    RendererRig rig(2, SampleFormat::Int16);
    PcmRing& ring = rig.renderer.beginRing(1);
    std::vector<float> in(2 * 32'768);
    for (size_t i = 0; i < in.size(); ++i)
        in[i] = static_cast<float>(static_cast<int>(i) - 32'768) / 32'768;
    ring.write(in);
    rig.renderer.publishRing({});
    rig.renderer.setRunning(true, 0);
    std::vector<int16_t> out(2 * 32'768);
    EXPECT_EQ(rig.renderer.render(out.data(), 5'001, rig.now),
              5'001U); // longer than the renderer's own buffer
    rig.now += std::chrono::seconds(1);
    EXPECT_EQ(rig.renderer.render(out.data() + 2 * 5'001, 13, rig.now), 13U);
    rig.now += std::chrono::seconds(1);
    uint32_t done = 5'014;
    while (done < 32'768) {
        done += rig.renderer.render(out.data() + 2 * done, std::min(4'000U, 32'768 - done), rig.now);
        rig.now += std::chrono::seconds(1);
    }
    for (size_t i = 0; i < out.size(); ++i)
        ASSERT_EQ(out[i], static_cast<int>(i) - 32'768);
}

TEST(Renderer, FillsTheRestOfTheBufferWithSilence)
{
    RendererRig rig;
    rig.play(1, 0.5F, 30);
    rig.renderer.setRunning(true, 0);
    EXPECT_EQ(rig.crank(100), 30U);
    EXPECT_EQ(rig.frame(29), 0.5F);
    for (uint32_t frame = 30; frame < 100; ++frame)
        ASSERT_EQ(rig.frame(frame), 0.0F);
}

TEST(Renderer, FadesPerFrameSoTheSpeedIsTheSameWhateverTheChannels)
{
    constexpr uint32_t kFade = 441;
    for (const uint32_t channels : {1U, 2U, 6U, 8U}) {
        SCOPED_TRACE(channels);
        RendererRig rig(channels);
        rig.play(1, 1.0F, 5000);
        rig.renderer.setRunning(true, kFade);
        rig.crank(1000);
        for (uint32_t frame = 0; frame < 1000; ++frame) {
            const double expected = std::sin(kQuarterTurn * std::min(frame + 1, kFade) / kFade);
            for (uint32_t channel = 0; channel < channels; ++channel)
                ASSERT_NEAR(rig.out[frame * channels + channel], expected, 1e-6) << frame;
        }
        rig.renderer.setRunning(false, kFade);
        EXPECT_EQ(rig.crank(1000), kFade); // consumed while it fades, and no more
        for (uint32_t frame = 0; frame < 1000; ++frame) {
            const double expected = std::cos(kQuarterTurn * std::min(frame + 1, kFade) / kFade);
            for (uint32_t channel = 0; channel < channels; ++channel)
                ASSERT_NEAR(rig.out[frame * channels + channel], expected, 1e-6) << frame;
        }
        EXPECT_TRUE(rig.renderer.isHeld());
        EXPECT_EQ(rig.renderer.progress(), (RenderProgress{1, 1000 + kFade}));
    }
}

TEST(Renderer, HoldSpansBuffersAndIsToldWhenItIsDone)
{
    RendererRig rig;
    rig.play(1, 1.0F, 5000);
    rig.renderer.setRunning(true, 0);
    rig.crank(100);
    rig.renderer.setRunning(false, 250);
    for (int buffer = 0; buffer < 2; ++buffer) {
        EXPECT_EQ(rig.crank(100), 100U);
        EXPECT_FALSE(rig.renderer.isHeld());
    }
    EXPECT_EQ(rig.crank(100), 50U);
    EXPECT_TRUE(rig.renderer.isHeld());
    EXPECT_EQ(rig.crank(100), 0U);
    EXPECT_TRUE(isSilence(rig.out));
}

TEST(Renderer, AnOldHoldDoesNotAnswerANewOne)
{
    RendererRig rig;
    rig.play(1, 1.0F, 5000);
    rig.crank(10);
    EXPECT_TRUE(rig.renderer.isHeld());
    rig.renderer.setRunning(true, 0);
    rig.renderer.setRunning(false, 0);
    EXPECT_FALSE(rig.renderer.isHeld()); // no render() has seen it
    EXPECT_EQ(rig.crank(10), 0U);
    EXPECT_TRUE(rig.renderer.isHeld());
    rig.renderer.setRunning(false, 500); // the same again, with other words
    EXPECT_TRUE(rig.renderer.isHeld());
}

TEST(Renderer, ChangesOverBehindBothFadesInOneBuffer)
{
    RendererRig rig;
    rig.play(1, 1.0F, 5000);
    rig.renderer.setRunning(true, 0);
    rig.crank(100);
    rig.play(2, -1.0F, 5000, {40, 60});
    rig.crank(200);
    for (uint32_t frame = 0; frame < 40; ++frame)
        ASSERT_NEAR(rig.frame(frame), std::cos(kQuarterTurn * (frame + 1) / 40), 1e-6);
    for (uint32_t frame = 40; frame < 100; ++frame)
        ASSERT_NEAR(rig.frame(frame), -std::sin(kQuarterTurn * (frame - 39) / 60), 1e-6);
    for (uint32_t frame = 100; frame < 200; ++frame)
        ASSERT_EQ(rig.frame(frame), -1.0F);
    EXPECT_EQ(rig.renderer.progress(), (RenderProgress{2, 160}));
}

TEST(Renderer, ChangesOverAtOnceWithoutFades)
{
    RendererRig rig;
    rig.play(1, 1.0F, 5000);
    rig.renderer.setRunning(true, 0);
    rig.crank(100);
    rig.play(2, -1.0F, 5000);
    EXPECT_EQ(rig.crank(100), 100U);
    EXPECT_TRUE(std::all_of(rig.out.begin(), rig.out.end(), [](float sample) { return sample == -1.0F; }));
}

TEST(Renderer, ChangesOverAtOnceWhenNothingIsAudible)
{
    RendererRig drained;
    drained.play(1, 1.0F, 100).finish();
    drained.renderer.setRunning(true, 0);
    drained.crank(100);
    EXPECT_TRUE(drained.renderer.isDrained());
    drained.play(2, 0.5F, 1000, {300, 0});
    EXPECT_FALSE(drained.renderer.isDrained());
    drained.crank(10);
    EXPECT_EQ(drained.frame(0), 0.5F);

    RendererRig dry;
    dry.play(1, 1.0F, 100);
    dry.renderer.setRunning(true, 0);
    dry.crank(200);
    dry.play(2, 0.5F, 1000, {300, 0});
    dry.crank(10);
    EXPECT_EQ(dry.frame(0), 0.5F);

    RendererRig endsInTheFade;
    endsInTheFade.play(1, 1.0F, 100);
    endsInTheFade.renderer.setRunning(true, 0);
    endsInTheFade.crank(50);
    endsInTheFade.play(2, 0.5F, 1000, {300, 0});
    EXPECT_EQ(endsInTheFade.crank(60), 60U);
    EXPECT_GT(endsInTheFade.frame(49), 0.9F);
    EXPECT_EQ(endsInTheFade.frame(50), 0.5F);
}

TEST(Renderer, TakesContentOnWhileHeldWithoutConsumingIt)
{
    RendererRig rig;
    rig.play(1, 1.0F, 5000);
    rig.renderer.setRunning(true, 0);
    rig.crank(100);
    rig.renderer.setRunning(false, 0);
    rig.crank(100);
    rig.play(2, -1.0F, 5000, {300, 0});
    EXPECT_EQ(rig.crank(100), 0U);
    EXPECT_TRUE(isSilence(rig.out));
    EXPECT_EQ(rig.renderer.progress(), (RenderProgress{2, 0}));
    EXPECT_EQ(rig.renderer.bufferedFrames(), 5000U);
    rig.renderer.setRunning(true, 50);
    rig.crank(100);
    for (uint32_t frame = 0; frame < 50; ++frame)
        ASSERT_NEAR(rig.frame(frame), -std::sin(kQuarterTurn * (frame + 1) / 50), 1e-6);
}

TEST(Renderer, HoldDuringASwapKeepsTheNewContentWhole)
{
    RendererRig rig;
    rig.play(1, 1.0F, 5000);
    rig.renderer.setRunning(true, 0);
    rig.crank(100);
    rig.play(2, -1.0F, 5000, {200, 100});
    rig.crank(100);
    rig.renderer.setRunning(false, 300);
    rig.crank(500);
    EXPECT_TRUE(rig.renderer.isHeld());
    EXPECT_EQ(rig.renderer.progress(), (RenderProgress{2, 0}));
}

TEST(Renderer, OldContentComesUpAgainWhenTheNewIsWithdrawn)
{
    RendererRig rig;
    rig.play(1, 1.0F, 5000);
    rig.renderer.setRunning(true, 0);
    rig.crank(100);
    const PcmRing& second = rig.play(2, -1.0F, 100, {200, 0});
    rig.crank(100);
    EXPECT_NEAR(rig.frame(99), std::cos(kQuarterTurn / 2), 1e-6);
    PcmRing& third = rig.renderer.beginRing(3);
    EXPECT_EQ(&third, &second);
    EXPECT_EQ(third.readable(), 0U);
    EXPECT_EQ(third.epoch(), 3U);
    EXPECT_EQ(rig.crank(200), 200U);
    EXPECT_NEAR(rig.frame(0), std::sin(kQuarterTurn * 101 / 200), 1e-6);
    EXPECT_EQ(rig.frame(100), 1.0F);
    rig.fill(third, 0.25F, 100);
    rig.renderer.publishRing({});
    rig.crank(10);
    EXPECT_EQ(rig.frame(0), 0.25F);
    EXPECT_EQ(rig.renderer.progress(), (RenderProgress{3, 10}));
}

TEST(Renderer, BeginningTwiceGivesTheSameRing)
{
    RendererRig rig;
    EXPECT_EQ(&rig.renderer.beginRing(1), &rig.renderer.beginRing(2));
    rig.renderer.publishRing({});
    EXPECT_EQ(rig.renderer.beginRing(3).epoch(), 3U);
}

TEST(Renderer, DoesNotJumpHoweverSwapHoldRunAndGainInterleave)
{
    constexpr uint32_t kShortestFade = 64;
    constexpr double kGainRamp = RendererRig::kRate / 50;
    // |d(abc)| <= |da| + |db| + |dc| for factors of at most 1.
    constexpr double kLargestStep = 2 * kQuarterTurn / kShortestFade + 1 / kGainRamp + 1e-5;
    for (uint32_t seed = 1; seed <= 10; ++seed) {
        std::mt19937 random(seed);
        std::uniform_int_distribution<uint32_t> fade(kShortestFade, 1500);
        std::uniform_int_distribution<uint32_t> block(1, 700);
        std::uniform_real_distribution<float> gain(0.0F, 1.0F);
        RendererRig rig(2, SampleFormat::Float32, {}, 4096);
        uint32_t epoch = 1;
        PcmRing* ring = &rig.play(epoch, 1.0F, 2000, {0, fade(random)});
        PcmRing* heard = ring; // the one that may be playing is kept full too
        bool published = true;
        float last = 0.0F;
        for (int step = 0; step < 2000; ++step) {
            switch (random() % 12) {
            case 0:
                rig.renderer.setRunning(true, fade(random));
                break;
            case 1:
                rig.renderer.setRunning(false, fade(random));
                break;
            case 2:
                if (published && rig.renderer.progress().epoch == epoch)
                    heard = ring;
                ring = &rig.renderer.beginRing(++epoch);
                published = false;
                rig.fill(*ring, 1.0F, 2000);
                break;
            case 3:
                if (!published)
                    rig.renderer.publishRing({fade(random), fade(random)});
                published = true;
                break;
            case 4:
                rig.renderer.setGain(gain(random));
                break;
            default:
                break;
            }
            for (PcmRing* filled : {ring, heard})
                rig.fill(*filled, 1.0F, filled->writable());
            rig.crank(block(random));
            for (size_t i = 0; i < rig.out.size(); i += 2) {
                ASSERT_LE(std::abs(rig.out[i] - last), kLargestStep) << "seed " << seed << ", step " << step;
                ASSERT_EQ(rig.out[i], rig.out[i + 1]);
                last = rig.out[i];
            }
        }
        EXPECT_EQ(rig.renderer.underruns(), 0U);
        EXPECT_FALSE(rig.renderer.hasRunAway());
    }
}

TEST(Renderer, ApproachesAGainWithin20MillisecondsWithoutAStep)
{
    RendererRig rig;
    rig.play(1, 1.0F, 60'000);
    rig.renderer.setRunning(true, 0);
    rig.crank(10);
    rig.renderer.setGain(0.5F);
    rig.crank(882);
    for (uint32_t frame = 1; frame < 882; ++frame)
        ASSERT_NEAR(rig.frame(frame - 1) - rig.frame(frame), 0.5 / 882, 1e-5);
    EXPECT_EQ(rig.frame(881), 0.5F);
    rig.renderer.setGain(1.0F);
    rig.crank(883);
    EXPECT_LT(rig.frame(880), 1.0F);
    EXPECT_EQ(rig.frame(881), 1.0F);
    EXPECT_EQ(rig.frame(882), 1.0F);
}

TEST(Renderer, TakesAGainAtOnceWhileNothingIsHeard)
{
    RendererRig rig;
    rig.play(1, 1.0F, 60'000);
    rig.renderer.setGain(0.5F);
    rig.renderer.setRunning(true, 0);
    rig.crank(10);
    EXPECT_EQ(rig.frame(0), 0.5F) << "the first sound there is";
    rig.renderer.setRunning(false, 0);
    rig.crank(10);
    rig.renderer.setGain(0.25F);
    rig.renderer.setRunning(true, 0);
    rig.crank(10);
    EXPECT_EQ(rig.frame(0), 0.25F) << "after a hold";
}

TEST(Renderer, CountsOneUnderrunPerDrySpellInMidTrack)
{
    RendererRig rig;
    PcmRing& ring = rig.renderer.beginRing(1);
    rig.renderer.publishRing({});
    rig.renderer.setRunning(true, 0);
    rig.crank(100);
    EXPECT_EQ(rig.renderer.underruns(), 0U) << "nothing came yet";
    rig.fill(ring, 1.0F, 150);
    rig.crank(100);
    EXPECT_EQ(rig.renderer.underruns(), 0U);
    for (int i = 0; i < 3; ++i)
        rig.crank(100);
    EXPECT_EQ(rig.renderer.underruns(), 1U);
    EXPECT_FALSE(rig.renderer.isDrained());
    rig.fill(ring, 1.0F, 100);
    rig.crank(200);
    EXPECT_EQ(rig.renderer.underruns(), 2U);
    rig.renderer.setRunning(false, 0);
    rig.fill(ring, 1.0F, 50);
    rig.renderer.setRunning(true, 0);
    rig.crank(50);
    rig.renderer.setRunning(false, 0);
    rig.crank(100);
    EXPECT_EQ(rig.renderer.underruns(), 2U) << "held";
    rig.renderer.setRunning(true, 0);
    rig.fill(ring, 1.0F, 50);
    ring.finish();
    EXPECT_FALSE(rig.renderer.isDrained());
    rig.crank(100);
    EXPECT_TRUE(rig.renderer.isDrained());
    rig.crank(100);
    EXPECT_EQ(rig.renderer.underruns(), 2U) << "drained";
}

TEST(Renderer, StopsConsumingOnceTheDeviceRunsAway)
{
    RendererRig rig(2, SampleFormat::Float32, {}, 200'000);
    PcmRing& ring = rig.play(1, 1.0F, 200'000);
    rig.renderer.setRunning(true, 0);
    for (int call = 0; call < 100'000 && !rig.renderer.hasRunAway(); ++call) {
        rig.crank(512);
        rig.now -= std::chrono::nanoseconds(512 * 1'000'000'000ULL / RendererRig::kRate -
                                            213); // 4.7 million calls/s
    }
    ASSERT_TRUE(rig.renderer.hasRunAway());
    const uint64_t lost = ring.framesRead();
    EXPECT_LE(lost, RendererRig::kRate * 2 / 5 + 4 * 512);
    EXPECT_EQ(rig.renderer.progress(), (RenderProgress{1, lost}));

    rig.now += std::chrono::hours(1);
    EXPECT_EQ(rig.crank(512), 0U) << "for good";
    EXPECT_TRUE(isSilence(rig.out));
    EXPECT_EQ(ring.framesRead(), lost);
    rig.renderer.setRunning(false, 1000);
    rig.crank(512);
    EXPECT_TRUE(rig.renderer.isHeld());
}

TEST(Renderer, DoesNotTakeAHeldDeviceForARunaway)
{
    RendererRig rig;
    rig.play(1, 1.0F, 10'000);
    for (int call = 0; call < 1000; ++call) {
        rig.crank(512);
        rig.now -= std::chrono::milliseconds(11);
    }
    EXPECT_FALSE(rig.renderer.hasRunAway());
}

TEST(Renderer, LeavesAFileUnprocessed)
{
    RendererRig rig(2, SampleFormat::Float32, RendererRig::fileTraits());
    rig.play(1, 1.0F, 10'000, {500, 500});
    rig.renderer.setGain(0.1F);
    rig.renderer.setRunning(true, 500);
    EXPECT_EQ(rig.crank(100), 100U);
    EXPECT_EQ(rig.frame(0), 1.0F);
    rig.renderer.setRunning(false, 500);
    EXPECT_EQ(rig.crank(100), 0U);
    EXPECT_TRUE(rig.renderer.isHeld());
    rig.renderer.setRunning(true, 500);
    rig.play(2, 0.5F, 10'000, {500, 500});
    for (int call = 0; call < 90; ++call) {
        EXPECT_EQ(rig.crank(100), 100U);
        rig.now -= std::chrono::milliseconds(2); // as fast as it can
        EXPECT_EQ(rig.frame(0), 0.5F);
        EXPECT_EQ(rig.frame(99), 0.5F);
    }
    EXPECT_FALSE(rig.renderer.hasRunAway());
}

TEST(Renderer, CountsNoUnderrunForAFileThatWaits)
{
    RendererRig rig(2, SampleFormat::Float32, RendererRig::fileTraits());
    rig.play(1, 1.0F, 100);
    rig.renderer.setRunning(true, 0);
    rig.crank(200);
    rig.crank(200);
    EXPECT_EQ(rig.renderer.underruns(), 0U);
}

TEST(Renderer, RecordsTheTimeOfRealTimeCallbacks)
{
    RendererRig rig;
    rig.crank(10);
    rig.crank(10);
    EXPECT_EQ(rig.renderer.callbackTime().count, 2U);
}

} // namespace
} // namespace stellatune
