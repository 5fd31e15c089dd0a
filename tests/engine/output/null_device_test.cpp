#include "engine/output/null_device.h"

#include "tests/engine/output/ring_playback.h"

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using testing::comesTrue;
using testing::noise;
using testing::rendererPlaying;

OutputRequest request()
{
    OutputRequest wanted;
    wanted.format = {96'000, ChannelLayout::standard(2)};
    wanted.bufferFrames = 960;
    return wanted;
}

TEST(NullDevice, TakesAnyFormat)
{
    NullDevice device;
    const auto opened = device.open(request());
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->format, request().format);
    EXPECT_EQ(opened->bufferFrames, 960U);
    EXPECT_TRUE(device.traits().realTime);
    EXPECT_TRUE(device.traits().transparentUpTo.empty());
}

TEST(NullDevice, PlaysToTheEndInItsTime)
{
    NullDevice device;
    const auto opened = device.open(request());
    ASSERT_TRUE(opened);
    const auto renderer = rendererPlaying(noise(2 * 48'000, 16), *opened, device.traits()); // half a second
    const auto begin = std::chrono::steady_clock::now();
    ASSERT_TRUE(device.start(*renderer));
    EXPECT_TRUE(comesTrue([&] { return renderer->isDrained(); }));
    // The last buffer is handed over one buffer before the end.
    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(480));
    device.stop();
    EXPECT_FALSE(renderer->hasRunAway());
    EXPECT_EQ(renderer->progress(), (RenderProgress{1, 48'000}));
}

TEST(NullDevice, AfterStopItDoesNotCallBack)
{
    NullDevice device;
    const auto opened = device.open(request());
    ASSERT_TRUE(opened);
    for (int round = 0; round < 20; ++round) {
        const auto renderer = rendererPlaying(noise(2 * 96'000, 16), *opened, device.traits());
        ASSERT_TRUE(device.start(*renderer));
        EXPECT_TRUE(comesTrue([&] { return renderer->callbacks() > 0; }));
        device.stop(); // the renderer dies here: a later callback would be found by the sanitizers
    }
    device.stop();
    device.close();
}

} // namespace
} // namespace stellatune
