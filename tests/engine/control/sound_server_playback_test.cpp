// The whole engine through RtAudio to a real PulseAudio, which is killed in mid-play and comes back.
#include "engine/control/player.h"
#include "tests/fixtures/comes_true.h"
#include "tests/fixtures/encoded_audio.h"
#include "tests/fixtures/sound_server.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

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

TEST(SoundServerPlayback, ThreeTracksArriveAsOneSignal)
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
