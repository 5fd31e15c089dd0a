#include "engine/audio/volume.h"

#include <limits>

#include <gtest/gtest.h>

namespace stellatune {
namespace {

TEST(Volume, EndsAreSilenceAndExactlyOne)
{
    EXPECT_EQ(gainForVolume(0.0), 0.0F);
    EXPECT_EQ(gainForVolume(100.0), 1.0F);
}

TEST(Volume, IsCubicInBetween)
{
    EXPECT_FLOAT_EQ(gainForVolume(50.0), 0.125F);
    EXPECT_FLOAT_EQ(gainForVolume(10.0), 0.001F);
}

TEST(Volume, ClampsWhatIsOutside)
{
    EXPECT_EQ(gainForVolume(-5.0), 0.0F);
    EXPECT_EQ(gainForVolume(250.0), 1.0F);
    EXPECT_EQ(gainForVolume(std::numeric_limits<double>::quiet_NaN()), 0.0F);
    EXPECT_EQ(gainForVolume(std::numeric_limits<double>::infinity()), 1.0F);
}

} // namespace
} // namespace stellatune
