#include "engine/audio/channel_mapper.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using enum Speaker;
using Matrix = std::vector<std::vector<double>>; ///< [out][in]

constexpr double k3 = 0.70710678118654752440;  // -3 dB
constexpr double k10 = 0.31622776601683793320; // -10 dB

/// The matrix as heard: one unit impulse per source channel.
Matrix matrixOf(const ChannelLayout& from, const ChannelLayout& to, LfePolicy lfe = LfePolicy::Drop)
{
    const ChannelMapper mapper(from, to, lfe);
    Matrix matrix(to.channels(), std::vector<double>(from.channels()));
    for (uint32_t in = 0; in < from.channels(); ++in) {
        std::vector<float> source(from.channels());
        source[in] = 1.0F;
        std::vector<float> target(to.channels());
        mapper.process(source.data(), target.data(), 1);
        for (uint32_t out = 0; out < to.channels(); ++out)
            matrix[out][in] = target[out];
    }
    return matrix;
}

void expectMatrix(const Matrix& actual, const Matrix& expected, double scale = 1.0)
{
    ASSERT_EQ(actual.size(), expected.size());
    for (size_t out = 0; out < expected.size(); ++out)
        for (size_t in = 0; in < expected[out].size(); ++in)
            EXPECT_NEAR(actual[out][in], expected[out][in] * scale, 1e-6) << "out " << out << ", in " << in;
}

ChannelLayout standard(uint32_t channels)
{
    return ChannelLayout::standard(channels);
}

TEST(ChannelMapper, SameLayoutIsIdentityBitForBit)
{
    for (uint32_t channels = 1; channels <= kMaxChannels; ++channels) {
        const ChannelMapper mapper(standard(channels), standard(channels), LfePolicy::Mix);
        EXPECT_TRUE(mapper.isIdentity());
        std::vector<float> in(size_t{channels} * 3);
        for (size_t i = 0; i < in.size(); ++i)
            in[i] = std::sin(static_cast<float>(i)) * 1.7F;
        std::vector<float> out(in.size());
        mapper.process(in.data(), out.data(), 3);
        EXPECT_EQ(out, in);
    }
}

TEST(ChannelMapper, MonoGoesToBothFrontSpeakersAtFullLevel)
{
    EXPECT_FALSE(ChannelMapper(standard(1), standard(2), LfePolicy::Drop).isIdentity());
    expectMatrix(matrixOf(standard(1), standard(2)), {{1}, {1}});
    expectMatrix(matrixOf(standard(1), standard(6)), {{1}, {1}, {0}, {0}, {0}, {0}});
}

TEST(ChannelMapper, StereoToMonoIsTheMean)
{
    expectMatrix(matrixOf(standard(2), standard(1)), {{0.5, 0.5}});
}

TEST(ChannelMapper, StereoLeavesOtherSpeakersSilent)
{
    expectMatrix(matrixOf(standard(2), standard(6)), {{1, 0}, {0, 1}, {0, 0}, {0, 0}, {0, 0}, {0, 0}});
}

TEST(ChannelMapper, FiveOneFoldsDownToStereoWithTheLfePolicyAskedFor)
{
    // L R C LFE BL BR
    expectMatrix(matrixOf(standard(6), standard(2), LfePolicy::Drop),
                 {{1, 0, k3, 0, k3, 0}, {0, 1, k3, 0, 0, k3}}, 1 / (1 + 2 * k3));
    expectMatrix(matrixOf(standard(6), standard(2), LfePolicy::Mix),
                 {{1, 0, k3, k10, k3, 0}, {0, 1, k3, k10, 0, k3}}, 1 / (1 + 2 * k3 + k10));
    expectMatrix(matrixOf(standard(6), standard(2), LfePolicy::MixStrong),
                 {{1, 0, k3, k3, k3, 0}, {0, 1, k3, k3, 0, k3}}, 1 / (1 + 3 * k3));
}

TEST(ChannelMapper, LfePolicyDoesNotMatterWhereThereIsAnLfeSpeaker)
{
    const ChannelLayout lfeFirst{LowFrequency, FrontLeft, FrontRight};
    expectMatrix(matrixOf({FrontLeft, FrontRight, LowFrequency}, lfeFirst, LfePolicy::MixStrong),
                 {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}});
}

TEST(ChannelMapper, FiveOneFoldsDownToMono)
{
    expectMatrix(matrixOf(standard(6), standard(1), LfePolicy::Drop), {{k3, k3, 1, 0, 0.5, 0.5}},
                 1 / (2 + 2 * k3));
    expectMatrix(matrixOf(standard(6), standard(1), LfePolicy::Mix), {{k3, k3, 1, k10, 0.5, 0.5}},
                 1 / (2 + 2 * k3 + k10));
}

TEST(ChannelMapper, FiveOneFoldsDownToQuad)
{
    expectMatrix(matrixOf(standard(6), standard(4)),
                 {{1, 0, k3, 0, 0, 0}, {0, 1, k3, 0, 0, 0}, {0, 0, 0, 0, 1, 0}, {0, 0, 0, 0, 0, 1}},
                 1 / (1 + k3));
}

TEST(ChannelMapper, SevenOneFoldsItsSidesIntoTheBack)
{
    // L R C LFE BL BR SL SR
    expectMatrix(matrixOf(standard(8), standard(6)),
                 {{1, 0, 0, 0, 0, 0, 0, 0},
                  {0, 1, 0, 0, 0, 0, 0, 0},
                  {0, 0, 1, 0, 0, 0, 0, 0},
                  {0, 0, 0, 1, 0, 0, 0, 0},
                  {0, 0, 0, 0, 1, 0, k3, 0},
                  {0, 0, 0, 0, 0, 1, 0, k3}},
                 1 / (1 + k3));
}

TEST(ChannelMapper, SideAndBackStandInForEachOtherAtFullLevel)
{
    const ChannelLayout sides{FrontLeft, FrontRight, SideLeft, SideRight};
    expectMatrix(matrixOf(sides, standard(4)), {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}});
    expectMatrix(matrixOf(standard(4), sides), {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}});
}

TEST(ChannelMapper, BackCentreIsShared)
{
    expectMatrix(matrixOf({FrontLeft, FrontRight, BackCenter}, standard(2)), {{1, 0, 0.5}, {0, 1, 0.5}},
                 1 / 1.5);
    expectMatrix(matrixOf({FrontLeft, FrontRight, BackCenter}, standard(4)),
                 {{1, 0, 0}, {0, 1, 0}, {0, 0, k3}, {0, 0, k3}});
    expectMatrix(matrixOf(standard(4), {FrontLeft, FrontRight, BackCenter}),
                 {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, k3, k3}}, 1 / (2 * k3));
}

TEST(ChannelMapper, NoFullScaleInputClipsAndNoSpeakerIsLost)
{
    for (const LfePolicy lfe : {LfePolicy::Drop, LfePolicy::Mix, LfePolicy::MixStrong}) {
        for (uint32_t from = 1; from <= kMaxChannels; ++from) {
            for (uint32_t to = 1; to <= kMaxChannels; ++to) {
                SCOPED_TRACE(testing::Message() << from << " to " << to << " channels");
                const Matrix matrix = matrixOf(standard(from), standard(to), lfe);
                for (const std::vector<double>& row : matrix) {
                    double sum = 0.0;
                    for (const double factor : row) {
                        EXPECT_GE(factor, 0.0);
                        sum += factor;
                    }
                    EXPECT_LE(sum, 1.0 + 1e-6);
                }
                for (uint32_t in = 0; in < from; ++in) {
                    double heard = 0.0;
                    for (uint32_t out = 0; out < to; ++out)
                        heard += matrix[out][in];
                    const bool mayBeDropped = standard(from)[in] == LowFrequency && lfe == LfePolicy::Drop;
                    EXPECT_TRUE(heard > 0.05 || mayBeDropped) << "channel " << in;
                }
            }
        }
    }
}

TEST(ChannelMapper, MapsManyFrames)
{
    const ChannelMapper mapper(standard(2), standard(1), LfePolicy::Drop);
    std::vector<float> in(2000);
    for (size_t i = 0; i < in.size(); ++i)
        in[i] = static_cast<float>(i % 2 == 0 ? i : 0) / 4096;
    std::vector<float> out(1000);
    mapper.process(in.data(), out.data(), 1000);
    for (size_t frame = 0; frame < out.size(); ++frame)
        ASSERT_FLOAT_EQ(out[frame], static_cast<float>(frame) / 4096);
}

} // namespace
} // namespace stellatune
