// The list of outputs, with a plugin's sink that fails while it plays.
#include "tests/ui/plugin_form_fixture.h"

#include "app/plugins/sink_access.h"
#include "app/ui/settings/notice_box.h"
#include "app/ui/settings/output_chooser.h"
#include "app/ui/settings/output_row_delegate.h"

#include <QListWidget>

#include <filesystem>
#include <fstream>

namespace stellatune::testing {
namespace {

const std::string kRecorder = "org.stellatune.test.recorder";

class OutputChooserTest : public PluginFormTest {
  protected:
    OutputChooserTest()
    {
        installFixture("recording_sink_1", kRecorder);
        OutputSettings output = m_player->output();
        output.device = {"plugin", kRecorder + "/recorder"};
        output.sinkConfig = "{\"folder\": \"" + m_folder.path().string() + "\", \"paced\": true}";
        m_player->setOutput(output);
        m_player->start({{}, {}, sinksOf(m_coordinator->registry())});
        fixtures::writeWav(m_folder / "long.wav", fixtures::sweep(3'000'000));
    }

    QListWidgetItem& row()
    {
        const auto found =
            m_chooser->findChild<QListWidget*>("outputList")->findItems("Recorder", Qt::MatchExactly);
        EXPECT_EQ(found.size(), 1);
        return *found.constFirst();
    }
    bool isMarked()
    {
        return row().data(OutputRowDelegate::kKindRole).toInt() == static_cast<int>(OutputRow::Kind::Failed);
    }
    NoticeBox& trouble() { return *m_chooser->findChild<NoticeBox*>("outputTrouble"); }

    std::unique_ptr<OutputChooser> m_chooser = std::make_unique<OutputChooser>(*m_player, m_desk);
};

TEST_F(OutputChooserTest, ASinkThatFailedIsMarkedUntilItPlaysAgain)
{
    play(m_folder / "long.wav");
    EXPECT_FALSE(isMarked());
    EXPECT_TRUE(trouble().isHidden());
    std::ofstream(m_folder / "fail") << "";
    ASSERT_TRUE(waitFor([this] { return isMarked(); }));
    for (const QString& why :
         {row().toolTip(), row().data(Qt::AccessibleDescriptionRole).toString(), trouble().text()}) {
        EXPECT_TRUE(why.contains("The recorder fell down.")) << why.toStdString();
        EXPECT_TRUE(why.contains("The music goes on through ")) << why.toStdString();
    }
    EXPECT_FALSE(trouble().isHidden());
    EXPECT_EQ(row().data(Qt::AccessibleTextRole), "Recorder, failed, chosen");
    std::filesystem::remove(m_folder / "fail");
    ASSERT_TRUE(waitFor([this] { return !isMarked(); })) << "it is looked for";
    EXPECT_TRUE(trouble().isHidden());
    EXPECT_EQ(row().data(Qt::AccessibleDescriptionRole).toString(), "");
}

TEST_F(OutputChooserTest, OtherSettingsAreNotMarkedBeforeTheyFail)
{
    std::ofstream(m_folder / "refuse") << "";
    play(m_folder / "long.wav");
    ASSERT_TRUE(waitFor([this] { return isMarked(); }));
    m_player->stop();
    OutputSettings output = m_player->output();
    output.sinkConfig = "{\"folder\": \"" + m_folder.path().string() + "\"}";
    m_player->setOutput(output);
    EXPECT_FALSE(isMarked());
    m_player->play();
    EXPECT_TRUE(waitFor([this] { return isMarked(); })) << "these fail as well";
}

TEST_F(OutputChooserTest, AnotherChoiceIsNotMarked)
{
    std::ofstream(m_folder / "refuse") << "";
    play(m_folder / "long.wav");
    ASSERT_TRUE(waitFor([this] { return !trouble().isHidden(); }));
    m_player->chooseDevice({"null", {}});
    EXPECT_TRUE(trouble().isHidden());
    EXPECT_FALSE(isMarked());
}

} // namespace
} // namespace stellatune::testing
