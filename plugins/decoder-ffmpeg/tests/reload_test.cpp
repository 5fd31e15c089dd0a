// The plugin reloaded, and switched off, under a track that plays: what is heard must not tell.
#include "plugins/decoder-ffmpeg/tests/encoders.h"
#include "plugins/decoder-ffmpeg/tests/plugin_decoding.h"
#include "plugins/decoder-ffmpeg/tests/signals.h"
#include "tests/engine/control/player_rig.h"
#include "tests/fixtures/plugin_shelf.h"

#include <functional>
#include <ostream>
#include <utility>

#include <gtest/gtest.h>

namespace stellatune::plugintest {
namespace {

using fixtures::Pcm;
using fixtures::TempFolder;
using testing::PlayerRig;
using testing::PluginShelf;

const std::string kPlugin = "org.stellatune.decoder.ffmpeg";
const DecoderCandidate kFfmpeg{kPlugin, STELLATUNE_TESTED_TYPE};
const DecoderCandidate kBuiltIn{};

struct Format {
    const char* name;
    const char* file;
    std::vector<std::string> options; ///< of ffmpeg's encoder
    uint32_t sampleRate = 44'100;
};

std::ostream& operator<<(std::ostream& out, const Format& format)
{
    return out << format.name;
}

/// A sweep over noise, which codecs that draw noise of their own replace by it.
Pcm music(uint32_t sampleRate)
{
    Pcm music = fixtures::sweep(12 * uint64_t{sampleRate} + 4'711, sampleRate);
    const Pcm noise = fixtures::noise(music.frames(), sampleRate);
    for (size_t i = 0; i < music.samples.size(); ++i)
        music.samples[i] = music.samples[i] / 2 + noise.samples[i] / 16;
    return music;
}

std::filesystem::path encoded(const TempFolder& folder, const Format& format)
{
    std::filesystem::path path = folder / format.file;
    encodeWithFfmpeg(music(format.sampleRate), path, format.options);
    return path;
}

/// What happens to the plugin or the player while music plays.
using Event = std::function<void(PlayerRig&, PluginShelf&)>;

/// All that is heard of `file`, with the events happening after every two seconds.
std::vector<float> heardOf(const std::filesystem::path& file, const std::vector<Event>& events,
                           std::vector<DecoderCandidate>& candidates)
{
    lease(); // keeps the codecs' own libraries loaded
    PluginShelf shelf{kPlugin};
    shelf.loadFile(STELLATUNE_TESTED_PLUGIN);
    PlayerConfig config;
    config.decoders.candidates = [&](const std::string&) { return candidates; };
    config.decoders.bind = [&](const DecoderCandidate& candidate, std::function<void()> wake) {
        return shelf.registry().bind(candidate.pluginId, CapabilityKind::Decoder, candidate.typeId,
                                     std::move(wake));
    };
    PlayerRig rig({}, testing::noFades(), std::move(config));
    rig.setQueue({file});
    rig.player->play();
    rig.settle();
    for (const Event& happen : events) {
        rig.playFrames(2 * 44'100);
        happen(rig, shelf);
        rig.settle();
        EXPECT_LE(shelf.leases(), 1u) << "the build before is still in use";
    }
    EXPECT_TRUE(rig.playToEnd());
    EXPECT_EQ(rig.count(PlayerEvent::Kind::TrackFailed), 0u);
    EXPECT_EQ(rig.player->statistics().underruns, 0u);
    return testing::withoutSilence(rig.crank->recording());
}

std::vector<float> heardOf(const std::filesystem::path& file, const std::vector<Event>& events)
{
    std::vector<DecoderCandidate> candidates{kFfmpeg};
    return heardOf(file, events, candidates);
}

void reload(PlayerRig&, PluginShelf& shelf)
{
    shelf.loadFile(STELLATUNE_TESTED_PLUGIN);
}

void nothing(PlayerRig&, PluginShelf&) {}

Event seekTo(double seconds)
{
    return [seconds](PlayerRig& rig, PluginShelf&) { rig.player->seek(seconds); };
}

class Reload : public ::testing::TestWithParam<Format> {};

TEST_P(Reload, isNotHeard)
{
    const TempFolder folder;
    const std::filesystem::path file = encoded(folder, GetParam());
    const std::vector<float> undisturbed = heardOf(file, {});
    EXPECT_GE(undisturbed.size() / 2, 12 * uint64_t{GetParam().sampleRate});
    EXPECT_EQ(largestDifference(heardOf(file, {reload, nothing, reload}), undisturbed), 0.0F);
}

TEST_P(Reload, isNotHeardAfterASeek)
{
    const TempFolder folder;
    const std::filesystem::path file = encoded(folder, GetParam());
    const std::vector<float> undisturbed = heardOf(file, {seekTo(6.3), nothing, seekTo(3.1), nothing});
    EXPECT_EQ(largestDifference(heardOf(file, {seekTo(6.3), reload, seekTo(3.1), reload}), undisturbed),
              0.0F);
}

TEST_P(Reload, isNotHeardWithASeekAtTheSameTime)
{
    const TempFolder folder;
    const std::filesystem::path file = encoded(folder, GetParam());
    for (const double seconds : {0.0, 1.0, 9.0}) {
        const std::vector<float> undisturbed = heardOf(file, {seekTo(2.0), seekTo(seconds)});
        const Event both = [seconds](PlayerRig& rig, PluginShelf& shelf) {
            reload(rig, shelf);
            rig.player->seek(seconds);
        };
        EXPECT_EQ(largestDifference(heardOf(file, {seekTo(2.0), both}), undisturbed), 0.0F)
            << "to " << seconds;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Encoders, Reload,
    ::testing::Values(Format{"AacM4a", "a.m4a", {"-c:a", "aac", "-b:a", "96k"}},
                      Format{"AacAdts", "a.aac", {"-c:a", "aac", "-b:a", "96k"}},
                      Format{"Ac3", "a.ac3", {"-b:a", "192k"}, 48'000},
                      Format{"Eac3", "a.eac3", {"-b:a", "128k"}, 48'000},
                      Format{"Mp3", "a.mp3", {"-c:a", "libmp3lame", "-b:a", "128k"}},
                      Format{"Mp2", "a.mp2", {"-b:a", "192k"}},
                      Format{"Opus", "a.opus", {"-c:a", "libopus", "-b:a", "96k"}, 48'000},
                      Format{"Vorbis", "a.ogg", {"-c:a", "libvorbis", "-q:a", "4"}},
                      Format{"Wma1", "a.wma", {"-c:a", "wmav1", "-b:a", "128k"}},
                      Format{"Wma2", "a.wma", {"-c:a", "wmav2", "-b:a", "128k"}},
                      Format{"Dts", "a.dts", {"-strict", "-2"}, 48'000},
                      Format{"Alac", "a.m4a", {"-c:a", "alac"}},
                      Format{"WavPack", "a.wv", {"-c:a", "wavpack"}}),
    [](const ::testing::TestParamInfo<Format>& format) { return std::string(format.param.name); });

/// Formats that a built-in decoder plays too.
class Takeover : public ::testing::TestWithParam<Format> {};

TEST_P(Takeover, goesOnAtTheSamePlaceWhenThePluginIsSwitchedOff)
{
    const TempFolder folder;
    const std::filesystem::path file = encoded(folder, GetParam());
    const std::vector<float> undisturbed = heardOf(file, {});
    std::vector<DecoderCandidate> candidates{kFfmpeg, kBuiltIn};
    const Event leave = [&](PlayerRig&, PluginShelf& shelf) {
        candidates = {kBuiltIn};
        shelf.disable();
    };
    const std::vector<float> heard = heardOf(file, {leave}, candidates);
    const Pcm original = music(GetParam().sampleRate);
    for (const uint64_t second : {1U, 4U, 6U, 8U, 10U})
        EXPECT_EQ(delayOf(heard, original, second * GetParam().sampleRate), 0) << "at " << second << " s";
    EXPECT_LT(largestDifference(heard, undisturbed), 0.0005F);
}

INSTANTIATE_TEST_SUITE_P(
    Encoders, Takeover,
    ::testing::Values(Format{"Mp3", "a.mp3", {"-c:a", "libmp3lame", "-b:a", "128k"}},
                      Format{"Opus", "a.opus", {"-c:a", "libopus", "-b:a", "96k"}, 48'000},
                      Format{"Vorbis", "a.ogg", {"-c:a", "libvorbis", "-q:a", "4"}}),
    [](const ::testing::TestParamInfo<Format>& format) { return std::string(format.param.name); });

} // namespace
} // namespace stellatune::plugintest
