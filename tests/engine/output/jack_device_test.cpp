// Through RtAudio to a real JACK with its dummy driver, and back through a recording client.
#include "tests/engine/output/jack_request.h"
#include "tests/engine/output/ring_playback.h"
#include "tests/fixtures/sound_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>

namespace stellatune {
namespace {

using testing::ChildProcess;
using testing::comesTrue;
using testing::jackDevice;
using testing::jackRequest;
using testing::JackServer;
using testing::kJackRate;
using testing::noise;
using testing::rendererPlaying;

std::vector<int> readInts(const std::filesystem::path& path)
{
    SF_INFO info{};
    SNDFILE* sound = sf_open(path.c_str(), SFM_READ, &info);
    if (sound == nullptr)
        return {};
    std::vector<int> samples(static_cast<size_t>(info.frames * info.channels));
    sf_readf_int(sound, samples.data(), info.frames);
    sf_close(sound);
    return samples;
}

TEST(JackDevice, TakesTheServersRateAndBuffer)
{
    JackServer server(48'000, 512);
    const auto device = jackDevice();
    const auto opened = device->open(jackRequest(kJackRate, 1));
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(opened->format, (AudioFormat{48'000, ChannelLayout::standard(2)}));
    EXPECT_EQ(opened->bufferFrames, 512U);
    EXPECT_EQ(opened->sampleFormat, SampleFormat::Float32);
    device->close();
}

TEST(JackDevice, ContentArrivesBitForBit)
{
    // Long buffers: JACK leaves out a client that a busy machine keeps from answering within one.
    JackServer server(kJackRate, 8192);
    const auto device = jackDevice();
    const auto opened = device->open(jackRequest());
    ASSERT_TRUE(opened) << opened.error().message;
    const auto content = noise(2 * kJackRate, 16);
    const auto renderer = rendererPlaying(content, *opened, device->traits());
    renderer->setRunning(false, 0);
    ASSERT_TRUE(device->start(*renderer));

    std::vector<std::string> ours;
    for (const std::string& port : server.ports()) {
        if (port.find("StellaTune") == 0)
            ours.push_back(port);
    }
    ASSERT_EQ(ours.size(), 2U);
    testing::TemporaryFolder folder;
    ChildProcess recorder = server.record(folder.path() / "jack.wav", 4, ours[0], ours[1]);
    // Connected to its own ports besides ours: it is there, and records from its next cycle on.
    ASSERT_TRUE(comesTrue([&] { return server.ports().size() > 4 + 2; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    renderer->setRunning(true, 0);
    EXPECT_TRUE(comesTrue([&] { return renderer->isDrained(); }));
    recorder.wait();
    device->stop();
    device->close();

    std::vector<int> expected(content.size());
    std::transform(content.begin(), content.end(), expected.begin(),
                   [](float sample) { return static_cast<int>(sample * 32768.0F) * 65536; });
    const std::vector<int> recorded = readInts(folder.path() / "jack.wav");
    EXPECT_NE(std::search(recorded.begin(), recorded.end(), expected.begin(), expected.end()),
              recorded.end());
}

} // namespace
} // namespace stellatune
