#include "engine/output/negotiation.h"

#include <gtest/gtest.h>

#include <vector>

namespace stellatune {
namespace {

using Rates = std::vector<unsigned int>;

TEST(Negotiation, RateIsTakenWhereOffered)
{
    EXPECT_EQ(negotiateSampleRate(44'100, Rates{44'100, 48'000}), 44'100U);
    EXPECT_EQ(negotiateSampleRate(37'800, Rates{}), 37'800U);
}

TEST(Negotiation, RateFallsToTheSameFamilyFirst)
{
    EXPECT_EQ(negotiateSampleRate(44'100, Rates{48'000, 88'200, 96'000, 176'400}), 88'200U);
    EXPECT_EQ(negotiateSampleRate(48'000, Rates{44'100, 192'000}), 192'000U);
    EXPECT_EQ(negotiateSampleRate(11'025, Rates{48'000, 44'100}), 44'100U);
}

TEST(Negotiation, RateFallsToTheNextHigherThenTheHighest)
{
    EXPECT_EQ(negotiateSampleRate(44'100, Rates{96'000, 48'000}), 48'000U);
    EXPECT_EQ(negotiateSampleRate(192'000, Rates{48'000, 96'000, 44'100}), 96'000U);
}

TEST(Negotiation, FloatIsPreferredThenTheWidestInteger)
{
    using Formats = std::vector<SampleFormat>;
    EXPECT_EQ(negotiateSampleFormat(Formats{SampleFormat::Int16, SampleFormat::Float32}),
              SampleFormat::Float32);
    EXPECT_EQ(negotiateSampleFormat(Formats{SampleFormat::Int16, SampleFormat::Int24, SampleFormat::Int32}),
              SampleFormat::Int32);
    EXPECT_EQ(negotiateSampleFormat(Formats{SampleFormat::Int16}), SampleFormat::Int16);
    EXPECT_EQ(negotiateSampleFormat(Formats{}), SampleFormat::Float32);
}

TEST(Negotiation, PulseAudioGetsMonoOrStereo)
{
    EXPECT_EQ(negotiateLayout("pulse", 1, 2), ChannelLayout::standard(1));
    EXPECT_EQ(negotiateLayout("pulse", 2, 6), ChannelLayout::standard(2));
    EXPECT_EQ(negotiateLayout("pulse", 6, 6), ChannelLayout::standard(2));
    EXPECT_EQ(negotiateLayout("pulse", 2, 1), ChannelLayout::standard(1));
}

TEST(Negotiation, MonoBecomesStereoWhereItWouldSoundFromTheLeft)
{
    EXPECT_EQ(negotiateLayout("jack", 1, 2), ChannelLayout::standard(2));
    EXPECT_EQ(negotiateLayout("alsa", 1, 8), ChannelLayout::standard(2));
    EXPECT_EQ(negotiateLayout("alsa", 1, 1), ChannelLayout::standard(1));
}

TEST(Negotiation, ChannelsAreLimitedToTheDevice)
{
    EXPECT_EQ(negotiateLayout("jack", 6, 2), ChannelLayout::standard(2));
    EXPECT_EQ(negotiateLayout("wasapi", 6, 8), ChannelLayout::standard(6));
    EXPECT_EQ(negotiateLayout("jack", 8, 64), ChannelLayout::standard(8));
}

TEST(Negotiation, AlsaHasItsOwnOrderOfSpeakers)
{
    const ChannelLayout surround = negotiateLayout("alsa", 6, 8);
    ASSERT_EQ(surround.channels(), 6U);
    EXPECT_EQ(surround.indexOf(Speaker::FrontCenter), 4U);
    EXPECT_EQ(surround.indexOf(Speaker::BackLeft), 2U);
    EXPECT_EQ(negotiateLayout("alsa", 5, 8).channels(), 6U);
    EXPECT_EQ(negotiateLayout("alsa", 5, 5).channels(), 4U);
    EXPECT_EQ(negotiateLayout("alsa", 8, 8).indexOf(Speaker::SideRight), 7U);
}

TEST(Negotiation, BuffersLastAboutAsLongAtAnyRate)
{
    for (const uint32_t rate : {8'000U, 11'025U, 22'050U, 44'100U, 48'000U, 96'000U, 192'000U}) {
        const double milliseconds = 1000.0 * defaultBufferFrames(rate) / rate;
        EXPECT_GT(milliseconds, 30.0) << rate;
        EXPECT_LT(milliseconds, 100.0) << rate;
    }
}

} // namespace
} // namespace stellatune
