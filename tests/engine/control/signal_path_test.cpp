// What is told of the samples' way, from what each part says of itself.
#include "engine/control/signal_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const AudioFormat kStereo{44'100, ChannelLayout::standard(2)};

TrackJoined flac(uint32_t bits = 16)
{
    TrackJoined track;
    track.info.codec = "FLAC";
    track.info.format = kStereo;
    track.info.sampleFormat = bits == 16 ? SampleFormat::Int16 : SampleFormat::Int24;
    track.info.significantBits = bits;
    track.info.lossless = true;
    return track;
}

PublishedState playingTo(SampleFormat samples, const DeviceTraits& traits = {true, true, false, "here", {}})
{
    PublishedState state;
    state.device = {"pulse", ""};
    state.renderer =
        std::make_shared<Renderer>(OpenedOutput{kStereo, samples, 2'048, "A device"}, traits, 8'192);
    return state;
}

TEST(SignalPathOf, NamesWhatEachPartSays)
{
    TrackJoined track = flac();
    track.info.decoder = "FFmpeg";
    PublishedState state = playingTo(SampleFormat::Float32);
    state.dsp = {"Equalizer", "Limiter"};
    state.dspBeforeMapping = 1;
    state.resampleQuality = ResampleQuality::VeryHigh;
    state.lfePolicy = LfePolicy::Mix;
    const SignalPath path = signalPathOf(track, state);
    EXPECT_EQ(path.decoder, "FFmpeg");
    EXPECT_EQ(path.device, "A device");
    EXPECT_EQ(path.choice, (DeviceChoice{"pulse", ""}));
    EXPECT_EQ(path.bufferFrames, 2'048U);
    EXPECT_EQ(path.dsp.size(), 2U);
    EXPECT_EQ(path.dspBeforeMapping, 1U);
    EXPECT_EQ(path.resampleQuality, ResampleQuality::VeryHigh);
    EXPECT_EQ(path.lfePolicy, LfePolicy::Mix);
    EXPECT_FALSE(path.isUntouched());
    EXPECT_FALSE(path.isBitPerfect());
}

TEST(SignalPathOf, IsBitPerfectWhereNothingIsChangedAndAllBitsFit)
{
    EXPECT_TRUE(signalPathOf(flac(16), playingTo(SampleFormat::Int16)).isBitPerfect());
    EXPECT_TRUE(signalPathOf(flac(24), playingTo(SampleFormat::Float32)).isBitPerfect());
    EXPECT_TRUE(signalPathOf(flac(24), playingTo(SampleFormat::Int24)).isBitPerfect());
    EXPECT_FALSE(signalPathOf(flac(24), playingTo(SampleFormat::Int16)).isBitPerfect());
    const DeviceTraits unknown;
    EXPECT_FALSE(signalPathOf(flac(16), playingTo(SampleFormat::Int16, unknown)).isBitPerfect());
}

TEST(SignalPathOf, IsDitheredWhereBitsAreLost)
{
    EXPECT_FALSE(signalPathOf(flac(24), playingTo(SampleFormat::Float32)).isDithered());
    EXPECT_FALSE(signalPathOf(flac(16), playingTo(SampleFormat::Int16)).isDithered());
    EXPECT_TRUE(signalPathOf(flac(24), playingTo(SampleFormat::Int16)).isDithered());

    PublishedState quieter = playingTo(SampleFormat::Int16);
    quieter.gain = 0.5F;
    EXPECT_TRUE(signalPathOf(flac(16), quieter).isDithered());

    TrackJoined lossy = flac();
    lossy.info.lossless = false;
    lossy.info.significantBits = 0;
    lossy.info.sampleFormat = SampleFormat::Float32;
    EXPECT_TRUE(signalPathOf(lossy, playingTo(SampleFormat::Int32)).isDithered());
}

TEST(SignalPathOf, LeavesTheVolumeOutWhereTheDeviceTakesSoundAsItIs)
{
    PublishedState state = playingTo(SampleFormat::Int16, {false, false, true, "the file", {}});
    state.gain = 0.25F;
    const SignalPath path = signalPathOf(flac(), state);
    EXPECT_TRUE(path.volumeIsOne);
    EXPECT_EQ(path.volume, 1.0F);
    EXPECT_TRUE(path.isStored);
    EXPECT_THAT(path.summary(), HasSubstr("bit-perfect to the file"));

    state = playingTo(SampleFormat::Int16);
    state.gain = 0.25F;
    EXPECT_EQ(signalPathOf(flac(), state).volume, 0.25F);
    EXPECT_FALSE(signalPathOf(flac(), state).isStored);
    EXPECT_THAT(signalPathOf(flac(), state).summary(), Not(HasSubstr("bit-perfect")));
}

} // namespace
} // namespace stellatune::testing
