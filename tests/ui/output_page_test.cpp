// The settings of the output, and the signal path beside them and over its badge.
#include "tests/ui/settings_fixture.h"

#include "app/ui/settings/output_row_delegate.h"
#include "app/ui/signal_popup.h"
#include "app/ui/wrapped_label.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
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
    auto* verdict = child<QWidget>("outputPage")->findChild<WrappedLabel*>("signalVerdict");
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
    EXPECT_TRUE(waitFor([&] {
        return !popup->findChild<WrappedLabel*>("signalVerdict")->text().startsWith("Nothing plays.");
    }));
    const QPoint corner = badge->mapToGlobal(QPoint(badge->width(), 0));
    EXPECT_LT(popup->geometry().bottom(), corner.y());
    EXPECT_LE(popup->geometry().right(), corner.x());
    child<QAbstractButton>("signalSettings")->click();
    EXPECT_FALSE(popup->isVisible());
    EXPECT_TRUE(waitFor([this] { return isShown("outputPage"); }));
}

TEST_F(OutputPageTest, AllOfThePopupIsOnTheScreen)
{
    closeDialog();
    playSomething();
    const QRect screen = m_window->screen()->availableGeometry();
    const QSize size(20, 20);
    for (const QPoint& place : {screen.topLeft(), screen.bottomRight() - QPoint(20, 20), screen.center()}) {
        for (const int points : {8, 60}) { // few lines and very many
            SCOPED_TRACE(QStringLiteral("%1,%2: %3").arg(place.x()).arg(place.y()).arg(points).toStdString());
            QWidget badge;
            badge.setGeometry(QRect(place, size));
            badge.show();
            ASSERT_TRUE(waitFor([&] { return badge.isActiveWindow(); })); // it takes popups away
            SignalPopup popup(m_player);
            QFont font = popup.font();
            font.setPointSize(points);
            popup.setFont(font);
            popup.popupAbove(badge);
            auto* verdict = popup.findChild<WrappedLabel*>("signalVerdict");
            ASSERT_TRUE(waitFor([&] { return !verdict->text().startsWith("Nothing plays."); }));
            EXPECT_TRUE(screen.contains(popup.geometry())) << points << " points";
            auto* scroll = popup.findChild<QScrollArea*>("signalPopupScroll");
            EXPECT_TRUE(
                waitFor([&] { return (scroll->verticalScrollBar()->maximum() > 0) == (points == 60); }));
            EXPECT_EQ(scroll->focusPolicy() == Qt::NoFocus, points == 8) << "where keys have nothing to do";
        }
    }
}

TEST_F(OutputPageTest, KeysScrollTheSignalPathOfTheSmallestDialog)
{
    auto* dialog = child<QWidget>("settingsDialog");
    QFont font = dialog->font();
    font.setPointSize(24);
    dialog->setFont(font);
    dialog->resize(dialog->minimumSize());
    playSomething();
    auto* scroll = child<QScrollArea>("signalPathScroll");
    ASSERT_TRUE(waitFor([&] { return scroll->verticalScrollBar()->maximum() > 0; }));
    child<QWidget>("fadeSwitch")->setFocus(); // what stands before it
    QTest::keyClick(child<QWidget>("fadeSwitch"), Qt::Key_Tab);
    ASSERT_TRUE(waitFor([&] { return scroll->hasFocus(); }));
    QTest::keyClick(scroll, Qt::Key_Down);
    EXPECT_GT(scroll->verticalScrollBar()->value(), 0);
    QTest::keyClick(scroll, Qt::Key_End);
    EXPECT_EQ(scroll->verticalScrollBar()->value(), scroll->verticalScrollBar()->maximum());
}

} // namespace
} // namespace stellatune::testing
