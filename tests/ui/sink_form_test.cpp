// The settings of an output sink, with the plugin that writes files.
#include "tests/ui/settings_fixture.h"

#include "app/plugins/sink_access.h"
#include "app/ui/settings/config_form.h"
#include "app/ui/settings/sink_form.h"

#include <QComboBox>

namespace stellatune::testing {
namespace {

const std::string kId = "org.stellatune.output.file";
const DeviceChoice kSink{"plugin", "org.stellatune.output.file/file"};

class SinkFormTest : public ::testing::Test {
  protected:
    SinkFormTest()
    {
        CoordinatorSettings settings;
        settings.storeFolder = m_folder / "store";
        m_coordinator = std::make_unique<PluginRuntimeCoordinator>(std::move(settings));
        m_desk.attach(*m_coordinator, false);
        EXPECT_TRUE(waitFor([this] { return m_desk.state() == PluginDesk::State::Ready; }));
        m_desk.examine(QStringLiteral(STELLATUNE_PLUGIN_FOLDER "/output-file/output-file.stplugin"), &m_asker,
                       [this](const Result<InstallCandidate>& candidate) {
                           ASSERT_TRUE(candidate);
                           m_desk.install(*candidate, {});
                       });
        EXPECT_TRUE(waitFor([this] { return m_desk.find(kId) && m_desk.busyText(kId).isEmpty(); }));
        PlayerConfig config;
        config.output.device = {"null", {}};
        m_player = std::make_unique<PlayerController>(std::move(config));
        m_player->start({{}, {}, sinksOf(m_coordinator->registry())});
        m_form = std::make_unique<SinkForm>(*m_player, m_desk);
    }
    ~SinkFormTest() override
    {
        m_form.reset();
        m_player.reset();
        m_desk.detach();
        m_coordinator.reset();
    }

    QComboBox& targets() { return *m_form->findChild<QComboBox*>("sinkTarget"); }

    fixtures::TempFolder m_folder;
    QObject m_asker;
    PluginDesk m_desk;
    std::unique_ptr<PluginRuntimeCoordinator> m_coordinator;
    std::unique_ptr<PlayerController> m_player;
    std::unique_ptr<SinkForm> m_form;
};

TEST_F(SinkFormTest, IsThereForASinkAlone)
{
    EXPECT_TRUE(m_form->isHidden());
    m_player->chooseDevice(kSink);
    EXPECT_FALSE(m_form->isHidden());
    m_desk.setEnabled(kId, false);
    EXPECT_TRUE(waitFor([this] { return m_form->isHidden(); }));
    m_desk.setEnabled(kId, true);
    EXPECT_TRUE(waitFor([this] { return !m_form->isHidden(); }));
    m_player->chooseDevice({"null", {}});
    EXPECT_TRUE(m_form->isHidden());
}

TEST_F(SinkFormTest, TheTargetsAreThoseOfThePlugin)
{
    m_player->chooseDevice(kSink);
    EXPECT_EQ(targets().currentText(), QStringLiteral("Looking\u2026"));
    ASSERT_TRUE(waitFor([this] { return targets().currentText().startsWith("Files in "); }));
    EXPECT_EQ(m_player->output().device, kSink) << "showing them chooses nothing";
    m_player->chooseDevice({kSink.interface, kSink.name + ":elsewhere"});
    EXPECT_EQ(targets().currentText(), "elsewhere, not there");
    targets().setCurrentIndex(0);
    EXPECT_EQ(m_player->output().device.name.find("elsewhere"), std::string::npos);
}

TEST_F(SinkFormTest, SettingsGoToTheSinkAndTargetsAreAskedAnew)
{
    m_player->chooseDevice(kSink);
    auto& config = *m_form->findChild<ConfigForm*>();
    ASSERT_FALSE(config.isEmpty());
    const std::string folder = (m_folder / "tapes").string();
    emit config.changed("{\"folder\": \"" + folder + "\"}");
    EXPECT_NE(m_player->output().sinkConfig.find("tapes"), std::string::npos);
    EXPECT_TRUE(waitFor([this] { return targets().currentText().contains("tapes"); }));
    m_player->chooseDevice({"null", {}});
    m_player->chooseDevice(kSink);
    EXPECT_NE(m_player->output().sinkConfig.find("tapes"), std::string::npos) << "it is remembered";
}

} // namespace
} // namespace stellatune::testing
