// The page Sound over real plugins and a real player.
#include "tests/ui/settings_fixture.h"

#include "app/plugins/plugin_events.h"
#include "app/ui/message_strip.h"
#include "app/ui/playlist_page.h"
#include "app/ui/settings/chain_list.h"
#include "app/ui/settings/node_panel.h"
#include "app/ui/settings/notice_box.h"
#include "app/ui/wrapped_label.h"
#include "engine/dsp/dsp_spec_edits.h"

#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QMenu>
#include <QSlider>
#include <QTest>

#include <set>

#include <gmock/gmock.h>

namespace stellatune::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kShaping = "org.stellatune.test.shaping";
const std::string kEqualizer = "org.stellatune.dsp.equalizer";

class SoundPageTest : public SettingsTest {
  protected:
    /// The nodes go before their plugins.
    ~SoundPageTest() override
    {
        m_player.stop();
        m_player.setDsp({});
    }

    QString shapingPackage() { return toQString(packageNamed(folder(), kShaping, "shaping_dsp_1")); }
    static QString equalizerPackage()
    {
        return QStringLiteral(STELLATUNE_PLUGIN_FOLDER "/dsp-equalizer/dsp-equalizer.stplugin");
    }
    void openSound(const QString& file, const std::string& id)
    {
        drop(openDialog(), {file});
        press("installAccept");
        ASSERT_TRUE(waitFor([&] {
            const PluginStatus* plugin = m_plugins.find(id);
            return plugin != nullptr && m_plugins.busyText(id).isEmpty() &&
                   !plugin->metadata.capabilities.empty();
        }));
        showPage("Sound");
    }
    ChainList* list() { return child<ChainList>("chainList"); }
    /// Of the effect that is chosen; the page Output has a form of the same making.
    QLabel* refusal() { return child<NodePanel>("nodePanel")->findChild<QLabel*>("configRefusal"); }
    QString outcome() { return child<NodePanel>("nodePanel")->findChild<QLabel*>("configOutcome")->text(); }
    void add(const QString& name)
    {
        auto* menu = child<QMenu>("chainAddMenu");
        emit menu->aboutToShow();
        for (QAction* action : menu->actions()) {
            if (action->text() == name) {
                action->trigger();
                return;
            }
        }
        FAIL() << name.toStdString();
    }
    void play()
    {
        m_editor.add(makeFiles(1));
        m_player.setQueue(m_model.entries());
        m_player.setRepeat(RepeatMode::One);
        m_player.playEntry(m_model.idAt(0));
    }
    DspNodeState::Status status(size_t node)
    {
        const auto& nodes = m_player.dspNodes();
        return node < nodes.size() ? nodes[node].status : DspNodeState::Status::Waiting;
    }
    bool isActive(size_t node)
    {
        return waitFor([&] { return status(node) == DspNodeState::Status::Active; });
    }
    static std::vector<std::string> types(const std::vector<DspNodeSpec>& nodes)
    {
        std::vector<std::string> found;
        for (const DspNodeSpec& node : nodes)
            found.push_back(node.typeId);
        return found;
    }
    std::vector<std::string> before() { return types(m_player.dsp().beforeMapping); }
    std::vector<std::string> after() { return types(m_player.dsp().afterMapping); }
};

} // namespace

TEST_F(SoundPageTest, WithoutEffectsItSaysWhereTheyComeFrom)
{
    openDialog();
    showPage("Sound");
    ASSERT_TRUE(isShown("soundToPlugins"));
    press("soundToPlugins");
    EXPECT_TRUE(isShown("pluginsPage"));
}

TEST_F(SoundPageTest, LittleIsReadAheadWhileItIsSeen)
{
    EXPECT_EQ(m_player.readAhead(), ReadAhead::Full);
    openDialog();
    EXPECT_EQ(m_player.readAhead(), ReadAhead::Full) << "another page is seen";
    showPage("Sound");
    EXPECT_EQ(m_player.readAhead(), ReadAhead::Short);
    showPage("Output");
    EXPECT_EQ(m_player.readAhead(), ReadAhead::Full);
    showPage("Sound");
    closeDialog();
    EXPECT_EQ(m_player.readAhead(), ReadAhead::Full) << "the dialog was closed";
    openDialog();
    showPage("Sound");
    delete child<QWidget>("soundPage");
    EXPECT_EQ(m_player.readAhead(), ReadAhead::Full) << "it ended while it was seen";
}

TEST_F(SoundPageTest, TheEngineIsToldToReadLessAheadMeanwhile)
{
    openDialog();
    showPage("Sound");
    play();
    ASSERT_TRUE(waitFor([this] { return m_player.snapshot().positionSeconds > 0.1; }));
    EXPECT_LT(m_player.statistics().ringFill, 0.15);
    closeDialog();
    EXPECT_TRUE(waitFor([this] { return m_player.statistics().ringFill > 0.5; }));
}

TEST_F(SoundPageTest, TheKeyboardAloneOrdersSwitchesAndRemoves)
{
    openSound(shapingPackage(), kShaping);
    add("Gain");
    add("Delay");
    EXPECT_THAT(before(), ElementsAre("gain", "delay"));
    EXPECT_EQ(labelText("nodeName"), "Delay") << "what was added is chosen";
    list()->setFocus();
    QTest::keyClick(list(), Qt::Key_Up, Qt::AltModifier);
    EXPECT_THAT(before(), ElementsAre("delay", "gain"));
    EXPECT_EQ(labelText("nodeName"), "Delay") << "and stays so";
    for (int step = 0; step < 2; ++step)
        QTest::keyClick(list(), Qt::Key_Down, Qt::AltModifier);
    EXPECT_THAT(before(), ElementsAre("gain"));
    EXPECT_THAT(after(), ElementsAre("delay")) << "into the other chain";
    QTest::keyClick(list(), Qt::Key_Space);
    EXPECT_TRUE(m_player.dsp().afterMapping.front().bypassed);
    QTest::keyClick(list(), Qt::Key_Up);
    EXPECT_EQ(labelText("nodeName"), "Gain") << "headings are passed";
    QTest::keyClick(list(), Qt::Key_Delete);
    EXPECT_THAT(before(), IsEmpty());
    EXPECT_EQ(labelText("nodeName"), "Delay");
    press("chainRemove");
    EXPECT_EQ(m_player.dsp(), DspSpec{});
    EXPECT_FALSE(isShown("nodeName"));
}

TEST_F(SoundPageTest, WhatWasRemovedComesBackToItsPlaceAsItWas)
{
    openSound(shapingPackage(), kShaping);
    add("Gain");
    add("Delay");
    add("Gain");
    DspSpec spec = m_player.dsp();
    spec.beforeMapping[1].config = R"({"how":"other"})";
    spec.beforeMapping[1].bypassed = true;
    m_player.setDsp(spec);
    EXPECT_FALSE(isShown("chainUndo"));
    for (const size_t removed : {1, 0}) {
        list()->choose(spec.beforeMapping[removed].id);
        press("chainRemove");
    }
    EXPECT_THAT(before(), ElementsAre("gain"));
    EXPECT_EQ(child<QPushButton>("chainUndo")->accessibleName(), "Undo: Remove “Gain”") << "the last first";
    EXPECT_EQ(child<WrappedLabel>("chainAdvice")->text(), "Removed “Gain”");
    press("chainUndo");
    EXPECT_EQ(child<QPushButton>("chainUndo")->accessibleName(), "Undo: Remove “Delay”");
    EXPECT_TRUE(list()->hasFocus());
    QTest::keyClick(list(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(m_player.dsp(), spec);
    EXPECT_EQ(list()->chosen(), spec.beforeMapping[1].id);
    EXPECT_FALSE(isShown("chainUndo"));
}

TEST_F(SoundPageTest, WhatWasRemovedComesBackWithWhatWasSetLast)
{
    openSound(shapingPackage(), kShaping);
    add("Gain");
    auto* gain = child<QDoubleSpinBox>("config_gainBox");
    gain->setValue(0.5);
    ASSERT_TRUE(waitFor(
        [this] { return m_player.dsp().beforeMapping.front().config.find("0.5") != std::string::npos; }));
    gain->setValue(0.25); // waits for what becomes of the other, which nobody says, for nothing plays
    press("chainRemove");
    press("chainUndo");
    EXPECT_EQ(m_player.dsp().beforeMapping.front().config, R"({"gain":0.25,"plan":"hot"})");
}

TEST_F(SoundPageTest, WhatWasRemovedLastComesBackThoughItsPluginIsGone)
{
    openSound(shapingPackage(), kShaping);
    add("Gain");
    const DspSpec spec = m_player.dsp();
    m_plugins.setEnabled(kShaping, false);
    ASSERT_TRUE(waitFor([this] { return !child<QPushButton>("chainAdd")->isEnabled(); }));
    press("chainRemove");
    auto* undo = child<QPushButton>("chainUndo");
    EXPECT_TRUE(undo->hasFocus()) << "nothing else is left on the page";
    QTest::keyClick(undo, Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(m_player.dsp(), spec);
}

TEST_F(SoundPageTest, ARowThatIsDraggedPastTheHeadingGoesIntoTheOtherChain)
{
    openSound(shapingPackage(), kShaping);
    add("Gain");
    add("Delay");
    // As the view does it when a row is dropped: behind the second heading, which is the last row.
    ASSERT_TRUE(list()->model()->moveRow({}, 1, {}, list()->count()));
    EXPECT_TRUE(waitFor([this] { return after() == std::vector<std::string>{"gain"}; }));
    EXPECT_THAT(before(), ElementsAre("delay"));
}

TEST_F(SoundPageTest, ASliderIsHeardAtOnceAndTheSettingsAreRemembered)
{
    openSound(shapingPackage(), kShaping);
    add("Gain");
    play();
    ASSERT_TRUE(isActive(0));
    child<QDoubleSpinBox>("config_gainBox")->setValue(0.5);
    ASSERT_TRUE(waitFor([this] { return outcome() == "In use."; }));
    EXPECT_EQ(m_player.dsp().beforeMapping.front().config, R"({"gain":0.5,"plan":"hot"})");
}

TEST_F(SoundPageTest, WhatIsRefusedIsExplainedAndWhatWorksIsKept)
{
    openSound(shapingPackage(), kShaping);
    add("Gain");
    play();
    ASSERT_TRUE(isActive(0));
    child<QDoubleSpinBox>("config_gainBox")->setValue(2.0);
    ASSERT_TRUE(waitFor([this] { return outcome() == "In use."; }));
    child<QComboBox>("config_planBox")->setCurrentText("reject");
    ASSERT_TRUE(waitFor([this] { return refusal()->isVisible(); }));
    EXPECT_EQ(refusal()->text(), "The gain is not wanted.");
    EXPECT_EQ(child<QComboBox>("config_planBox")->currentText(), "reject") << "what the user wants stays";
    EXPECT_EQ(m_player.dsp().beforeMapping.front().config, R"({"gain":2,"plan":"hot"})");
    EXPECT_EQ(status(0), DspNodeState::Status::Active);
    child<QComboBox>("config_planBox")->setCurrentText("recreate");
    ASSERT_TRUE(waitFor([this] { return outcome() == "In use, made anew."; }));
    EXPECT_FALSE(refusal()->isVisible());
}

TEST_F(SoundPageTest, WhatIsRefusedIsNotKeptThoughNobodyLooks)
{
    openSound(shapingPackage(), kShaping);
    add("Gain");
    play();
    ASSERT_TRUE(isActive(0));
    child<QDoubleSpinBox>("config_gainBox")->setValue(2.0);
    ASSERT_TRUE(waitFor([this] { return outcome() == "In use."; }));
    child<NodePanel>("nodePanel")->showNode(0);
    const DspSpec good = m_player.dsp();
    DspSpec bad = good;
    bad.beforeMapping.front().config = R"({"gain":3,"plan":"reject"})";
    m_player.setDsp(bad);
    EXPECT_TRUE(waitFor([&] { return m_player.dsp() == good; }));
}

TEST_F(SoundPageTest, OutcomesAreToldToWhoeverWatchesTheRuntime)
{
    std::vector<std::string> heard; // on this thread, as the player's signals are
    PluginEvents events(m_player, m_model, m_coordinator->events());
    const auto watch = m_coordinator->events().watch([&](std::string_view topic, std::string_view payload) {
        if (topic == "host.instance.config_update")
            heard.emplace_back(payload);
    });
    openSound(shapingPackage(), kShaping);
    add("Gain");
    play();
    ASSERT_TRUE(isActive(0));
    child<QComboBox>("config_planBox")->setCurrentText("hot-fails");
    ASSERT_TRUE(waitFor([this] { return refusal()->isVisible(); }));
    ASSERT_FALSE(heard.empty());
    for (const char* part : {R"("capability":"dsp")", R"("type":"gain")", R"("status":"failed")",
                             R"("generation":1)", "The gain cannot be applied."})
        EXPECT_NE(heard.front().find(part), std::string::npos) << part << heard.front();
}

TEST_F(SoundPageTest, AnEffectThatFailsIsNamedInTheWindowThoughNobodyLooksAtIt)
{
    openSound(shapingPackage(), kShaping);
    add("Delay");
    play();
    ASSERT_TRUE(isActive(0));
    closeDialog();
    MessageStrip& messages = m_window->page().messages();
    ASSERT_EQ(messages.count(), 0);
    DspSpec spec = m_player.dsp();
    spec.beforeMapping.front().config = R"({"how":"nan"})";
    m_player.setDsp(spec);
    ASSERT_TRUE(waitFor([this] { return status(0) == DspNodeState::Status::Faulty; }));
    EXPECT_TRUE(waitFor([&] { return messages.count() == 1; }));
    EXPECT_TRUE(messages.text().contains("“Delay”")) << messages.text().toStdString();
    EXPECT_TRUE(messages.text().contains("no numbers")) << messages.text().toStdString();
    messages.dismiss();
    // Told once for each time that it fails, not for whatever else changes in the chain.
    spec.beforeMapping.push_back(spec.beforeMapping.front());
    spec.beforeMapping.back().id += 1;
    spec.beforeMapping.back().config = "{}";
    m_player.setDsp(spec);
    ASSERT_TRUE(waitFor([this] { return status(1) == DspNodeState::Status::Active; }));
    EXPECT_EQ(messages.count(), 0);
}

TEST_F(SoundPageTest, APluginThatIsSwitchedOffLeavesAPlaceholderAndComesBack)
{
    openSound(shapingPackage(), kShaping);
    add("Gain");
    play();
    ASSERT_TRUE(isActive(0));
    m_plugins.setEnabled(kShaping, false);
    ASSERT_TRUE(waitFor([this] { return status(0) == DspNodeState::Status::Missing; }));
    EXPECT_TRUE(waitFor([this] { return isShown("nodeTrouble"); }));
    EXPECT_TRUE(child<NoticeBox>("nodeTrouble")->text().contains("Its settings are kept"));
    EXPECT_EQ(list()->item(1)->data(Qt::AccessibleTextRole).toString(), "Gain, Not available");
    m_plugins.setEnabled(kShaping, true);
    EXPECT_TRUE(isActive(0));
    EXPECT_TRUE(waitFor([this] { return !isShown("nodeTrouble"); }));
}

TEST_F(SoundPageTest, TheCurveFollowsTheSliders)
{
    openSound(equalizerPackage(), kEqualizer);
    add("Graphic equalizer");
    auto* curve = child<QWidget>("responseView");
    ASSERT_TRUE(waitFor([&] { return curve->isVisible(); }));
    EXPECT_EQ(curve->accessibleName(), "Frequency curve: 0.0 dB at all frequencies");
    child<QSlider>("config_gainsSlider1")->setValue(-24);
    EXPECT_TRUE(waitFor([&] { return curve->accessibleName().contains("from −12"); }))
        << curve->accessibleName().toStdString();
    child<QComboBox>("config_presetBox")->setCurrentText("Rock");
    EXPECT_EQ(child<QSlider>("config_gainsSlider1")->value(), 8) << "the preset shows in the sliders";
    EXPECT_TRUE(waitFor([&] { return !curve->accessibleName().contains("from −12"); }));
}

TEST_F(SoundPageTest, EachFieldCanBeReachedByTab)
{
    openSound(equalizerPackage(), kEqualizer);
    add("Parametric equalizer");
    press("config_bandsAdd");
    ASSERT_TRUE(waitFor([this] { return child<QWidget>("config_bands1Remove")->height() >= 28; }))
        << "laid out";
    child<QWidget>("settingsPages")->setFocus();
    std::set<QWidget*> reached;
    do {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    } while (reached.insert(QApplication::focusWidget()).second);
    for (const char* name :
         {"settingsPages", "presetSaveAs", "chainList", "chainAdd", "chainRemove",
          "config_bands1frequencyBox", "config_bands1typeBox", "config_bands1Remove", "config_bandsAdd",
          "config_pre_gainSlider", "config_pre_gainBox", "config_headroomBox"})
        EXPECT_EQ(reached.count(child<QWidget>(name)), 1U) << name;
    EXPECT_EQ(reached.count(child<NodePanel>("nodePanel")->findChild<QWidget*>("configReset")), 1U);
    for (const QWidget* field : reached) {
        EXPECT_FALSE(field->accessibleName().isEmpty()) << field->objectName().toStdString();
        EXPECT_GE(field->height(), 28) << field->objectName().toStdString();
    }
}

TEST_F(SoundPageTest, PresetsAreSavedLoadedRenamedAndDeleted)
{
    openSound(shapingPackage(), kShaping);
    add("Gain");
    auto* choice = child<QComboBox>("presetChoice");
    press("presetSaveAs");
    child<QLineEdit>("presetName")->setText("Evening");
    press("presetAccept");
    ASSERT_TRUE(waitFor([&] { return choice->currentText() == "Evening"; }));
    add("Delay");
    EXPECT_EQ(choice->currentIndex(), -1);
    EXPECT_EQ(choice->placeholderText(), "Evening, changed");
    press("chainRemove");
    add("Delay");
    EXPECT_TRUE(isShown("chainUndo"));
    const uint64_t gain = m_player.dsp().beforeMapping.front().id;
    choice->setCurrentIndex(0);
    emit choice->activated(0);
    EXPECT_THAT(before(), ElementsAre("gain"));
    EXPECT_EQ(m_player.dsp().beforeMapping.front().id, gain) << "it goes on";
    EXPECT_FALSE(isShown("chainUndo")) << "what was removed before is no part of it";
    press("presetRename");
    child<QLineEdit>("presetName")->setText("Night");
    press("presetAccept");
    ASSERT_TRUE(waitFor([&] { return choice->currentText() == "Night"; }));
    press("presetDelete");
    EXPECT_EQ(labelText("presetQuestion"), "Delete the preset “Night”?");
    EXPECT_TRUE(waitFor([this] { return child<QPushButton>("presetCancel")->hasFocus(); }));
    QTest::keyClick(child<SettingsDialog>("settingsDialog"), Qt::Key_Escape);
    EXPECT_FALSE(isShown("presetQuestion"));
    add("Delay");
    press("presetSaveAs");
    child<QLineEdit>("presetName")->setText("Other");
    press("presetAccept");
    ASSERT_TRUE(waitFor([&] { return choice->currentText() == "Other"; }));
    press("presetDelete");
    EXPECT_EQ(labelText("presetQuestion"), "Delete the preset “Other”?");
    choice->setCurrentText("Night");
    emit choice->activated(choice->currentIndex());
    press("presetAccept");
    ASSERT_TRUE(waitFor([&] { return choice->count() == 1; }));
    EXPECT_EQ(choice->itemText(0), "Night") << "the question was about the other";
    press("presetDelete");
    press("presetAccept");
    EXPECT_TRUE(waitFor([&] { return choice->count() == 0; }));
    EXPECT_THAT(before(), ElementsAre("gain")) << "what is heard stays";
}

} // namespace stellatune::testing
