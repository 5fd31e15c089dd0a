// What is found on a machine where nothing answers, as most build machines are.
#include "engine/output/device.h"
#include "engine/output/interface_presence.h"
#include "tests/fixtures/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace stellatune {
namespace {

/// The environment points to a folder where no server listens.
class NoServerTest : public ::testing::Test {
  protected:
    NoServerTest()
    {
        ::setenv("PULSE_SERVER", ("unix:" + (folder.path() / "native").string()).c_str(), 1);
        ::setenv("JACK_DEFAULT_SERVER", "stellatune-nobody", 1);
    }
    ~NoServerTest() override
    {
        ::unsetenv("PULSE_SERVER");
        ::unsetenv("JACK_DEFAULT_SERVER");
    }

    testing::TemporaryFolder folder;
};

TEST_F(NoServerTest, ListingEndsWithSilenceAndSaysNothing)
{
    ::testing::internal::CaptureStderr();
    const std::vector<DeviceInfo> devices = listOutputDevices();
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
    ASSERT_FALSE(devices.empty());
    EXPECT_EQ(devices.back().choice, (DeviceChoice{"null", ""}));
    for (const DeviceInfo& device : devices) {
        EXPECT_NE(device.choice.interface, "pulse");
        EXPECT_NE(device.choice.interface, "jack");
    }
}

TEST_F(NoServerTest, AskingForPulseAudioSaysWhatToDo)
{
    auto device = makeOutputDevice({"pulse", ""});
    ASSERT_TRUE(device);
    OutputRequest request;
    request.format = {44'100, ChannelLayout::standard(2)};
    const auto opened = (*device)->open(request);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::DeviceUnavailable);
    EXPECT_THAT(opened.error().message, ::testing::HasSubstr("No PulseAudio server answers"));
}

TEST_F(NoServerTest, AskingForJackSaysWhatToDoAndNothingElse)
{
    auto device = makeOutputDevice({"jack", ""});
    ASSERT_TRUE(device);
    OutputRequest request;
    request.format = {44'100, ChannelLayout::standard(2)};
    ::testing::internal::CaptureStderr();
    const auto opened = (*device)->open(request);
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::DeviceUnavailable);
    EXPECT_THAT(opened.error().message, ::testing::HasSubstr("JACK"));
}

TEST_F(NoServerTest, ServersOnTheNetworkCountAsPresent)
{
    ::setenv("PULSE_SERVER", "tcp:music.example:4713", 1);
    EXPECT_TRUE(isInterfacePresent("pulse"));
    ::setenv("PULSE_SERVER", "{machine}unix:/nowhere/native music.example", 1);
    EXPECT_TRUE(isInterfacePresent("pulse"));
    ::setenv("PULSE_SERVER", "{machine}unix:/nowhere/native /nowhere/else", 1);
    EXPECT_FALSE(isInterfacePresent("pulse"));
}

} // namespace
} // namespace stellatune
