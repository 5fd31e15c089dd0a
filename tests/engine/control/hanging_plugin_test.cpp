// Plugins that do not return to the decode thread: the player says who it is, and ends all the same.
#include "tests/engine/control/player_rig.h"
#include "tests/engine/control/shelf_plugins.h"
#include "tests/fixtures/comes_true.h"
#include "tests/fixtures/plugins/told.h"

#include <fstream>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::testing {
namespace {

using fixtures::TempFolder;
using Kind = PlayerEvent::Kind;
using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string kNumbers = "org.stellatune.test.numbers";
const std::string kShaping = "org.stellatune.test.shaping";

class HangingPlugin : public ::testing::Test {
  protected:
    HangingPlugin()
    {
        m_decoders->load("numbers_decoder_1");
        m_nodes->load("shaping_dsp_1");
        PlayerConfig config = withPlugins(*m_decoders, *m_nodes, {{kNumbers, "numbers"}});
        config.pluginPatience = std::chrono::milliseconds(100);
        m_rig = std::make_unique<PlayerRig>(CrankedDeviceSettings{}, noFades(), std::move(config));
    }

    /// Plays a file of what `header` says until somebody is said not to return from `function`.
    void playUntilItHangs(const std::string& header, const std::string& plugin, const std::string& function)
    {
        std::ofstream(m_folder / "a.numbers") << header << '\n';
        m_rig->setQueue({m_folder / "a.numbers"});
        m_rig->player->play();
        std::string message;
        ASSERT_TRUE(comesTrue([&] {
            for (const PlayerEvent& event : m_rig->player->takeEvents()) {
                if (event.kind == Kind::PluginTroubled)
                    message = event.error->message;
            }
            return !message.empty();
        }));
        EXPECT_THAT(message, AllOf(HasSubstr("plugin " + plugin + " "), HasSubstr(function),
                                   HasSubstr("does not return")));
    }
    /// The player ends, then all that it was given, and what hung comes back to nobody.
    void end(PluginShelf& hung)
    {
        m_rig.reset();
        hung.disable();
        EXPECT_EQ(hung.leases(), 1u) << "what hangs must find its code where it was";
        std::ofstream(m_release) << "now";
        EXPECT_TRUE(comesTrue([&] { return hung.leases() == 0; }));
    }

    const TempFolder m_folder;
    const std::filesystem::path m_release = m_folder / "release";
    const Told m_told{"nothing", m_release};
    const std::unique_ptr<PluginShelf> m_decoders = std::make_unique<PluginShelf>(kNumbers);
    const std::unique_ptr<PluginShelf> m_nodes = std::make_unique<PluginShelf>(kShaping);
    std::unique_ptr<PlayerRig> m_rig;
};

TEST_F(HangingPlugin, ADecoderIsNamedAndLeftAloneInTheEnd)
{
    playUntilItHangs("44100 2 90000 0 0 hangs=20000", kNumbers, "read");
    end(*m_decoders);
}

TEST_F(HangingPlugin, ANodeIsNamedAndLeftAloneInTheEnd)
{
    m_rig->player->setDsp({{{1, kShaping, "delay", R"({"how": "hang", "after": 20000})", false}}, {}});
    playUntilItHangs("44100 2 90000 0 0", kShaping, "process");
    end(*m_nodes);
}

} // namespace
} // namespace stellatune::testing
