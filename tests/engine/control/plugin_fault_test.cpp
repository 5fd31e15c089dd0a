// Plugins that do what they should not while music plays: the music goes on, and who is at fault is named.
#include "tests/engine/control/player_rig.h"
#include "tests/engine/control/shelf_plugins.h"
#include "tests/fixtures/plugins/numbers.h"

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

using fixtures::TempFolder;
using Kind = PlayerEvent::Kind;
using Status = DspNodeState::Status;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kNumbers = "org.stellatune.test.numbers";
const std::string kShaping = "org.stellatune.test.shaping";
constexpr uint64_t kFrames = 200'000;

class PluginFault : public ::testing::Test {
  protected:
    PluginFault()
    {
        m_decoders.load("numbers_decoder_1");
        m_nodes.load("shaping_dsp_1");
        m_rig = std::make_unique<PlayerRig>(CrankedDeviceSettings{}, noFades(),
                                            withPlugins(m_decoders, m_nodes, {{kNumbers, "numbers"}}));
    }
    ~PluginFault() override { m_rig.reset(); }

    /// What is heard of a file with that fault, before one without.
    std::vector<float> heardOf(const std::string& fault)
    {
        std::ofstream(m_folder / "a.numbers") << "44100 2 " << kFrames << " 0 0 " << fault << '\n';
        std::ofstream(m_folder / "b.numbers") << "44100 2 1000 0 0\n";
        m_rig->setQueue({m_folder / "a.numbers", m_folder / "b.numbers"});
        m_rig->settle();
        m_rig->events.clear();
        m_rig->player->playEntry(1);
        EXPECT_TRUE(m_rig->playToEnd());
        EXPECT_EQ(m_rig->player->statistics().underruns, 0u);
        std::vector<float> heard = withoutSilence(m_rig->crank->takeRecording());
        const std::vector<float> next = numbersFrom(0, 1'000);
        EXPECT_GE(heard.size(), next.size());
        EXPECT_TRUE(std::equal(next.rbegin(), next.rend(), heard.rbegin())) << "the music did not go on";
        heard.resize(heard.size() - next.size());
        return heard;
    }
    static std::vector<float> numbersFrom(uint64_t first, uint64_t last)
    {
        std::vector<float> samples;
        for (uint64_t frame = first; frame < last; ++frame)
            samples.insert(samples.end(), {numbers::sampleAt(frame, 0), numbers::sampleAt(frame, 1)});
        return samples;
    }

    std::vector<DspNodeState> states() const
    {
        std::vector<DspNodeState> last;
        for (const PlayerEvent& event : m_rig->events) {
            if (event.kind == Kind::DspChanged)
                last = event.dspNodes;
        }
        return last;
    }

    std::vector<std::string> troubles() const
    {
        std::vector<std::string> messages;
        for (const PlayerEvent& event : m_rig->events) {
            if (event.kind == Kind::PluginTroubled)
                messages.push_back(event.error->message);
        }
        return messages;
    }

    const TempFolder m_folder;
    PluginShelf m_decoders{kNumbers};
    PluginShelf m_nodes{kShaping};
    std::unique_ptr<PlayerRig> m_rig;
};

TEST_F(PluginFault, ADecoderThatFailsOrThrowsEndsItsTrackAndIsNamed)
{
    for (const char* fault : {"breaks=150000", "throws=150000"}) {
        // The block in which it happens is lost.
        const std::vector<float> heard = heardOf(fault);
        EXPECT_GT(heard.size(), 140'000u * 2);
        EXPECT_EQ(heard, numbersFrom(0, heard.size() / 2));
        EXPECT_THAT(m_rig->entriesOf(Kind::TrackFailed), ElementsAre(1));
        EXPECT_THAT(m_rig->entriesOf(Kind::TrackFinished), ElementsAre(2));
        for (const PlayerEvent& event : m_rig->events) {
            if (event.kind == Kind::TrackFailed) {
                EXPECT_THAT(
                    event.error->message,
                    AllOf(HasSubstr("decoder numbers of the plugin " + kNumbers), HasSubstr("“a.numbers”")));
            }
        }
    }
}

TEST_F(PluginFault, WhatADecoderGivesThatIsNoSoundIsSilent)
{
    std::vector<float> expected = numbersFrom(0, kFrames);
    expected[300] = expected[301] = 0.0F;
    EXPECT_EQ(heardOf("no-number=150"), expected);
    EXPECT_EQ(heardOf("infinity=150"), expected);
    EXPECT_EQ(m_rig->count(Kind::TrackFailed), 0u);
}

TEST_F(PluginFault, WhatADecoderSaysItWroteAndDidNotIsSilent)
{
    std::vector<float> expected = numbersFrom(0, kFrames);
    for (uint64_t frame = 100'001; frame < kFrames; frame += 2)
        expected[frame * 2] = expected[frame * 2 + 1] = 0.0F;
    // The last frame is one of them.
    expected.resize(expected.size() - 2);
    std::vector<float> heard = heardOf("overstates=100000");
    heard.resize(std::min(heard.size(), expected.size()));
    EXPECT_EQ(heard, expected);
    EXPECT_EQ(m_rig->count(Kind::TrackFailed), 0u);
}

TEST_F(PluginFault, WhoGivesWhatIsNoSoundIsNamedOnceATrackAndCounted)
{
    for (const char* fault : {"no-number=150", "infinity=150", "overstates=100000"}) {
        const uint64_t before = m_rig->player->statistics().decoderFaults;
        heardOf(fault);
        EXPECT_THAT(m_rig->entriesOf(Kind::PluginTroubled), ElementsAre(1)) << fault;
        EXPECT_THAT(troubles(), ElementsAre(AllOf(HasSubstr(kNumbers), HasSubstr("“a.numbers”"),
                                                  HasSubstr("no numbers"))));
        EXPECT_GT(m_rig->player->statistics().decoderFaults, before);
    }
}

TEST_F(PluginFault, OfNodesThatAreTooSlowTogetherTheSlowestIsLeftOut)
{
    // Each in time by itself, for blocks that last 93 ms.
    const DspNodeSpec slow{1, kShaping, "delay", R"({"how": "slow", "milliseconds": 45})", false};
    const DspNodeSpec slower{2, kShaping, "delay", R"({"how": "slow", "milliseconds": 60})", false};
    const DspNodeSpec quick{3, kShaping, "gain", "{}", false};
    m_rig->player->setDsp({{slow, quick}, {slower}});
    EXPECT_EQ(heardOf(""), numbersFrom(0, kFrames));
    ASSERT_EQ(states().size(), 3u);
    EXPECT_EQ(states()[0].status, Status::Active);
    EXPECT_EQ(states()[1].status, Status::Active);
    EXPECT_EQ(states()[2].status, Status::Faulty);
    EXPECT_THAT(states()[2].detail,
                AllOf(HasSubstr("Delay of the plugin " + kShaping), HasSubstr("all together")));
    // With other settings it gets another chance.
    m_rig->player->setDsp({{slow, quick}, {{2, kShaping, "delay", "{}", false}}});
    m_rig->settle();
    EXPECT_EQ(states()[2].status, Status::Active);
}

} // namespace
} // namespace stellatune::testing
