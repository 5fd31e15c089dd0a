// The settings of an output sink, with the plugin that writes files.
#include "tests/ui/plugin_form_fixture.h"

#include "app/plugins/sink_access.h"
#include "app/ui/field_look.h"
#include "app/ui/settings/config_form.h"
#include "app/ui/settings/sink_form.h"

#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QPainter>
#include <QStyleOptionComboBox>

namespace stellatune::testing {
namespace {

const std::string kId = "org.stellatune.output.file";
const DeviceChoice kSink{"plugin", "org.stellatune.output.file/file"};

class SinkFormTest : public PluginFormTest {
  protected:
    SinkFormTest()
    {
        install(QStringLiteral(STELLATUNE_PLUGIN_FOLDER "/output-file/output-file.stplugin"), kId);
        m_player->start({{}, {}, sinksOf(m_coordinator->registry())});
        m_form = std::make_unique<SinkForm>(*m_player, m_desk);
    }

    QComboBox& targets() { return *m_form->findChild<QComboBox*>("sinkTarget"); }

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

TEST_F(SinkFormTest, APathThatIsTooLongIsShortenedInTheMiddle)
{
    const std::string folder = "/" + std::string(300, 'a') + "/Evening";
    m_player->chooseDevice({kSink.interface, kSink.name + ":" + folder});
    const QString whole = targets().currentText();
    EXPECT_EQ(targets().toolTip(), whole);
    QStyleOptionComboBox option;
    option.initFrom(&targets());
    option.currentText = whole;
    const QString shortened = shortenedText(*targets().style(), option, &targets());
    EXPECT_TRUE(shortened.endsWith("Evening")) << shortened.toStdString();
    EXPECT_TRUE(shortened.contains(QChar(0x2026))) << shortened.toStdString();
    const auto drawn = [&](const QString& text) {
        option.currentText = text;
        QImage image(targets().size(), QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        targets().style()->drawControl(QStyle::CE_ComboBoxLabel, &option, &painter, &targets());
        return image;
    };
    EXPECT_EQ(drawn(whole), drawn(shortened));
    EXPECT_NE(drawn(whole), drawn(QString()));
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

/// With a sink that takes its time over the music, so that it is open while it is set.
class RefusingSinkFormTest : public SinkFormTest {
  protected:
    RefusingSinkFormTest()
    {
        installFixture("recording_sink_1", kRecorder);
        OutputSettings output = m_player->output();
        output.device = {"plugin", kRecorder + "/recorder"};
        output.sinkConfig = m_good;
        m_player->setOutput(output);
        fixtures::writeWav(m_folder / "long.wav", fixtures::sweep(3'000'000));
        play(m_folder / "long.wav");
        EXPECT_EQ(m_player->snapshot().device, output.device);
    }

    std::string settings(const std::string& plan) const
    {
        return "{\"folder\": \"" + m_folder.path().string() + "\", \"paced\": true, \"plan\": \"" + plan +
               "\"}";
    }
    bool isPutBack()
    {
        return waitFor([this] {
            const auto& known = m_player->sinkChoices();
            const auto choice = known.find(kRecorder + "/recorder");
            return m_player->output().sinkConfig == m_good && choice != known.end() &&
                   choice->second.config == m_good;
        });
    }

    static inline const std::string kRecorder = "org.stellatune.test.recorder";
    /// Not taken, not applied, not made, and not opened.
    static constexpr std::pair<const char*, const char*> kRefused[] = {
        {"reject", "does not want that"},
        {"hot-fails", "cannot apply that"},
        {"recreate-fails", "cannot be made like that"},
        {"recreate-refuses", "Somebody else"}};
    const std::string m_good = settings("hot");
};

TEST_F(RefusingSinkFormTest, WhatIsRefusedIsExplainedAndNotKept)
{
    auto& config = *m_form->findChild<ConfigForm*>();
    const auto* refusal = config.findChild<QLabel*>("configRefusal");
    for (const auto& [plan, words] : kRefused) {
        emit config.changed(settings(plan));
        EXPECT_EQ(m_player->output().sinkConfig, settings(plan));
        ASSERT_TRUE(waitFor([&, words = words] { return refusal->text().contains(words); })) << plan;
        EXPECT_FALSE(refusal->isHidden()) << plan;
        EXPECT_TRUE(isPutBack()) << plan;
    }
    EXPECT_EQ(m_player->snapshot().state, PlaybackState::Playing);
    emit config.changed(settings("recreate"));
    EXPECT_EQ(m_player->output().sinkConfig, settings("recreate")) << "it is asked at once";
}

TEST_F(RefusingSinkFormTest, SaysWhatBecameOfTheSettings)
{
    auto& config = *m_form->findChild<ConfigForm*>();
    const auto* outcome = m_form->findChild<QLabel*>("configOutcome");
    const std::pair<const char*, const char*> outcomes[] = {{"hot-too", "In use."},
                                                            {"recreate", "In use, made anew."},
                                                            {"reject", "The settings before are in use."}};
    for (const auto& [plan, words] : outcomes) {
        emit config.changed(settings(plan));
        EXPECT_EQ(outcome->text(), "") << plan;
        EXPECT_TRUE(waitFor([&, words = words] { return outcome->text() == words; }))
            << plan << outcome->text().toStdString();
    }
}

TEST_F(RefusingSinkFormTest, WhatIsRefusedOnceTheFormIsGoneIsNotKeptEither)
{
    for (const auto& [plan, words] : kRefused) {
        m_form = std::make_unique<SinkForm>(*m_player, m_desk);
        emit m_form->findChild<ConfigForm*>()->changed(settings(plan));
        m_form.reset();
        EXPECT_EQ(m_player->output().sinkConfig, settings(plan)) << "no answer is there yet";
        EXPECT_TRUE(isPutBack()) << plan << words;
    }
    EXPECT_EQ(m_player->snapshot().state, PlaybackState::Playing);
}

} // namespace
} // namespace stellatune::testing
