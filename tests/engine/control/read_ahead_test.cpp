// The whole engine on a hand-cranked device: how soon a change of the DSP is heard, and that nothing else is.
#include "tests/engine/control/player_rig.h"
#include "tests/fixtures/plugin_shelf.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

using fixtures::Pcm;
using fixtures::TempFolder;
using Kind = PlayerEvent::Kind;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Le;

const std::string kPlugin = "org.stellatune.test.shaping";
constexpr uint64_t kRate = 44'100;
/// A fifth of a second, and a block that waits for room.
constexpr uint64_t kShort = kRate / 5;
constexpr uint64_t kShortAndBlock = kShort + 4'096;
/// Two seconds, as PlayerConfig has it.
constexpr uint64_t kFull = 2 * kRate;
constexpr uint64_t kMusic = 1'000'000;

class ReadAheadPlayback : public ::testing::Test {
  protected:
    ReadAheadPlayback()
    {
        m_shelf.load("shaping_dsp_1");
        PlayerConfig config;
        config.dsp.bind = [this](const std::string& plugin, const std::string& type,
                                 std::function<void()> wake) {
            return m_shelf.registry().bind(plugin, CapabilityKind::Dsp, type, std::move(wake));
        };
        m_rig = std::make_unique<PlayerRig>(CrankedDeviceSettings{}, noFades(), std::move(config));
    }
    void TearDown() override
    {
        m_rig.reset(); // lets go of its instances before the shelf looks whether all did
    }

    /// No frame is silent, and none of the next 30,000 is like it.
    std::filesystem::path file(uint64_t frames, const std::string& name, uint32_t rate = kRate)
    {
        Pcm pcm;
        pcm.sampleRate = rate;
        for (uint64_t frame = 0; frame < frames; ++frame) {
            const auto value = static_cast<int32_t>(m_framesMade++ % 30'000 + 1);
            pcm.samples.insert(pcm.samples.end(), {value, value});
        }
        writeWav(m_folder / name, pcm);
        const std::vector<float> samples = pcm.asFloat();
        m_music.insert(m_music.end(), samples.begin(), samples.end());
        return m_folder / name;
    }
    void play(ReadAhead readAhead)
    {
        m_rig->player->setReadAhead(readAhead);
        setGain(1.0);
        m_rig->setQueue({file(kMusic, "music.wav")});
        m_rig->player->play();
        m_rig->playFrames(30'000);
    }
    void set(ReadAhead readAhead)
    {
        m_rig->player->setReadAhead(readAhead);
        m_rig->settle();
    }
    void setGain(double gain, const char* plan = "hot")
    {
        const std::string config = "{\"gain\": " + std::to_string(gain) + ", \"plan\": \"" + plan + "\"}";
        m_rig->player->setDsp({{{1, kPlugin, "gain", config, false}}, {}});
        m_rig->settle();
    }
    /// All that was heard. Nothing is while it is paused, and no frame of the music is that.
    std::vector<float> heard() const
    {
        std::vector<float> samples = m_rig->crank->recording();
        samples.erase(std::remove(samples.begin(), samples.end(), 0.0F), samples.end());
        return samples;
    }
    /// That are heard from now on before the first that is not as in the file.
    uint64_t framesBeforeTheChange()
    {
        const size_t from = heard().size();
        m_rig->playFrames(2 * kFull);
        const std::vector<float> samples = heard();
        size_t sample = from;
        while (sample < samples.size() && samples[sample] == m_music.at(sample))
            ++sample;
        return (sample - from) / 2;
    }
    uint64_t underruns() const { return m_rig->player->statistics().underruns; }

    TempFolder m_folder;
    PluginShelf m_shelf{kPlugin};
    std::unique_ptr<PlayerRig> m_rig;
    std::vector<float> m_music;
    uint64_t m_framesMade = 0;
};

TEST_F(ReadAheadPlayback, ShortlyAheadAChangeIsHeardSoon)
{
    play(ReadAhead::Short);
    setGain(0.5);
    EXPECT_THAT(framesBeforeTheChange(), AllOf(Ge(kShort), Le(kShortAndBlock)));
    EXPECT_EQ(underruns(), 0U);
}

TEST_F(ReadAheadPlayback, WhatWasDecodedBeforeIsHeardOut)
{
    play(ReadAhead::Full);
    set(ReadAhead::Short);
    setGain(0.5);
    EXPECT_GE(framesBeforeTheChange(), kFull) << "it is not thrown away";
    setGain(1.0);
    m_rig->playFrames(2 * kFull);
    setGain(0.5);
    EXPECT_THAT(framesBeforeTheChange(), AllOf(Ge(kShort), Le(kShortAndBlock)));
    EXPECT_EQ(underruns(), 0U);
}

TEST_F(ReadAheadPlayback, FullIsReadAtOnce)
{
    play(ReadAhead::Short);
    set(ReadAhead::Full);
    setGain(0.5);
    EXPECT_GE(framesBeforeTheChange(), kFull);
    EXPECT_EQ(underruns(), 0U);
}

TEST_F(ReadAheadPlayback, ManyChangesAreHeardNoLaterThanOne)
{
    // Each instance that replaces another is blended to.
    play(ReadAhead::Short);
    for (int step = 1; step <= 50; ++step)
        setGain(1.0 - step / 100.0, "recreate");
    const uint64_t from = heard().size() / 2;
    EXPECT_LT(framesBeforeTheChange(), kShortAndBlock + 10);
    EXPECT_EQ(m_rig->count(Kind::DspConfigured), 50U);
    const uint64_t blended = from + kShortAndBlock + kRate / 100;
    EXPECT_EQ(heard().at(2 * blended), m_music.at(2 * blended) * 0.5F) << "the last is what is heard";
    EXPECT_EQ(underruns(), 0U);
}

TEST_F(ReadAheadPlayback, WhatWasReplacedIsLetGoOf)
{
    play(ReadAhead::Short);
    m_shelf.disable();
    m_rig->playFrames(kShort); // the next block is in there
    EXPECT_EQ(m_shelf.leases(), 0U) << "while it plays";
    m_shelf.load("shaping_dsp_1", ControlReason::Enabled);
    m_rig->playFrames(kShort);
    m_rig->player->pause();
    m_rig->playFrames(1'000);
    for (int round = 0; round < 20; ++round) {
        m_shelf.disable();
        m_rig->settle();
        EXPECT_EQ(m_shelf.leases(), 0U) << "while it is paused";
        m_shelf.load("shaping_dsp_1", ControlReason::Enabled);
        m_rig->settle();
    }
}

TEST_F(ReadAheadPlayback, TogglingItLosesAndRepeatsNothing)
{
    // The fourth is at another rate, so that the device is opened anew.
    m_rig->setQueue(
        {file(123'457, "1.wav"), file(501, "2.wav"), file(200'000, "3.wav"), file(150'000, "4.wav", 48'000)});
    m_rig->player->play();
    m_rig->settle();
    ReadAhead next = ReadAhead::Short;
    for (int step = 0; m_rig->count(Kind::QueueFinished) == 0 && step < 1'000; ++step) {
        // In turns shorter than the short depth, than the full one, and long enough for the ring to drain.
        for (const uint64_t frames : {700U, 9'001U, 40'000U, 140'000U}) {
            m_rig->player->setReadAhead(next);
            next = next == ReadAhead::Short ? ReadAhead::Full : ReadAhead::Short;
            m_rig->playFrames(frames / (step % 3 + 1));
        }
        m_rig->player->pause();
        m_rig->playFrames(600);
        m_rig->player->setReadAhead(next);
        m_rig->player->play();
    }
    EXPECT_EQ(heard(), m_music);
    EXPECT_THAT(m_rig->entriesOf(Kind::TrackFinished), ElementsAre(1, 2, 3, 4));
    EXPECT_EQ(underruns(), 0U);
}

TEST_F(ReadAheadPlayback, LargeBuffersNeedMoreAndMostAtTheStart)
{
    CrankedDeviceSettings device;
    device.bufferFrames = 4'096;
    m_rig->crank->setSettings(device);
    play(ReadAhead::Short);
    const uint64_t running = 2 * 4'096 + kRate / 10;
    setGain(0.5);
    EXPECT_THAT(framesBeforeTheChange(), AllOf(Ge(running), Le(running + 4'096)));

    m_rig->player->pause();
    m_rig->playFrames(4'096);
    m_rig->player->play();
    m_rig->settle();
    const uint64_t gulp = 6 * 4'096;
    EXPECT_EQ(m_rig->crank->crank(gulp), gulp) << "before anything more is decoded";
    m_rig->playFrames(kFull);
    EXPECT_EQ(underruns(), 0U);
}

} // namespace
} // namespace stellatune::testing
