// Plugins that are slower than the music, on a device that waits for nobody.
#include "engine/control/player.h"
#include "tests/engine/control/player_rig.h"
#include "tests/engine/control/shelf_plugins.h"
#include "tests/fixtures/comes_true.h"

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

class SlowPlugin : public ::testing::Test {
  protected:
    SlowPlugin()
    {
        m_decoders.load("numbers_decoder_1");
        m_nodes.load("shaping_dsp_1");
    }
    ~SlowPlugin() override { m_player.reset(); }

    void makePlayer(std::vector<DecoderCandidate> candidates)
    {
        PlayerConfig config = withPlugins(m_decoders, m_nodes, std::move(candidates));
        config.output.device = {"null", {}};
        config.fades = noFades();
        m_player = std::make_unique<Player>(std::move(config));
    }
    /// Plays a file of what `header` says to its end.
    void play(const std::string& header)
    {
        std::ofstream(m_folder / "a.numbers") << header << '\n';
        m_player->setQueue(std::make_shared<const std::vector<QueueEntry>>(
            std::vector<QueueEntry>{{1, m_folder / "a.numbers"}}));
        m_player->play();
        ASSERT_TRUE(comesTrue([this] {
            for (PlayerEvent& event : m_player->takeEvents())
                m_events.push_back(std::move(event));
            return !of(Kind::QueueFinished).empty();
        }));
        EXPECT_EQ(of(Kind::TrackFinished).size(), 1u);
        EXPECT_TRUE(of(Kind::TrackFailed).empty());
    }
    std::vector<PlayerEvent> of(Kind kind) const
    {
        std::vector<PlayerEvent> events;
        std::copy_if(m_events.begin(), m_events.end(), std::back_inserter(events),
                     [kind](const PlayerEvent& event) { return event.kind == kind; });
        return events;
    }

    const TempFolder m_folder;
    PluginShelf m_decoders{kNumbers};
    PluginShelf m_nodes{kShaping};
    std::unique_ptr<Player> m_player;
    std::vector<PlayerEvent> m_events;
};

TEST_F(SlowPlugin, ANodeIsLeftOutBeforeTheMusicRunsDry)
{
    const std::pair<const char*, const char*> cases[] = {
        {"50", "192000 2 192000 0 0"}, {"200", "44100 2 88200 0 0"}, {"500", "44100 2 88200 0 0"}};
    for (const auto& [milliseconds, header] : cases) {
        makePlayer({{kNumbers, "numbers"}});
        m_events.clear();
        m_player->setDsp({{{1, kShaping, "delay",
                            std::string(R"({"how": "slow", "milliseconds": )") + milliseconds + "}", false}},
                          {}});
        play(header);
        EXPECT_EQ(m_player->statistics().underruns, 0u) << milliseconds;
        const std::vector<PlayerEvent> changes = of(Kind::DspChanged);
        ASSERT_FALSE(changes.empty());
        EXPECT_EQ(changes.back().dspNodes.at(0).status, Status::Faulty) << milliseconds;
        EXPECT_THAT(changes.back().dspNodes.at(0).detail,
                    AllOf(HasSubstr("Delay of the plugin " + kShaping), HasSubstr("is too slow")));
        m_player.reset();
    }
}

TEST_F(SlowPlugin, AnotherDecoderTakesOverFromOneThatIsTooSlow)
{
    makePlayer({{kNumbers, "numbers"}, {kNumbers, "forward"}});
    play("44100 2 88200 0 0 lame=50");
    EXPECT_EQ(m_player->statistics().underruns, 0u);
    ASSERT_EQ(of(Kind::PluginTroubled).size(), 1u);
    EXPECT_EQ(of(Kind::PluginTroubled)[0].entry, 1u);
    EXPECT_THAT(of(Kind::PluginTroubled)[0].error->message,
                AllOf(HasSubstr("plugin " + kNumbers), HasSubstr("“a.numbers” slower than it plays")));
    EXPECT_EQ(m_player->statistics().decoderFaults, 1u);
}

TEST_F(SlowPlugin, ADecoderThatNoneCanReplaceIsNamedAndPlaysOn)
{
    makePlayer({{kNumbers, "numbers"}});
    play("44100 2 30000 0 0 slow=30");
    EXPECT_GE(m_player->statistics().framesPlayed, 30'000u);
    ASSERT_EQ(of(Kind::PluginTroubled).size(), 1u);
    EXPECT_THAT(of(Kind::PluginTroubled)[0].error->message, HasSubstr(kNumbers));
}

} // namespace
} // namespace stellatune::testing
