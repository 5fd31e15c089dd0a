// The whole engine through RtAudio to a real PulseAudio, which is killed in mid-play and comes back.
#include "engine/control/player.h"
#include "engine/output/server_route.h"
#include "tests/fixtures/comes_true.h"
#include "tests/fixtures/encoded_audio.h"
#include "tests/fixtures/sound_server.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace stellatune::testing {
namespace {

using fixtures::Pcm;
using fixtures::TempFolder;

constexpr uint32_t kRate = 44'100;

/// Fades and volume off, so that samples can be compared; long buffers, because this is not about latency.
PlayerConfig comparable()
{
    using std::chrono::milliseconds;
    PlayerConfig config;
    config.output.device = {"pulse", ""};
    config.output.bufferFrames = 8192;
    config.fades = {milliseconds(0), milliseconds(0), milliseconds(0), milliseconds(0), milliseconds(0)};
    return config;
}

QueueEntries queueOf(const std::vector<std::filesystem::path>& paths)
{
    auto entries = std::make_shared<std::vector<QueueEntry>>();
    for (const auto& path : paths)
        entries->push_back({entries->size() + 1, path});
    return entries;
}

bool contains(const std::vector<float>& recorded, const std::vector<float>& content)
{
    return std::search(recorded.begin(), recorded.end(), content.begin(), content.end()) != recorded.end();
}

void expectThreeTracksAsOneSignal(ReadAhead readAhead)
{
    const TempFolder folder;
    const Pcm whole = fixtures::noise(3 * kRate);
    const auto [first, rest] = fixtures::cut(whole, 50'001);
    const auto [second, third] = fixtures::cut(rest, 40'003);
    encodeFlac(first, folder / "1.flac");
    writeWav(folder / "2.wav", second);
    encodeFlac(third, folder / "3.flac");

    PulseAudioServer server;
    MonitorRecording recording = server.record();
    Player player(comparable());
    player.setReadAhead(readAhead);
    player.setQueue(queueOf({folder / "1.flac", folder / "2.wav", folder / "3.flac"}));
    player.play();
    bool finished = false;
    EXPECT_TRUE(comesTrue([&] {
        for (const PlayerEvent& event : player.takeEvents())
            finished = finished || event.kind == PlayerEvent::Kind::QueueFinished;
        return finished;
    }));
    EXPECT_EQ(player.statistics().underruns, 0U);
    const uint64_t size = recording.size();
    EXPECT_TRUE(comesTrue([&] { return recording.size() > size + kRate * sizeof(float) * 2; }));
    EXPECT_TRUE(contains(recording.finishFloat(), whole.asFloat()));
}

TEST(SoundServerPlayback, ThreeTracksArriveAsOneSignal)
{
    expectThreeTracksAsOneSignal(ReadAhead::Full);
}

TEST(SoundServerPlayback, ThreeTracksThatAreReadShortlyAheadDoToo)
{
    expectThreeTracksAsOneSignal(ReadAhead::Short);
}

/// What the server says once it says what `isWanted` looks for.
template <typename IsWanted>
std::optional<ServerRoute> routeThat(const IsWanted& isWanted)
{
    std::optional<ServerRoute> route;
    comesTrue([&] {
        route = readServerRoute();
        return route && isWanted(*route);
    });
    return route;
}

TEST(SoundServerPlayback, TheServerTellsWhatItDoes)
{
    const TempFolder folder;
    writeWav(folder / "long.wav", fixtures::noise(120 * kRate));
    PulseAudioServer server;
    EXPECT_FALSE(readServerRoute()) << "nothing plays yet";
    Player player(comparable());
    player.setQueue(queueOf({folder / "long.wav"}));
    player.play();
    std::optional<ServerRoute> route = routeThat([](const ServerRoute&) { return true; });
    ASSERT_TRUE(route);
    EXPECT_EQ(route->server, "PulseAudio");
    EXPECT_FALSE(route->device.empty());
    EXPECT_EQ(route->stream.sampleRate, kRate);
    EXPECT_EQ(route->output.sampleRate, kRate);
    EXPECT_EQ(route->outputSamples, SampleFormat::Float32);
    EXPECT_FALSE(route->isHardware);
    EXPECT_TRUE(route->keeps(24));

    ASSERT_EQ(std::system("pactl set-sink-volume @DEFAULT_SINK@ 50%"), 0);
    route = routeThat([](const ServerRoute& now) { return !now.volumeIsOne; });
    ASSERT_TRUE(route);
    EXPECT_NEAR(route->volume, 0.125, 0.001) << "half of a cubic scale";
    EXPECT_FALSE(route->keeps(16));
    ASSERT_EQ(
        std::system("pactl set-sink-volume @DEFAULT_SINK@ 100% && pactl set-sink-mute @DEFAULT_SINK@ 1"), 0);
    route = routeThat([](const ServerRoute& now) { return now.isMuted; });
    ASSERT_TRUE(route);
    EXPECT_FALSE(route->keeps(16));
}

TEST(SoundServerPlayback, AServerThatConvertsSaysSo)
{
    const TempFolder folder;
    writeWav(folder / "long.wav", fixtures::noise(120 * kRate));
    PulseAudioServer server({"s16le", 48'000, 2});
    Player player(comparable());
    player.setQueue(queueOf({folder / "long.wav"}));
    player.play();
    const std::optional<ServerRoute> route = routeThat([](const ServerRoute&) { return true; });
    ASSERT_TRUE(route);
    EXPECT_TRUE(route->isResampled());
    EXPECT_EQ(route->output.sampleRate, 48'000U);
    EXPECT_EQ(route->outputSamples, SampleFormat::Int16);
    EXPECT_FALSE(route->keeps(16));
}

TEST(SoundServerPlayback, AServerThatHangsIsGivenUp)
{
    PulseAudioServer server;
    server.freeze();
    EXPECT_FALSE(readServerRoute());
    server.thaw();
}

TEST(SoundServerPlayback, AKilledServerIsWaitedForAndMusicGoesOnWhereItWas)
{
    const TempFolder folder;
    const Pcm pcm = fixtures::noise(120 * kRate);
    writeWav(folder / "long.wav", pcm);

    PulseAudioServer server;
    Player player(comparable());
    player.setQueue(queueOf({folder / "long.wav"}));
    player.play();
    ASSERT_TRUE(comesTrue([&] { return player.snapshot().positionSeconds > 1.0; }));
    server.kill();
    ASSERT_TRUE(comesTrue([&] { return player.snapshot().state == PlaybackState::WaitingForDevice; }));
    const double lostAt = player.snapshot().positionSeconds;
    EXPECT_GT(lostAt, 0.5);

    server.start();
    MonitorRecording recording = server.record();
    ASSERT_TRUE(comesTrue([&] { return player.snapshot().state == PlaybackState::Playing; }));
    ASSERT_TRUE(comesTrue([&] { return player.snapshot().positionSeconds > lostAt + 2.0; }));
    player.stop();
    // What was heard after the return starts where the player said it was, to the sample.
    const std::vector<float> recorded = recording.finishFloat();
    const auto from = static_cast<uint64_t>(std::llround(lostAt * kRate));
    EXPECT_TRUE(contains(recorded, pcm.slice(from, kRate).asFloat()));
}

} // namespace
} // namespace stellatune::testing
