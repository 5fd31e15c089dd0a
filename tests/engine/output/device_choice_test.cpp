#include "engine/output/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {
namespace {

using ::testing::HasSubstr;

DeviceChoice parsed(std::string_view text)
{
    const Result<DeviceChoice> choice = parseDeviceChoice(text);
    return choice ? *choice : DeviceChoice{"failed", choice.error().message};
}

TEST(DeviceChoice, NothingAndAutoAreAutomatic)
{
    EXPECT_TRUE(parsed("").isAutomatic());
    EXPECT_TRUE(parsed("auto").isAutomatic());
}

TEST(DeviceChoice, NameFollowsTheFirstColon)
{
    EXPECT_EQ(parsed("pulse"), (DeviceChoice{"pulse", ""}));
    EXPECT_EQ(parsed("alsa:hw:0,0"), (DeviceChoice{"alsa", "hw:0,0"}));
    EXPECT_EQ(parsed("file:/tmp/a b:c.wav"), (DeviceChoice{"file", "/tmp/a b:c.wav"}));
    EXPECT_EQ(parsed("null"), (DeviceChoice{"null", ""}));
}

TEST(DeviceChoice, PrintedAsItIsRead)
{
    for (const char* text : {"auto", "pulse", "alsa:hw:0,0", "file:/tmp/x.flac", "null"})
        EXPECT_EQ(toString(parsed(text)), text);
}

TEST(DeviceChoice, UnknownInterfaceNamesTheKnownOnes)
{
    const Result<DeviceChoice> choice = parseDeviceChoice("pulsar:x");
    ASSERT_FALSE(choice);
    EXPECT_EQ(choice.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(choice.error().message, HasSubstr("'pulsar:x'"));
    EXPECT_THAT(choice.error().message, HasSubstr("pulse, jack, alsa"));
    EXPECT_FALSE(parseDeviceChoice("/tmp/x.wav"));
    EXPECT_FALSE(parseDeviceChoice(":"));
}

TEST(DeviceChoice, FileNeedsAPath)
{
    const Result<DeviceChoice> choice = parseDeviceChoice("file:");
    ASSERT_FALSE(choice);
    EXPECT_THAT(choice.error().message, HasSubstr("path"));
    EXPECT_FALSE(parseDeviceChoice("file"));
}

TEST(MakeOutputDevice, InterfaceOfAnotherSystemNamesTheOnesHere)
{
    for (const char* interface : {"asio", "core"}) {
        const auto device = makeOutputDevice({interface, ""});
        if (device)
            continue; // it is this system's
        EXPECT_EQ(device.error().code, ErrorCode::Unsupported);
        EXPECT_THAT(device.error().message, HasSubstr(interface));
        EXPECT_THAT(device.error().message, HasSubstr("null, file"));
    }
}

} // namespace
} // namespace stellatune
