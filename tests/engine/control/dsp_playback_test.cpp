// The whole engine on a hand-cranked device, with DSP nodes of a plugin that comes and goes.
#include "tests/engine/control/player_rig.h"
#include "tests/fixtures/plugin_shelf.h"

#include <atomic>
#include <cmath>
#include <fstream>
#include <future>
#include <limits>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

using fixtures::Pcm;
using fixtures::TempFolder;
using Kind = PlayerEvent::Kind;
using Status = DspNodeState::Status;
using Outcome = UpdateOutcome::Status;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kPlugin = "org.stellatune.test.shaping";
constexpr uint64_t kFrames = 300'000;

DspNodeSpec node(uint64_t id, const std::string& type, const std::string& config = "{}")
{
    return {id, kPlugin, type, config, false};
}
DspNodeSpec gain(uint64_t id, const std::string& value)
{
    return node(id, "gain", "{\"gain\": " + value + "}");
}
DspNodeSpec delay(uint64_t id, const std::string& frames)
{
    return node(id, "delay", "{\"frames\": " + frames + "}");
}

/// 40 Hz at -12 dB, loud from the first sample to the last: steps of other making stand out.
Pcm slowWave(uint64_t frames)
{
    Pcm pcm;
    for (uint64_t frame = 0; frame < frames; ++frame) {
        const double value = 0.25 * std::cos(static_cast<double>(frame) * 6.283185 * 40.0 / 44'100.0);
        for (uint32_t channel = 0; channel < 2; ++channel)
            pcm.samples.push_back(static_cast<int32_t>(std::lround(value * 32'768.0)));
    }
    return pcm;
}

/// That wave's own, and what one blend between two signals of its level may add.
constexpr float kWaveStep = 0.0016F;
constexpr float kBlendStep = 2.0F * 0.25F * 1.5708F / 441.0F;

float largestStep(const std::vector<float>& stereo)
{
    float largest = 0.0F;
    for (size_t i = 2; i < stereo.size(); ++i)
        largest = std::max(largest, std::abs(stereo[i] - stereo[i - 2]));
    return largest;
}

std::vector<float> scaled(std::vector<float> samples, float factor)
{
    for (float& sample : samples)
        sample *= factor;
    return samples;
}

class DspPlayback : public ::testing::Test {
  protected:
    void TearDown() override
    {
        m_rig.reset(); // lets go of its instances before the shelf looks whether all did
    }

    PlayerRig& rig()
    {
        if (m_rig == nullptr)
            makeRig({});
        return *m_rig;
    }
    void makeRig(PlayerConfig config, CrankedDeviceSettings device = {})
    {
        config.dsp.bind = [this](const std::string& plugin, const std::string& type,
                                 std::function<void()> wake) {
            return m_shelf.registry().bind(plugin, CapabilityKind::Dsp, type, std::move(wake));
        };
        m_rig = std::make_unique<PlayerRig>(std::move(device), noFades(), std::move(config));
    }

    std::filesystem::path file(const Pcm& pcm, const std::string& name = "a.wav")
    {
        writeWav(m_folder / name, pcm);
        return m_folder / name;
    }

    /// What is recorded of `tracks`, played with `spec` from the start.
    std::vector<float> played(const std::vector<std::filesystem::path>& tracks, const DspSpec& spec)
    {
        rig().crank->takeRecording();
        rig().events.clear();
        rig().player->setDsp(spec);
        rig().setQueue(tracks);
        rig().player->playEntry(1);
        EXPECT_TRUE(rig().playToEnd());
        EXPECT_EQ(rig().player->statistics().underruns, 0u);
        return withoutSilence(rig().crank->takeRecording());
    }

    std::vector<DspNodeState> states()
    {
        std::vector<DspNodeState> last;
        for (const PlayerEvent& event : rig().events) {
            if (event.kind == Kind::DspChanged)
                last = event.dspNodes;
        }
        return last;
    }
    std::vector<Outcome> outcomes()
    {
        std::vector<Outcome> all;
        for (const PlayerEvent& event : rig().events) {
            for (const DspNodeOutcome& outcome : event.dspOutcomes)
                all.push_back(outcome.outcome.status);
        }
        return all;
    }

    TempFolder m_folder;
    PluginShelf m_shelf{kPlugin};
    std::unique_ptr<PlayerRig> m_rig;
};

TEST_F(DspPlayback, WithoutNodesNoSampleChanges)
{
    m_shelf.load("shaping_dsp_1");
    const Pcm pcm = slowWave(kFrames);
    EXPECT_EQ(played({file(pcm)}, {}), pcm.asFloat());
    DspSpec bypassed{{gain(1, "0.5")}, {delay(2, "500")}};
    bypassed.beforeMapping[0].bypassed = bypassed.afterMapping[0].bypassed = true;
    EXPECT_EQ(played({file(pcm)}, bypassed), pcm.asFloat());
    EXPECT_THAT(states(), ElementsAre(DspNodeState{1, Status::Bypassed, "Gain", ""},
                                      DspNodeState{2, Status::Bypassed, "Delay", "", 0, true}));
}

TEST_F(DspPlayback, NodesAreHeardAndTold)
{
    m_shelf.load("shaping_dsp_1");
    const Pcm pcm = slowWave(kFrames);
    rig().player->setDsp({{gain(1, "0.5")}, {gain(2, "0.25")}});
    rig().setQueue({file(pcm)});
    rig().player->play();
    rig().playFrames(20'000);
    const std::optional<SignalPath> path = rig().player->snapshot().signalPath;
    ASSERT_TRUE(path);
    EXPECT_THAT(path->dsp, ElementsAre("Gain", "Gain"));
    EXPECT_EQ(path->dspBeforeMapping, 1U);
    EXPECT_FALSE(path->isBitPerfect());
    EXPECT_THAT(path->summary(), HasSubstr(", DSP"));
    rig().player->setDsp({});
    rig().settle();
    EXPECT_FALSE(rig().player->snapshot().signalPath->isBitPerfect()) << "what was decoded before is heard";
    rig().playFrames(150'000);
    EXPECT_TRUE(rig().player->snapshot().signalPath->isBitPerfect());
    rig().player->setDsp({{gain(1, "0.5")}, {gain(2, "0.25")}});
    rig().player->seek(0.0);
    rig().settle();
    rig().crank->takeRecording();
    ASSERT_TRUE(rig().playToEnd());
    const std::vector<float> heard = withoutSilence(rig().crank->recording());
    const std::vector<float> expected = scaled(pcm.asFloat(), 0.125F);
    ASSERT_GE(heard.size(), expected.size());
    EXPECT_TRUE(std::equal(expected.rbegin(), expected.rend(), heard.rbegin()));
}

TEST_F(DspPlayback, LatencyMovesNeitherJointNorEndNorPosition)
{
    m_shelf.load("shaping_dsp_1");
    const Pcm whole = slowWave(kFrames);
    const auto [first, rest] = fixtures::cut(whole, 123'457);
    const auto [second, third] = fixtures::cut(rest, 501);
    const std::vector<std::filesystem::path> tracks{file(first, "1.wav"), file(second, "2.wav"),
                                                    file(third, "3.wav")};
    const DspSpec late{{delay(1, "700"), delay(2, "9000")}, {delay(3, "3000")}};
    EXPECT_EQ(played(tracks, late), whole.asFloat());
    EXPECT_THAT(rig().entriesOf(Kind::TrackFinished), ElementsAre(1, 2, 3));

    rig().events.clear();
    rig().player->playEntry(1, 1.0);
    rig().settle();
    rig().crank->takeRecording();
    rig().playFrames(40'960);
    EXPECT_NEAR(rig().player->snapshot().positionSeconds, 1.0 + 40'960 / 44'100.0, 1e-9);
    const std::vector<float> heard = rig().crank->recording();
    const std::vector<float> expected = whole.slice(44'100, 40'960).asFloat();
    EXPECT_EQ(heard, expected);
}

TEST_F(DspPlayback, LatencyChangesNothingWhereTracksAreConverted)
{
    m_shelf.load("shaping_dsp_1");
    PlayerConfig config;
    config.output.ratePolicy = RatePolicy::Fixed;
    config.output.fixedRate = 48'000;
    CrankedDeviceSettings device;
    device.maxChannels = 2;
    makeRig(std::move(config), std::move(device));
    const std::vector<std::filesystem::path> tracks{
        file(slowWave(100'000), "1.wav"), file(fixtures::sweep(30'000, 48'000, 1), "2.wav"),
        file(fixtures::sweep(50'000, 96'000, 6), "3.wav"), file(slowWave(70'001), "4.wav")};
    const std::vector<float> plain = played(tracks, {});
    EXPECT_EQ(played(tracks, {{delay(1, "700")}, {delay(2, "5000")}}), plain);
    EXPECT_EQ(states().at(0).status, Status::Active);
    EXPECT_THAT(rig().entriesOf(Kind::TrackFinished), ElementsAre(1, 2, 3, 4));
}

TEST_F(DspPlayback, ATailIsHeardAfterTheLastTrackAlone)
{
    m_shelf.load("shaping_dsp_1");
    const Pcm whole = slowWave(kFrames);
    const auto [first, second] = fixtures::cut(whole, 123'457);
    const DspNodeSpec echo = node(1, "echo", R"({"frames": 50000})");
    const std::vector<float> heard =
        played({file(first, "1.wav"), file(second, "2.wav")}, {{echo}, {delay(2, "100")}});
    const std::vector<float> plain = whole.asFloat();
    ASSERT_EQ(heard.size(), plain.size() + 100'000);
    for (size_t i = 0; i < heard.size(); ++i) {
        const float now = i < plain.size() ? plain[i] : 0.0F;
        const float before = i >= 100'000 ? plain[i - 100'000] : 0.0F;
        ASSERT_EQ(heard[i], now + before / 2) << i;
    }
}

TEST_F(DspPlayback, WhatIsAddedDuringATailBeginsBehindItThoughAnotherTrackFailed)
{
    m_shelf.load("shaping_dsp_1");
    const std::filesystem::path first = file(slowWave(100'000), "1.wav");
    const std::filesystem::path third = file(slowWave(100'000), "3.wav");
    std::ofstream(m_folder / "2.wav") << "no music";
    rig().player->setDsp({{}, {node(1, "echo", R"({"frames": 200000})")}});
    rig().setQueue({first});
    rig().player->play();
    rig().playFrames(60'000); // the first is read, and a part of its tail
    rig().setQueue({first, m_folder / "2.wav", third});
    rig().playFrames(235'000);
    EXPECT_THAT(rig().entriesOf(Kind::TrackFailed), ElementsAre(2));
    EXPECT_THAT(rig().entriesOf(Kind::TrackStarted), ElementsAre(1)) << "the tail still sounds";
    rig().playFrames(10'000);
    EXPECT_THAT(rig().entriesOf(Kind::TrackStarted), ElementsAre(1, 3));
}

TEST_F(DspPlayback, NoChangeClicksOrLosesAFrame)
{
    m_shelf.load("shaping_dsp_1");
    const Pcm pcm = slowWave(2'000'000);
    rig().setQueue({file(pcm)});
    rig().player->play();
    DspNodeSpec idle = delay(2, "2000");
    idle.bypassed = true;
    const std::vector<DspSpec> specs{
        {{delay(1, "500")}, {}},                   // inserted
        {{delay(1, "500"), delay(2, "2000")}, {}}, // another one
        {{delay(2, "2000"), delay(1, "500")}, {}}, // the other way round
        {{idle, delay(1, "500")}, {}},             // bypassed
        {{delay(2, "2000"), delay(1, "500")}, {}}, // and not
        {{delay(1, "500")}, {delay(2, "2000")}},   // to the other chain
        {{delay(1, "600")}, {delay(2, "100")}},    // with other latencies
        {{delay(1, "600"), gain(3, "0.5")}, {}},   // removed, and one that is heard
        {{gain(3, "0.5")}, {}},
        {{}, {}},
    };
    for (int round = 0; round < 3; ++round) {
        for (const DspSpec& spec : specs) {
            rig().player->setDsp(spec);
            rig().playFrames(10'000);
            if (&spec == &specs[1] || &spec == &specs[5])
                m_shelf.load(round % 2 == 0 ? "shaping_dsp_2" : "shaping_dsp_1");
            if (&spec == &specs[3] || &spec == &specs[6]) {
                m_shelf.disable();
                rig().settle();
                EXPECT_EQ(m_shelf.leases(), 0u);
                rig().playFrames(5'000);
                m_shelf.load("shaping_dsp_1", ControlReason::Enabled);
            }
            rig().settle();
            EXPECT_EQ(m_shelf.leases(), 1u) << "a build that was replaced is still in use";
            rig().playFrames(10'000);
        }
    }
    ASSERT_TRUE(rig().playToEnd());
    const std::vector<float> heard = withoutSilence(rig().crank->recording());
    EXPECT_EQ(heard.size(), pcm.samples.size());
    EXPECT_EQ(rig().player->statistics().underruns, 0u);
    // At a reload two nodes blend at once, each on what the other makes of it.
    EXPECT_LE(largestStep(heard), 2.0F * (kWaveStep + 2.0F * kBlendStep));
    // Before the first change and after the last everything is as it was, at its place.
    const std::vector<float> plain = pcm.asFloat();
    EXPECT_TRUE(std::equal(plain.end() - 1'000'000, plain.end(), heard.end() - 1'000'000));
}

TEST_F(DspPlayback, AReloadWhilePausedLetsGoOfTheOldBuild)
{
    m_shelf.load("shaping_dsp_1");
    const Pcm pcm = slowWave(kFrames);
    rig().player->setDsp({{delay(1, "3000"), gain(2, "1.0")}, {delay(3, "100")}});
    const auto isFree = [this] {
        m_shelf.disable();
        rig().settle();
        const bool isGone = m_shelf.leases() == 0;
        m_shelf.load("shaping_dsp_1", ControlReason::Enabled);
        rig().settle();
        return isGone;
    };
    rig().setQueue({file(pcm)});
    rig().settle();
    EXPECT_TRUE(isFree()) << "before anything was played";
    rig().player->cueEntry(1, 1.0);
    rig().settle();
    EXPECT_TRUE(isFree()) << "while a track is cued";
    rig().player->playEntry(1);
    rig().playFrames(20'000);
    rig().player->pause();
    rig().settle();
    for (int round = 0; round < 5; ++round)
        EXPECT_TRUE(isFree()) << "while it is paused";
    rig().player->play();
    ASSERT_TRUE(rig().playToEnd());
    EXPECT_TRUE(isFree()) << "at the end of the queue";
    rig().player->playEntry(1);
    rig().playFrames(20'000);
    rig().player->stop();
    rig().settle();
    EXPECT_TRUE(isFree()) << "after stop";
    EXPECT_EQ(rig().player->statistics().underruns, 0u);
}

TEST_F(DspPlayback, EachOfManyReloadsInOnePauseLetsGoOfTheBuildBefore)
{
    const Pcm pcm = slowWave(600'000);
    const auto withoutZeros = [](std::vector<float> samples) {
        std::erase(samples, 0.0F); // the pause is some
        return samples;
    };
    // The latter makes the music two seconds late.
    for (const auto& [spec, reloads] : {std::pair(DspSpec{{delay(1, "100"), gain(2, "1.0")}, {}}, 80),
                                        std::pair(DspSpec{{delay(1, "100")}, {delay(2, "88200")}}, 2)}) {
        m_shelf.load("shaping_dsp_1");
        rig().player->setDsp(spec);
        rig().setQueue({file(pcm)});
        rig().player->playEntry(1);
        rig().playFrames(20'000);
        rig().player->pause();
        rig().playFrames(1'000); // of silence
        for (int reload = 1; reload <= reloads; ++reload) {
            m_shelf.load(reload % 2 == 0 ? "shaping_dsp_1" : "shaping_dsp_2");
            rig().settle();
            ASSERT_EQ(m_shelf.leases(), 1U) << "the build before is still in use after reload " << reload;
        }
        rig().player->play();
        ASSERT_TRUE(rig().playToEnd());
        EXPECT_EQ(withoutZeros(rig().crank->takeRecording()), withoutZeros(pcm.asFloat()));
        rig().events.clear();
    }
    EXPECT_EQ(rig().player->statistics().underruns, 0U);
}

/// A steady tone of 0.5 that is played through a gain of about a tenth, in which each change needs another
/// instance.
class QuickSettings : public DspPlayback {
  protected:
    DspSpec tenth(int change) const
    {
        return {{},
                {node(1, "gain",
                      "{\"gain\": " + std::to_string(0.1 + change * 0.0005) + R"(, "plan": "recreate"})")}};
    }
    void start()
    {
        m_shelf.load("shaping_dsp_1");
        rig().player->setDsp(tenth(0));
        Pcm steady;
        steady.samples.assign(1'000'000, 16'384);
        rig().setQueue({file(steady)});
        rig().player->play();
        rig().playFrames(20'000);
    }
    float loudest()
    {
        const std::vector<float> heard = rig().crank->takeRecording();
        return *std::max_element(heard.begin(), heard.end());
    }
};

TEST_F(QuickSettings, AreNeverHeardAsTheBareSignal)
{
    start();
    for (int change = 1; change < 30; ++change) {
        rig().player->setDsp(tenth(change));
        rig().settle();
    }
    rig().playFrames(300'000);
    EXPECT_LE(loudest(), 0.06F);
    rig().player->setDsp({{}, {gain(1, "0.1")}});
    rig().playFrames(300'000);
    EXPECT_LE(loudest(), 0.06F);
}

TEST_F(QuickSettings, DoNotKeepABuildWhilePaused)
{
    start();
    rig().player->pause();
    for (int change = 1; change < 30; ++change) {
        rig().player->setDsp(tenth(change));
        rig().settle();
    }
    m_shelf.load("shaping_dsp_2");
    rig().settle();
    EXPECT_EQ(m_shelf.leases(), 1U);
    m_shelf.disable();
    rig().settle();
    EXPECT_EQ(m_shelf.leases(), 0U);
}

TEST_F(QuickSettings, MakeNoInstanceForEachOfThem)
{
    std::atomic<bool> isBusy{false};
    std::promise<void> begun;
    std::promise<void> sent;
    PlayerConfig config;
    config.decoders.candidates = [&](const std::string&) {
        if (isBusy.exchange(false)) {
            begun.set_value();
            sent.get_future().wait(); // on the decode thread
        }
        return std::vector<DecoderCandidate>(1);
    };
    makeRig(std::move(config));
    start();
    rig().events.clear();
    isBusy = true;
    rig().setQueue({m_folder / "a.wav", m_folder / "a.wav"});
    begun.get_future().wait();
    for (int change = 1; change < 30; ++change)
        rig().player->setDsp(tenth(change));
    rig().player->setStopAfterCurrent(true);
    while (!rig().player->snapshot().stopAfterCurrent)
        std::this_thread::yield();
    sent.set_value();
    rig().settle();
    EXPECT_THAT(outcomes(), ElementsAre(Outcome::RequiresRecreate, Outcome::Recreated));
}

TEST_F(DspPlayback, APluginThatComesBackFindsItsNodeAsItWas)
{
    const Pcm pcm = slowWave(kFrames);
    rig().player->setDsp({{gain(1, "0.5")}, {}});
    rig().setQueue({file(pcm)});
    rig().player->play();
    rig().playFrames(20'000);
    ASSERT_EQ(states().size(), 1u);
    EXPECT_EQ(states()[0].status, Status::Missing);
    EXPECT_THAT(states()[0].detail, HasSubstr(kPlugin));
    m_shelf.load("shaping_dsp_1", ControlReason::Enabled);
    rig().settle();
    EXPECT_EQ(states()[0].status, Status::Active);
    ASSERT_TRUE(rig().playToEnd());
    const std::vector<float> heard = withoutSilence(rig().crank->recording());
    const std::vector<float> plain = pcm.asFloat();
    ASSERT_EQ(heard.size(), plain.size());
    EXPECT_TRUE(std::equal(plain.begin(), plain.begin() + 40'000, heard.begin()));
    const std::vector<float> half = scaled(plain, 0.5F);
    EXPECT_TRUE(std::equal(half.end() - 200'000, half.end(), heard.end() - 200'000));
    EXPECT_LE(largestStep(heard), kWaveStep + kBlendStep);
}

TEST_F(DspPlayback, MusicGoesOnWithoutANodeThatFailsAndItIsNamed)
{
    m_shelf.load("shaping_dsp_1");
    const Pcm pcm = slowWave(kFrames);
    for (const char* how : {"fail", "throw", "nan", "infinity"}) {
        rig().player->setDsp({});
        rig().settle(); // what is asked for in one go would be one change, of a node that has failed before
        const DspNodeSpec bad =
            node(1, "delay", std::string(R"({"frames": 900, "after": 100000, "how": ")") + how + "\"}");
        EXPECT_EQ(played({file(pcm)}, {{gain(2, "1.0"), bad}, {}}), pcm.asFloat()) << how;
        EXPECT_EQ(states().at(0).status, Status::Active);
        EXPECT_EQ(states().at(1).status, Status::Faulty);
        EXPECT_THAT(states().at(1).detail, HasSubstr("Delay of the plugin " + kPlugin));
        EXPECT_EQ(states().at(1).faults, 1u);
    }
}

TEST_F(DspPlayback, ANodeNeverHearsWhatAFileHoldsThatIsNoNumber)
{
    m_shelf.load("shaping_dsp_1");
    std::vector<float> samples = slowWave(kFrames).asFloat();
    std::vector<float> expected = samples;
    samples[100'000] = std::numeric_limits<float>::quiet_NaN();
    samples[100'003] = -std::numeric_limits<float>::infinity();
    expected[100'000] = expected[100'003] = 0.0F;
    fixtures::writeFloatWav(m_folder / "bad.wav", samples, 44'100, 2);
    EXPECT_EQ(played({m_folder / "bad.wav"}, {{gain(1, "1.0")}, {gain(2, "1.0")}}), expected);
    EXPECT_EQ(states().at(0).status, Status::Active);
    EXPECT_EQ(states().at(1).status, Status::Active);
    EXPECT_EQ(played({m_folder / "bad.wav"}, {}), expected);
}

TEST_F(DspPlayback, MusicGoesOnWithoutANodeThatIsTooSlowAndItIsNamed)
{
    m_shelf.load("shaping_dsp_1");
    const Pcm pcm = slowWave(kFrames);
    const DspNodeSpec slow = node(1, "delay", R"({"how": "slow", "milliseconds": 120})");
    const std::vector<float> heard = played({file(pcm)}, {{slow}, {}});
    EXPECT_EQ(heard.size(), pcm.samples.size());
    EXPECT_EQ(states().at(0).status, Status::Faulty);
    EXPECT_THAT(states().at(0).detail, HasSubstr("is too slow"));
}

TEST_F(DspPlayback, WhatBecameOfSettingsIsTold)
{
    m_shelf.load("shaping_dsp_1");
    rig().setQueue({file(slowWave(kFrames))});
    rig().player->setDsp({{gain(1, "0.5")}, {}});
    rig().player->play();
    rig().playFrames(20'000);
    for (const char* plan : {"hot", "recreate", "reject", "hot-fails", "recreate-fails"}) {
        const std::string config = std::string(R"({"gain": 0.25, "plan": ")") + plan + "\"}";
        rig().player->setDsp({{node(1, "gain", config)}, {}});
        rig().playFrames(5'000);
    }
    EXPECT_THAT(outcomes(),
                ElementsAre(Outcome::Applied, Outcome::RequiresRecreate, Outcome::Recreated,
                            Outcome::Rejected, Outcome::Failed, Outcome::RequiresRecreate, Outcome::Failed));
    EXPECT_EQ(states().at(0).status, Status::Active) << "the instance before goes on";
    EXPECT_EQ(rig().player->statistics().underruns, 0u);
}

} // namespace
} // namespace stellatune::testing
