// The whole engine playing to an output sink of a plugin, which changes, fails, goes and comes back. The
// default device is the hand-cranked one, and so is the clock that tells of hanging.
#include "tests/engine/control/player_rig.h"
#include "tests/fixtures/comes_true.h"
#include "tests/fixtures/plugin_shelf.h"

#include "engine/output/sink_address.h"

#include <cmath>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

using namespace std::chrono_literals;
using fixtures::Pcm;
using fixtures::TempFolder;
using Kind = PlayerEvent::Kind;
using Outcome = UpdateOutcome::Status;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kPlugin = "org.stellatune.test.recorder";
constexpr uint64_t kFrames = 60'000;

/// Each frame is another number, the same on both channels.
Pcm counting(uint64_t frames, int32_t first = 1)
{
    Pcm pcm;
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
    PlayerRig& start(const std::string& more = {}, FadeSettings fades = noFades())
    {
        PlayerConfig settings;
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
            rig->crank->passTime(400ms);
            rig->settle();
            return condition();
        });
    }
    bool happens(Kind kind, size_t times = 1)
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
    bool records(size_t more = 20'000)
    {
        const size_t before = recorded().size();
        return settlesTo([&] { return recorded().size() >= before + more; });
    }
    const PlayerEvent& last(Kind kind) const
    {
        for (auto event = rig->events.rbegin(); event != rig->events.rend(); ++event) {
            if (event->kind == kind)
                return *event;
        }
        static const PlayerEvent kNone;
        return kNone;
    }
    std::vector<Outcome> outcomes() const
    {
        std::vector<Outcome> found;
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

    TempFolder folder;
    PluginShelf shelf{kPlugin};
    std::unique_ptr<PlayerRig> rig;
    OutputSettings output;
    int tracks = 0;
};

TEST_F(SinkPlayback, GivesTheSinkEverySampleAsItIs)
{
    shelf.load("recording_sink_1");
    start();
    rig->setQueue({track(kFrames, 1), track(kFrames, 1 + static_cast<int32_t>(kFrames))});
    rig->player->play();
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    expectWhole(2 * kFrames, 0);
    EXPECT_EQ(rig->crank->opens(), 0U);
    EXPECT_THAT(calls(), ElementsAre("create 1", "open 44100", "track 1.wav at 0", "track 2.wav at 60000",
                                     "flush", "close", "destroy 1"));
    ASSERT_GT(rig->count(Kind::TrackStarted), 0U);
    EXPECT_THAT(last(Kind::TrackStarted).signalPath->summary(), HasSubstr("bit-perfect to the plugin"));
    EXPECT_EQ(last(Kind::DeviceOpened).text, "Recorder");
}

TEST_F(SinkPlayback, BearsASinkThatTakesFewFramesAtATime)
{
    shelf.load("recording_sink_1");
    start("\"accepts\": 3001");
    rig->setQueue({track()});
    rig->player->play();
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    expectWhole(kFrames, 0);
}

TEST_F(SinkPlayback, WaitsForAPluginThatIsLoadedOnlyWhenItIsWanted)
{
    shelf.announce();
    start();
    rig->setQueue({track()});
    rig->player->play();
    rig->player->pause(); // only so that nothing but the opening goes on
    rig->player->play();
    std::this_thread::yield();
    shelf.load("recording_sink_1", ControlReason::Enabled);
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    expectWhole(kFrames, 0);
    EXPECT_EQ(rig->count(Kind::DeviceFallback), 0U);
}

TEST_F(SinkPlayback, FadesOutBeforeItPauses)
{
    FadeSettings fades = noFades();
    fades.pause = 60ms;
    shelf.load("recording_sink_1");
    start("\"paced\": true", fades);
    rig->setQueue({track(400'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    rig->player->pause();
    size_t before = 0;
    ASSERT_TRUE(settlesTo([&] {
        return std::exchange(before, recorded().size()) == before && before > 0 &&
               std::abs(recorded().back()) < 0.01F;
    }));
    rig->player->play();
    EXPECT_TRUE(records());
    EXPECT_EQ(countCalls("open 44100"), 1U);
}

// ---- the plugin changes ----------------------------------------------------------------------------------------------

TEST_F(SinkPlayback, GoesOnWithAnotherBuildWhereItIs)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(150'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    shelf.load("recording_sink_2");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    expectWhole(150'000, 1);
    const std::vector<std::string> lines = calls();
    ASSERT_EQ(lines.size(), 12U) << ::testing::PrintToString(lines);
    EXPECT_EQ(lines[3], "create 2");
    EXPECT_EQ(lines[4], "flush");
    EXPECT_EQ(lines[5], "close");
    EXPECT_EQ(lines[6], "open 44100");
    EXPECT_EQ(lines[7], "destroy 1");
    EXPECT_THAT(lines[8], HasSubstr("track 1.wav at ")) << "with the state of the one before";
    EXPECT_NE(lines[8], "track 1.wav at 0");
    EXPECT_THAT(outcomes(), ElementsAre(Outcome::Recreated));
    EXPECT_EQ(rig->count(Kind::DeviceFallback), 0U);
    EXPECT_EQ(shelf.leases(), 1U);
}

TEST_F(SinkPlayback, GoesOnWithTheOldBuildWhenTheNewOneCannotBeOpened)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(150'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    shelf.load("recording_sink_4");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    expectWhole(150'000, 1);
    EXPECT_THAT(outcomes(), ElementsAre(Outcome::Failed));
    EXPECT_THAT(last(Kind::SinkConfigured).sinkOutcomes[0].outcome.detail, HasSubstr("Somebody else"));
}

TEST_F(SinkPlayback, IsOpenedAnewWhenTheNewBuildTakesAnotherFormat)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(400'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    shelf.load("recording_sink_3");
    ASSERT_TRUE(happens(Kind::DeviceOpened, 2));
    ASSERT_TRUE(records());
    EXPECT_EQ(rig->player->snapshot().device, sink());
    EXPECT_EQ(rig->player->snapshot().signalPath->outputFormat.sampleRate, 48'000U);
    EXPECT_EQ(rig->count(Kind::DeviceFallback), 0U);
}

TEST_F(SinkPlayback, MusicGoesOnElsewhereWhileThePluginIsOff)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    shelf.disable();
    ASSERT_TRUE(happens(Kind::DeviceFallback));
    EXPECT_TRUE(happens([this] { return rig->crank->isStarted(); }));
    EXPECT_EQ(rig->player->snapshot().state, PlaybackState::Playing);
    EXPECT_TRUE(comesTrue([this] { return shelf.leases() == 0; })) << "nobody holds it any more";
    EXPECT_EQ(countCalls("close"), 1U);
    const double position = rig->player->snapshot().positionSeconds;
    EXPECT_TRUE(happens([&] { return rig->player->snapshot().positionSeconds > position + 1.0; }));

    shelf.load("recording_sink_2", ControlReason::Enabled);
    ASSERT_TRUE(happens(Kind::DeviceRestored));
    EXPECT_TRUE(records());
    EXPECT_EQ(rig->player->snapshot().device, sink());
    EXPECT_FALSE(rig->crank->isOpen());
    EXPECT_EQ(rig->count(Kind::TrackStarted), 1U) << "it is the same track all the time";
    EXPECT_EQ(rig->count(Kind::TrackFailed), 0U);
}

TEST_F(SinkPlayback, MusicPlaysElsewhereWhenThereIsNoSuchPlugin)
{
    start();
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(happens(Kind::DeviceFallback));
    EXPECT_TRUE(happens([this] { return rig->player->snapshot().positionSeconds > 1.0; }));
    shelf.announce();
    shelf.load("recording_sink_1", ControlReason::Enabled);
    ASSERT_TRUE(happens(Kind::DeviceRestored));
    EXPECT_TRUE(records());
}

// ---- its settings change ---------------------------------------------------------------------------------------------

TEST_F(SinkPlayback, TakesSettingsWhileItPlays)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    configure("\"paced\": true, \"gain\": 0.5");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkConfigured) == 1; }));
    configure("\"plan\": \"reject\"");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkConfigured) == 2; }));
    configure("\"plan\": \"hot-fails\"");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkConfigured) == 3; }));
    EXPECT_THAT(outcomes(), ElementsAre(Outcome::Applied, Outcome::Rejected, Outcome::Failed));
    EXPECT_EQ(last(Kind::SinkConfigured).sinkOutcomes[0].outcome.generation, 3U);
    EXPECT_TRUE(records());
    EXPECT_LT(recorded().back(), 0.47F) << "the settings that were applied are still in force";
    EXPECT_EQ(countCalls("open 44100"), 1U);

    // The next session has those too, not the ones that were refused.
    rig->player->stop();
    ASSERT_TRUE(settlesTo([this] { return countCalls("destroy 1") == 1; }));
    const size_t before = recorded().size();
    rig->player->play();
    ASSERT_TRUE(records());
    EXPECT_NEAR(recorded()[before + 200], 102.0F / 32'768.0F / 2.0F, 1e-6F);
}

TEST_F(SinkPlayback, TakesAnotherInstanceWhereSettingsNeedIt)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(250'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    configure("\"paced\": true, \"plan\": \"recreate\"");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkConfigured) == 2; }));
    configure("\"plan\": \"recreate-fails\"");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkConfigured) == 4; }));
    configure("\"plan\": \"recreate-refuses\"");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkConfigured) == 6; }));
    EXPECT_THAT(outcomes(),
                ElementsAre(Outcome::RequiresRecreate, Outcome::Recreated, Outcome::RequiresRecreate,
                            Outcome::Failed, Outcome::RequiresRecreate, Outcome::Failed));
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    expectWhole(250'000, 2); // one that is not even made interrupts nothing
}

TEST_F(SinkPlayback, HearsOfSettingsThatWaitForTheNextSession)
{
    shelf.load("recording_sink_1");
    start();
    rig->setQueue({track()});
    configure("\"gain\": 0.25");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkConfigured) == 1; }));
    rig->player->play();
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::QueueFinished) == 1; }));
    EXPECT_NEAR(recorded()[200], 102.0F / 32'768.0F / 4.0F, 1e-6F);
}

// ---- the sink fails --------------------------------------------------------------------------------------------------

TEST_F(SinkPlayback, IsOpenedAgainOnceAfterAnError)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    arrange("fail-once");
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::DeviceOpened) == 2; }));
    ASSERT_TRUE(records());
    EXPECT_EQ(rig->count(Kind::DeviceFallback), 0U);
    EXPECT_EQ(rig->player->snapshot().state, PlaybackState::Playing);
    EXPECT_EQ(rig->player->snapshot().device, sink());
}

TEST_F(SinkPlayback, MusicGoesOnElsewhereUntilTheSinkHasRecovered)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    arrange("refuse");
    arrange("fail");
    ASSERT_TRUE(happens(Kind::DeviceFallback));
    EXPECT_THAT(last(Kind::DeviceFallback).error->message, HasSubstr("Somebody else"));
    ASSERT_TRUE(happens([this] { return rig->crank->isStarted(); }));
    const size_t attempts = countCalls("create 1");
    ASSERT_TRUE(happens([&] { return countCalls("create 1") >= attempts + 3; })) << "it is looked for";
    EXPECT_EQ(rig->crank->opens(), 1U) << "without disturbing what plays";
    release("fail");
    release("refuse");
    ASSERT_TRUE(happens(Kind::DeviceRestored));
    EXPECT_TRUE(records());
    EXPECT_EQ(rig->count(Kind::DeviceFallback), 1U);
    EXPECT_EQ(rig->count(Kind::TrackStarted), 1U);
}

TEST_F(SinkPlayback, NobodyWaitsForASinkThatHangs)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    arrange("hang");
    ASSERT_TRUE(happens(Kind::DeviceFallback));
    EXPECT_THAT(last(Kind::DeviceFallback).error->message, HasSubstr("does not return from write()"));
    ASSERT_TRUE(happens([this] { return rig->crank->isStarted(); }));
    rig->player->seek(20.0);
    ASSERT_TRUE(happens([this] { return rig->player->snapshot().positionSeconds > 20.5; }));
    EXPECT_EQ(rig->player->snapshot().state, PlaybackState::Playing);
    release("hang");
    EXPECT_TRUE(happens(Kind::DeviceRestored));
    EXPECT_TRUE(records());
}

TEST_F(SinkPlayback, NoticesASinkThatTakesNothing)
{
    shelf.load("recording_sink_1");
    start("\"paced\": true");
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(records());
    arrange("full");
    ASSERT_TRUE(happens(Kind::DeviceFallback));
    EXPECT_THAT(last(Kind::DeviceFallback).error->message, HasSubstr("takes no more sound"));
    EXPECT_TRUE(happens([this] { return rig->crank->isStarted(); }));
}

TEST_F(SinkPlayback, AnotherChoiceEndsTheLookOut)
{
    shelf.load("recording_sink_1");
    arrange("refuse");
    start();
    rig->setQueue({track(3'000'000)});
    rig->player->play();
    ASSERT_TRUE(happens(Kind::DeviceFallback));
    output.device = {"test", "other"};
    rig->player->setOutput(output);
    ASSERT_TRUE(happens([this] { return rig->crank->lastChoice() == output.device; }));
    release("refuse");
    shelf.load("recording_sink_2");
    rig->crank->passTime(10min);
    rig->settle();
    EXPECT_EQ(rig->count(Kind::DeviceRestored), 0U);
    EXPECT_EQ(rig->player->snapshot().device, output.device);
}

// ---- targets ---------------------------------------------------------------------------------------------------------

TEST_F(SinkPlayback, ListsTargetsWhetherItPlaysOrNot)
{
    shelf.load("recording_sink_1");
    start();
    rig->player->requestSinkTargets(kPlugin, "recorder", config());
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkTargetsListed) == 1; }));
    const SinkTargets& listed = last(Kind::SinkTargetsListed).sinkTargets;
    EXPECT_EQ(listed.pluginId, kPlugin);
    EXPECT_EQ(listed.typeId, "recorder");
    EXPECT_THAT(listed.targets,
                ElementsAre(SinkTarget{"left", "Left room", true}, SinkTarget{"right", "Right room", false}));

    rig->player->requestSinkTargets("org.example.none", "recorder", {});
    ASSERT_TRUE(settlesTo([this] { return rig->count(Kind::SinkTargetsListed) == 2; }));
    EXPECT_EQ(last(Kind::SinkTargetsListed).error->code, ErrorCode::NotFound);
}

TEST_F(SinkPlayback, NobodyWaitsForTargetsThatAreNotListed)
{
    shelf.load("recording_sink_1");
    arrange("hang");
    start();
    output.device = {"test", ""};
    rig->player->setOutput(output);
    rig->player->requestSinkTargets(kPlugin, "recorder", config());
    rig->setQueue({track()});
    rig->player->play();
    EXPECT_TRUE(rig->playToEnd());
    EXPECT_EQ(rig->count(Kind::SinkTargetsListed), 0U);
    release("hang");
    EXPECT_TRUE(settlesTo([this] { return rig->count(Kind::SinkTargetsListed) == 1; }));
}

TEST_F(SinkPlayback, AMissingTargetIsSaid)
{
    shelf.load("recording_sink_1");
    start();
    output.device = sink("nowhere");
    rig->player->setOutput(output);
    rig->setQueue({track()});
    rig->player->play();
    ASSERT_TRUE(happens(Kind::DeviceFallback));
    EXPECT_THAT(last(Kind::DeviceFallback).error->message, HasSubstr("no room of that name"));
}

} // namespace
} // namespace stellatune::testing
