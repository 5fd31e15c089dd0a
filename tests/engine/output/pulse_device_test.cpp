// Through RtAudio to a real PulseAudio, and back from the monitor of its sink.
#include "engine/output/loss_detector.h"
#include "tests/engine/output/ring_playback.h"
#include "tests/fixtures/sound_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace stellatune {
namespace {

using testing::comesTrue;
using testing::MonitorRecording;
using testing::noise;
using testing::PulseAudioServer;
using testing::rendererPlaying;

constexpr uint32_t kRate = 44'100;

std::unique_ptr<OutputDevice> pulseDevice(const std::string& name = {})
{
    auto device = makeOutputDevice({"pulse", name});
    return device ? std::move(*device) : nullptr;
}

/// Long buffers: on a busy machine these tests are about samples, not about time.
OutputRequest request(uint32_t channels = 2)
{
    OutputRequest wanted;
    wanted.format = {kRate, ChannelLayout::standard(channels)};
    wanted.sampleFormat = SampleFormat::Int16;
    wanted.bufferFrames = 8192;
    return wanted;
}

/// Whether `content` is somewhere in `recorded`, without a sample changed, lost or added.
template <typename Sample>
bool contains(const std::vector<Sample>& recorded, const std::vector<Sample>& content)
{
    return std::search(recorded.begin(), recorded.end(), content.begin(), content.end()) != recorded.end();
}

/// Plays `content` on the default device of a server with `sink`, and gives what its monitor recorded.
template <typename Sample>
std::vector<Sample> playAndRecord(const PulseAudioServer::Sink& sink, const std::vector<float>& content,
                                  std::vector<Sample> (MonitorRecording::*finish)())
{
    PulseAudioServer server(sink);
    const auto device = pulseDevice();
    const auto opened = device->open(request());
    if (!opened) {
        ADD_FAILURE() << opened.error().message;
        return {};
    }
    EXPECT_EQ(opened->sampleFormat, SampleFormat::Float32);
    EXPECT_EQ(opened->format, request().format);
    MonitorRecording recording = server.record();
    const auto renderer = rendererPlaying(content, *opened, device->traits());
    EXPECT_TRUE(device->start(*renderer));
    EXPECT_GT(device->latencyFrames(), 0U);
    EXPECT_TRUE(comesTrue([&] { return renderer->isDrained(); }));
    // Two seconds more than the server may still hold.
    const uint64_t queued = (device->latencyFrames() + 2 * kRate) * sizeof(Sample) * 2;
    const uint64_t size = recording.size();
    EXPECT_TRUE(comesTrue([&] { return recording.size() > size + queued; }));
    device->stop();
    device->close();
    return (recording.*finish)();
}

TEST(PulseDevice, SixteenBitContentArrivesBitForBit)
{
    const auto content = noise(2 * kRate, 16);
    const auto recorded = playAndRecord({"s16le", kRate, 2}, content, &MonitorRecording::finishInt16);
    std::vector<int16_t> expected(content.size());
    std::transform(content.begin(), content.end(), expected.begin(),
                   [](float sample) { return static_cast<int16_t>(sample * 32768.0F); });
    EXPECT_TRUE(contains(recorded, expected));
}

TEST(PulseDevice, FloatContentArrivesBitForBit)
{
    const auto content = noise(2 * kRate, 32);
    EXPECT_TRUE(contains(playAndRecord({}, content, &MonitorRecording::finishFloat), content));
}

TEST(PulseDevice, IsWhatAnAutomaticChoiceGives)
{
    PulseAudioServer server;
    const auto device = makeOutputDevice({});
    ASSERT_TRUE(device);
    EXPECT_EQ((*device)->traits().choice, (DeviceChoice{"pulse", ""}));
    EXPECT_EQ((*device)->traits().transparentUpTo, "the sound server");
}

TEST(PulseDevice, IsListedAndOpensByItsName)
{
    PulseAudioServer server;
    const std::vector<DeviceInfo> devices = listOutputDevices();
    const auto listed = std::find_if(devices.begin(), devices.end(), [](const DeviceInfo& device) {
        return device.choice.interface == "pulse" && device.isDefault;
    });
    ASSERT_NE(listed, devices.end());
    EXPECT_EQ(listed->maxChannels, 2U);
    EXPECT_TRUE(listed->sampleRates.empty());
    const auto device = pulseDevice(listed->choice.name);
    const auto opened = device->open(request());
    ASSERT_TRUE(opened);
    EXPECT_THAT(opened->description, ::testing::HasSubstr(listed->choice.name));
    device->close();

    const auto missing = pulseDevice("No such speaker")->open(request());
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::DeviceUnavailable);
    EXPECT_THAT(missing.error().message, ::testing::HasSubstr("'No such speaker'"));
}

TEST(PulseDevice, SurroundIsFoldedDownAndUnusualRatesAreTaken)
{
    PulseAudioServer server({"float32le", 48'000, 6});
    const auto device = pulseDevice();
    OutputRequest wanted = request(6);
    wanted.format.sampleRate = 37'800;
    const auto opened = device->open(wanted);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->format, (AudioFormat{37'800, ChannelLayout::standard(2)}));
    device->close();
    const auto mono = device->open(request(1));
    ASSERT_TRUE(mono);
    EXPECT_EQ(mono->format.channels(), 1U);
    device->close();
}

/// Asks a loss detector as the player does, until it calls the device lost.
std::optional<Error> watchUntilLost(const OutputDevice& device, const Renderer& renderer)
{
    LossDetector detector(renderer.output(), renderer.traits());
    detector.started(std::chrono::steady_clock::now(), renderer.callbacks());
    std::optional<Error> lost;
    comesTrue([&] {
        lost = detector.check({std::chrono::steady_clock::now(), renderer.callbacks(), renderer.hasRunAway(),
                               device.failure()});
        return lost.has_value();
    });
    return lost;
}

TEST(PulseDevice, SurvivesTheDeathOfItsServer)
{
    PulseAudioServer server;
    const auto device = pulseDevice();
    OutputRequest wanted = request();
    wanted.bufferFrames = 1024;
    const auto content = noise(2 * 30 * kRate, 16);
    for (int round = 0; round < 2; ++round) {
        const auto opened = device->open(wanted);
        ASSERT_TRUE(opened) << opened.error().message;
        const auto renderer = rendererPlaying(content, *opened, device->traits());
        ASSERT_TRUE(device->start(*renderer));
        ASSERT_TRUE(comesTrue([&] { return renderer->progress().frame > kRate / 4; }));
        server.kill();
        const RenderProgress atDeath = renderer->progress();
        const auto lost = watchUntilLost(*device, *renderer);
        ASSERT_TRUE(lost);
        EXPECT_EQ(lost->code, ErrorCode::DeviceLost);
        device->stop();
        device->close();
        // A runaway consumes its slack and the server's queue at most, not the track.
        EXPECT_LT(renderer->progress().frame - atDeath.frame, 2 * kRate);

        const auto whileAway = device->open(wanted);
        ASSERT_FALSE(whileAway);
        EXPECT_EQ(whileAway.error().code, ErrorCode::DeviceUnavailable);
        server.start();
    }
    const auto opened = device->open(wanted);
    ASSERT_TRUE(opened);
    const auto renderer = rendererPlaying(content, *opened, device->traits());
    ASSERT_TRUE(device->start(*renderer));
    EXPECT_TRUE(comesTrue([&] { return renderer->progress().frame > kRate / 2; }));
    EXPECT_FALSE(device->failure());
    device->stop();
    device->close();
}

TEST(PulseDevice, IsLostWhenItsServerDiesWhileNothingPlays)
{
    PulseAudioServer server;
    const auto device = pulseDevice();
    const auto opened = device->open(request());
    ASSERT_TRUE(opened);
    Renderer renderer(*opened, device->traits(), kRate);
    ASSERT_TRUE(device->start(renderer));
    ASSERT_TRUE(comesTrue([&] { return renderer.callbacks() > 2; }));
    server.kill();
    EXPECT_TRUE(watchUntilLost(*device, renderer));
    device->stop();
    device->close();
}

TEST(PulseDevice, AHangingServerHoldsNobodyUp)
{
    PulseAudioServer server;
    const auto device = pulseDevice();
    const auto opened = device->open(request());
    ASSERT_TRUE(opened);
    const auto renderer = rendererPlaying(noise(2 * 10 * kRate, 16), *opened, device->traits());
    ASSERT_TRUE(device->start(*renderer));
    ASSERT_TRUE(comesTrue([&] { return renderer->callbacks() > 2; }));
    server.freeze();
    const auto lost = watchUntilLost(*device, *renderer);
    EXPECT_TRUE(lost);
    device->stop(); // the renderer is not called after this, although the stream cannot be stopped
    device->close();
    server.thaw();
    EXPECT_TRUE(comesTrue([&] { return device->open(request()).hasValue(); }));
    device->close();
}

} // namespace
} // namespace stellatune
