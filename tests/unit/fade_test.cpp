#include "engine/audio/fade.h"

#include <cmath>
#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

constexpr double kQuarterTurn = 1.57079632679489661923;

TEST(Ramp, ArrivesExactlyWithTheLastFrame)
{
    Ramp ramp(0.25);
    ramp.moveTo(1.0, 3);
    EXPECT_DOUBLE_EQ(ramp.advance(), 0.5);
    EXPECT_DOUBLE_EQ(ramp.advance(), 0.75);
    EXPECT_EQ(ramp.advance(), 1.0);
    EXPECT_EQ(ramp.advance(), 1.0);
    EXPECT_EQ(ramp.framesLeft(), 0U);
}

TEST(Fade, FollowsAQuarterSineUpAndACosineDown)
{
    Fade fade = Fade::silent();
    fade.fadeIn(100);
    for (int frame = 1; frame <= 100; ++frame)
        EXPECT_NEAR(fade.advance(), std::sin(kQuarterTurn * frame / 100), 1e-6);
    EXPECT_TRUE(fade.isFull());
    fade.fadeOut(100);
    for (int frame = 1; frame <= 100; ++frame)
        EXPECT_NEAR(fade.advance(), std::cos(kQuarterTurn * frame / 100), 1e-6);
    EXPECT_TRUE(fade.isSilent());
    EXPECT_EQ(fade.advance(), 0.0F);
}

TEST(Fade, TwoOfThemKeepThePower)
{
    Fade in = Fade::silent();
    Fade out = Fade::full();
    in.fadeIn(77);
    out.fadeOut(77);
    for (int frame = 0; frame < 77; ++frame) {
        const float up = in.advance();
        const float down = out.advance();
        EXPECT_NEAR(up * up + down * down, 1.0, 1e-6);
    }
}

TEST(Fade, WithoutLengthIsAtOnce)
{
    Fade fade = Fade::full();
    fade.fadeOut(0);
    EXPECT_TRUE(fade.isSilent());
    fade.fadeIn(0);
    EXPECT_TRUE(fade.isFull());
    EXPECT_EQ(fade.advance(), 1.0F);
}

TEST(Fade, AskingAgainChangesNothing)
{
    Fade fade = Fade::silent();
    for (int frame = 0; frame < 50; ++frame) {
        fade.fadeIn(50);
        fade.advance();
    }
    EXPECT_TRUE(fade.isFull());
}

TEST(Fade, TurnedRoundMidwayTakesAsLongBackAsItCame)
{
    Fade fade = Fade::full();
    fade.fadeOut(1000);
    for (int frame = 0; frame < 300; ++frame)
        fade.advance();
    fade.fadeIn(1000);
    EXPECT_NEAR(fade.framesLeft(), 300, 1);
}

TEST(Fade, HasNoStepHoweverItIsTurned)
{
    std::mt19937 random(7);
    constexpr uint32_t kShortest = 32;
    std::uniform_int_distribution<uint32_t> length(kShortest, 500);
    std::uniform_int_distribution<int> pause(1, 300);
    Fade fade = Fade::full();
    float last = 1.0F;
    for (int turn = 0; turn < 2000; ++turn) {
        if (random() % 2 == 0)
            fade.fadeIn(length(random));
        else
            fade.fadeOut(length(random));
        for (int frame = pause(random); frame > 0; --frame) {
            const float gain = fade.advance();
            ASSERT_LE(std::abs(gain - last), kQuarterTurn / kShortest + 1e-6);
            ASSERT_GE(gain, 0.0F);
            ASSERT_LE(gain, 1.0F);
            last = gain;
        }
    }
}

} // namespace
} // namespace stellatune
