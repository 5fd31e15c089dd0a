#include "engine/output/device_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(DeviceNames, DifferentOnesStay)
{
    EXPECT_THAT(tellApart({}), IsEmpty());
    EXPECT_THAT(tellApart({"Speakers", "Headset", ""}), ElementsAre("Speakers", "Headset", ""));
}

TEST(DeviceNames, TheSameAreNumberedInTheirOrder)
{
    EXPECT_THAT(tellApart({"Headset", "Speakers", "Headset", "Speakers", "Headset"}),
                ElementsAre("Headset", "Speakers", "Headset (2)", "Speakers (2)", "Headset (3)"));
}

TEST(DeviceNames, ANameThatADeviceHasOfItselfIsGivenToNoOther)
{
    EXPECT_THAT(tellApart({"A", "A", "A (2)", "A"}), ElementsAre("A", "A (3)", "A (2)", "A (4)"));
    EXPECT_THAT(tellApart({"A (2)", "A", "A (2)", "A"}), ElementsAre("A (2)", "A", "A (2) (2)", "A (3)"));
}

} // namespace
} // namespace stellatune
