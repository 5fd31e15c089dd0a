// The settings of the output, and the signal path beside them and over its badge.
#include "tests/ui/settings_fixture.h"

#include "app/ui/settings/output_row_delegate.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSpinBox>
#include <QTest>

namespace stellatune::testing {
namespace {

class OutputPageTest : public SettingsTest {
  protected:
    OutputPageTest()
    {
        m_window->actions().outputSettings->trigger();
        EXPECT_TRUE(waitFor([this] { return isShown("outputPage"); }));
    }

    QListWidget& list() { return *child<QListWidget>("outputList"); }
    QListWidgetItem* row(const QString& title)
    {
        const auto found = list().findItems(title, Qt::MatchExactly);
        return found.isEmpty() ? nullptr : found.first();
    }
    void choose(const char* combo, int value)
    {
        auto* box = child<QComboBox>(combo);
        box->setCurrentIndex(box->findData(value));
    }
    void playSomething()
    {
        m_editor.add(makeFiles(1));
        m_player.setQueue(m_model.entries());
        m_player.setRepeat(RepeatMode::All);
        m_player.playEntry(m_model.idAt(0));
    }
};

TEST_F(OutputPageTest, ARowIsChosenByMouseAndByKeyboard)
{
    ASSERT_TRUE(waitFor([&] { return row("No sound") != nullptr; }));
    EXPECT_TRUE(row("No sound")->data(OutputRowDelegate::kChosenRole).toBool());
    QTest::mouseClick(list().viewport(), Qt::LeftButton, {},
                      list().visualItemRect(row("Automatic")).center());
    EXPECT_TRUE(m_player.output().device.isAutomatic());
    EXPECT_TRUE(row("Automatic")->data(OutputRowDelegate::kChosenRole).toBool());
    EXPECT_FALSE(row("No sound")->data(OutputRowDelegate::kChosenRole).toBool());
    list().setFocus();
    list().setCurrentItem(row("No sound"));
    EXPECT_TRUE(m_player.output().device.isAutomatic()) << "moving alone chooses nothing";
    QTest::keyClick(&list(), Qt::Key_Space);
    EXPECT_EQ(m_player.output().device, (DeviceChoice{"null", ""}));
}

TEST_F(OutputPageTest, AMissingDeviceIsShownAsSuch)
{
    ASSERT_TRUE(waitFor([&] { return row("No sound") != nullptr; }));
    OutputSettings settings = m_player.output();
    settings.device = {"pulse", "Speakers"};
    m_player.setOutput(settings);
    ASSERT_NE(row("Speakers"), nullptr);
    EXPECT_EQ(row("Speakers")->data(OutputRowDelegate::kNoteRole).toString(), "not connected");
    EXPECT_EQ(row("Speakers")->data(Qt::AccessibleTextRole).toString(), "Speakers, not connected, chosen");
}

TEST_F(OutputPageTest, FieldsTakeEffectAtOnceAndFollowWhatIsSetElsewhere)
{
    choose("outputRate", 96'000);
    choose("outputQuality", static_cast<int>(ResampleQuality::VeryHigh));
    choose("outputLfe", static_cast<int>(LfePolicy::Mix));
    choose("outputBuffer", 512);
    OutputSettings output = m_player.output();
    EXPECT_EQ(output.ratePolicy, RatePolicy::Fixed);
    EXPECT_EQ(output.fixedRate, 96'000U);
    EXPECT_EQ(output.resampleQuality, ResampleQuality::VeryHigh);
    EXPECT_EQ(output.lfePolicy, LfePolicy::Mix);
    EXPECT_EQ(output.bufferFrames, 512U);
    choose("outputRate", 0);
    EXPECT_EQ(m_player.output().ratePolicy, RatePolicy::MatchTrack);

    output = m_player.output();
    output.ratePolicy = RatePolicy::Fixed;
    output.fixedRate = 22'050;
    output.bufferFrames = 700;
    m_player.setOutput(output);
    EXPECT_EQ(child<QComboBox>("outputRate")->currentText(), "Always 22.05 kHz");
    EXPECT_EQ(child<QComboBox>("outputBuffer")->currentData().toInt(), 700);
    EXPECT_EQ(m_player.output(), output) << "showing changes nothing";
}

TEST_F(OutputPageTest, LoudnessIsSetOnceTheNumberStandsStill)
{
    auto* preamp = child<QDoubleSpinBox>("gainPreamp");
    EXPECT_FALSE(preamp->isEnabled()) << "without ReplayGain it does nothing";
    choose("gainMode", static_cast<int>(ReplayGainMode::Album));
    EXPECT_EQ(m_player.replayGain().mode, ReplayGainMode::Album);
    EXPECT_TRUE(preamp->isEnabled());
    preamp->setValue(-3.5);
    EXPECT_TRUE(waitFor([&] { return m_player.replayGain().preampDb == -3.5; }));
    preamp->setValue(2.0);
    closeDialog();
    EXPECT_EQ(m_player.replayGain().preampDb, 2.0) << "also when nobody waits for it";
}

TEST_F(OutputPageTest, FadesAreSwitchedAndSet)
{
    child<QSpinBox>("fadeStop")->setValue(500);
    EXPECT_EQ(m_player.fades().stop, std::chrono::milliseconds(500));
    child<QCheckBox>("fadesOn")->setChecked(false);
    EXPECT_FALSE(m_player.areFadesOn());
    EXPECT_FALSE(child<QSpinBox>("fadeStop")->isEnabled());
    EXPECT_EQ(child<QSpinBox>("fadeStop")->value(), 500);
    closeDialog();
    m_window->actions().outputSettings->trigger();
    EXPECT_FALSE(child<QCheckBox>("fadesOn")->isChecked());
    child<QCheckBox>("fadesOn")->setChecked(true);
    EXPECT_EQ(m_player.fades().stop, std::chrono::milliseconds(500));
    EXPECT_EQ(m_player.fades().play, FadeSettings().play);
}

TEST_F(OutputPageTest, TheWheelTurnsNothingThatHasNoFocus)
{
    auto* box = child<QComboBox>("outputQuality");
    list().setFocus();
    const auto wheel = [box] {
        QWheelEvent event({5, 5}, box->mapToGlobal(QPointF(5, 5)), {}, {0, -120}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(box, &event);
    };
    const int before = box->currentIndex();
    wheel();
    EXPECT_EQ(box->currentIndex(), before);
    box->window()->activateWindow();
    box->setFocus();
    ASSERT_TRUE(waitFor([box] { return box->hasFocus(); }));
    wheel();
    EXPECT_NE(box->currentIndex(), before);
}

TEST_F(OutputPageTest, TheSignalPathIsToldWhileSomethingPlays)
{
    auto* verdict = child<QWidget>("outputPage")->findChild<QLabel*>("signalVerdict");
    EXPECT_TRUE(verdict->text().startsWith("Nothing plays."));
    playSomething();
    EXPECT_TRUE(waitFor([&] { return !verdict->text().startsWith("Nothing plays."); }));
    m_player.setVolume(50.0);
    EXPECT_TRUE(waitFor([&] { return verdict->text().contains("Volume"); })) << verdict->text().toStdString();
}

TEST_F(OutputPageTest, TheBadgeOpensThePathAndThatTheSettings)
{
    closeDialog();
    auto* badge = child<QAbstractButton>("signalBadge");
    EXPECT_FALSE(badge->isEnabled()) << "there is nothing to show";
    playSomething();
    ASSERT_TRUE(waitFor([&] { return badge->isEnabled(); }));
    m_window->activateWindow();
    badge->setFocus(Qt::TabFocusReason);
    ASSERT_TRUE(waitFor([&] { return badge->hasFocus(); }));
    QTest::keyClick(badge, Qt::Key_Space);
    EXPECT_NE(m_player.snapshot().state, PlaybackState::Paused);
    ASSERT_TRUE(waitFor([this] { return isShown("signalPopup"); }));
    auto* popup = child<QWidget>("signalPopup");
    EXPECT_TRUE(waitFor(
        [&] { return !popup->findChild<QLabel*>("signalVerdict")->text().startsWith("Nothing plays."); }));
    const QPoint corner = badge->mapToGlobal(QPoint(badge->width(), 0));
    EXPECT_LT(popup->geometry().bottom(), corner.y());
    EXPECT_LE(popup->geometry().right(), corner.x());
    child<QAbstractButton>("signalSettings")->click();
    EXPECT_FALSE(popup->isVisible());
    EXPECT_TRUE(waitFor([this] { return isShown("outputPage"); }));
}

} // namespace
} // namespace stellatune::testing
