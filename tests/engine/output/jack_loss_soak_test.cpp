// A jackd that is killed under a playing device. RtAudio 5.2 and libjack then close the stream on threads of
// their own, and about once in thirty times that ends the process, so this is among the long tests and not
// the daily ones.
#include "engine/output/loss_detector.h"
#include "tests/engine/output/jack_request.h"
#include "tests/engine/output/ring_playback.h"
#include "tests/fixtures/sound_server.h"

#include <gtest/gtest.h>

namespace stellatune {
namespace {

using testing::comesTrue;
using testing::jackDevice;
using testing::jackRequest;
using testing::JackServer;
using testing::kJackRate;
using testing::noise;
using testing::rendererPlaying;

TEST(JackDevice, SurvivesTheDeathOfItsServer)
{
    JackServer server;
    const auto device = jackDevice();
    const auto content = noise(2 * 30 * kJackRate, 16);
    for (int round = 0; round < 2; ++round) {
        const auto opened = device->open(jackRequest());
        ASSERT_TRUE(opened) << opened.error().message;
        const auto renderer = rendererPlaying(content, *opened, device->traits());
        ASSERT_TRUE(device->start(*renderer));
        ASSERT_TRUE(comesTrue([&] { return renderer->progress().frame > kJackRate / 4; }));
        server.kill();

        LossDetector detector(*opened, device->traits());
        detector.started(std::chrono::steady_clock::now(), renderer->callbacks());
        EXPECT_TRUE(comesTrue([&] {
            return detector
                .check({std::chrono::steady_clock::now(), renderer->callbacks(), renderer->hasRunAway(),
                        device->failure()})
                .has_value();
        }));
        device->stop();
        device->close();
        const auto whileAway = device->open(jackRequest());
        ASSERT_FALSE(whileAway);
        EXPECT_EQ(whileAway.error().code, ErrorCode::DeviceUnavailable);
        server.start();
    }
    ASSERT_TRUE(device->open(jackRequest()));
    device->close();
}

} // namespace
} // namespace stellatune
