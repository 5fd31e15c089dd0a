// A player whose output is a sink of a plugin, which changes, fails, goes and comes back. The default device
// is the hand-cranked one, and so is the clock that tells of hanging.
#pragma once

#include "engine/output/sink_address.h"
#include "tests/engine/control/player_rig.h"
#include "tests/fixtures/comes_true.h"
#include "tests/fixtures/plugin_shelf.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace stellatune::testing {

inline const std::string kPlugin = "org.stellatune.test.recorder";
inline constexpr uint64_t kFrames = 60'000;

/// Each frame is another number, the same on both channels.
inline fixtures::Pcm counting(uint64_t frames, int32_t first = 1)
{
    fixtures::Pcm pcm;
    for (uint64_t frame = 0; frame < frames; ++frame) {
        const auto value = static_cast<int32_t>((static_cast<uint64_t>(first) + frame) % 30'000 + 1);
        pcm.samples.push_back(value);
        pcm.samples.push_back(value);
    }
    return pcm;
}

class SinkPlayback : public ::testing::Test {
  protected:
    void TearDown() override
    {
        release("hang");
        rig.reset(); // lets go of its instances before the shelf looks whether all did
        EXPECT_TRUE(comesTrue([this] {
            shelf.disable();
            return shelf.leases() == 0;
        }));
    }

    DeviceChoice sink(const std::string& target = {}) const
    {
        return choiceOf({kPlugin, "recorder", target});
    }
    std::string config(const std::string& more = {}) const
    {
        return "{\"folder\": \"" + folder.path().string() + "\"" + (more.empty() ? "" : ", " + more) + "}";
    }
    PlayerRig& start(const std::string& more = {}, FadeSettings fades = noFades(), PlayerConfig settings = {})
    {
        settings.sinks.bind = [this](const std::string& plugin, const std::string& type,
                                     std::function<void()> wake) {
            return shelf.registry().bind(plugin, CapabilityKind::Output, type, std::move(wake));
        };
        settings.output.device = sink();
        settings.output.sinkConfig = config(more);
        output = settings.output;
        rig = std::make_unique<PlayerRig>(CrankedDeviceSettings{}, fades, std::move(settings));
        return *rig;
    }
    std::filesystem::path track(uint64_t frames = kFrames, int32_t first = 1)
    {
        const auto path = folder.path() / (std::to_string(++tracks) + ".wav");
        fixtures::writeWav(path, counting(frames, first));
        return path;
    }

    void arrange(const char* what) const { std::ofstream(folder.path() / what); }
    void release(const char* what) const { std::filesystem::remove(folder.path() / what); }

    std::vector<float> recorded() const
    {
        std::ifstream file(folder.path() / "samples", std::ios::binary);
        std::stringstream bytes;
        bytes << file.rdbuf();
        const std::string text = bytes.str();
        std::vector<float> samples(text.size() / sizeof(float));
        if (!samples.empty())
            std::memcpy(samples.data(), text.data(), samples.size() * sizeof(float));
        return samples;
    }
    std::vector<std::string> calls() const
    {
        std::ifstream file(folder.path() / "calls");
        std::vector<std::string> lines;
        for (std::string line; std::getline(file, line);)
            lines.push_back(line);
        return lines;
    }
    size_t countCalls(const std::string& call) const
    {
        const std::vector<std::string> lines = calls();
        return static_cast<size_t>(std::count(lines.begin(), lines.end(), call));
    }

    /// While the clock of the player passes, and the cranked device plays when it is the one that is used.
    bool happens(const std::function<bool()>& condition)
    {
        return comesTrue([&] {
            rig->crank->crank(2'048);
            rig->crank->passTime(std::chrono::milliseconds(400));
            rig->settle();
            return condition();
        });
    }
    bool happens(PlayerEvent::Kind kind, size_t times = 1)
    {
        return happens([this, kind, times] { return rig->count(kind) >= times; });
    }
    /// While nothing but the sink's own clock passes.
    bool settlesTo(const std::function<bool()>& condition)
    {
        return comesTrue([&] {
            rig->settle();
            return condition();
        });
    }
    /// Of a sink that is paced: the others may have it all before this looks.
    bool records(size_t more = 20'000)
    {
        const size_t before = recorded().size();
        return settlesTo([&] { return recorded().size() >= before + more; });
    }
    const PlayerEvent& last(PlayerEvent::Kind kind) const
    {
        for (auto event = rig->events.rbegin(); event != rig->events.rend(); ++event) {
            if (event->kind == kind)
                return *event;
        }
        static const PlayerEvent kNone;
        return kNone;
    }
    std::vector<UpdateOutcome::Status> outcomes() const
    {
        std::vector<UpdateOutcome::Status> found;
        for (const PlayerEvent& event : rig->events) {
            for (const SinkOutcome& outcome : event.sinkOutcomes)
                found.push_back(outcome.outcome.status);
        }
        return found;
    }
    void configure(const std::string& more)
    {
        output.sinkConfig = config(more);
        rig->player->setOutput(output);
    }

    /// Every frame came, once and in its order; around `interruptions` they were faded.
    void expectWhole(uint64_t frames, size_t interruptions)
    {
        const std::vector<float> samples = recorded();
        ASSERT_EQ(samples.size(), frames * 2);
        size_t shaped = 0;
        for (uint64_t frame = 0; frame < frames; ++frame) {
            const float expected = static_cast<float>((1 + frame) % 30'000 + 1) / 32'768.0F;
            ASSERT_LE(samples[frame * 2], expected) << frame;
            shaped += samples[frame * 2] != expected ? 1 : 0;
        }
        // 10 ms out and 10 ms in.
        EXPECT_LE(shaped, interruptions * 2 * 441);
        EXPECT_EQ(shaped == 0, interruptions == 0);
    }

    fixtures::TempFolder folder;
    PluginShelf shelf{kPlugin};
    std::unique_ptr<PlayerRig> rig;
    OutputSettings output;
    int tracks = 0;
};

} // namespace stellatune::testing
