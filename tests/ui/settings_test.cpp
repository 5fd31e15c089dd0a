// Installing, switching and removing plugins in the settings.
#include "tests/ui/settings_fixture.h"

#include "app/ui/message_strip.h"
#include "app/ui/playlist_page.h"
#include "app/ui/settings/notice_box.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QTest>
#include <QTreeView>

#include <fstream>

namespace stellatune::testing {

TEST_F(SettingsTest, AnEmptyPageSaysWhatToDoNext)
{
    openDialog();
    EXPECT_TRUE(isShown("emptyInstall"));
    EXPECT_FALSE(isShown("pluginList"));
}

TEST_F(SettingsTest, ADroppedPackageIsAskedAboutAndThenListed)
{
    SettingsDialog* dialog = openDialog();
    drop(dialog, {package()});
    ASSERT_TRUE(waitFor([this] { return isShown("installPrompt"); }));
    EXPECT_EQ(labelText("installName"), "Gain for tests");
    EXPECT_EQ(labelText("installLicence"), "GPL-3.0-or-later");
    EXPECT_EQ(labelText("installTrust"), "Plugins run with your rights. Install only what you trust.");
    EXPECT_TRUE(child<QPushButton>("installCancel")->isDefault()) << "for what is new here";
    auto* checksum = child<QPlainTextEdit>("installChecksum");
    checksum->selectAll();
    checksum->copy();
    EXPECT_EQ(QApplication::clipboard()->text().size(), 64) << "in one piece";
    EXPECT_TRUE(m_plugins.plugins().empty()) << "nothing is installed before the answer";
    press("installAccept");
    ASSERT_TRUE(settles());
    EXPECT_EQ(cell(PluginListModel::NameColumn), "Gain for tests");
    EXPECT_EQ(cell(PluginListModel::VersionColumn), "1.0.0");
    EXPECT_EQ(cell(PluginListModel::OffersColumn), "Effect");
    EXPECT_EQ(cell(PluginListModel::StateColumn), "Loaded");
    EXPECT_EQ(labelText("detailsName"), "Gain for tests");
    EXPECT_EQ(labelText("detailsId"), QString::fromStdString(kGain));
}

TEST_F(SettingsTest, ANoLeavesNothingBehind)
{
    drop(openDialog(), {package()});
    press("installCancel");
    EXPECT_TRUE(waitFor([this] { return isShown("emptyInstall"); }));
    EXPECT_TRUE(isIncomingEmpty());
    EXPECT_TRUE(m_plugins.plugins().empty());
}

TEST_F(SettingsTest, EscTakesTheQuestionBackBeforeItCloses)
{
    const QPointer<SettingsDialog> dialog = openDialog();
    drop(dialog, {package()});
    ASSERT_TRUE(waitFor([this] { return isShown("installPrompt"); }));
    QTest::keyClick(dialog, Qt::Key_Escape);
    EXPECT_TRUE(dialog->isVisible());
    EXPECT_FALSE(isShown("installPrompt"));
    QTest::keyClick(dialog, Qt::Key_Escape);
    EXPECT_FALSE(dialog && dialog->isVisible());
}

TEST_F(SettingsTest, TheCloseButtonClosesWhileAQuestionIsOpen)
{
    const QPointer<SettingsDialog> dialog = openDialog();
    drop(dialog, {package()});
    ASSERT_TRUE(waitFor([this] { return isShown("installPrompt"); }));
    dialog->close();
    EXPECT_FALSE(dialog && dialog->isVisible());
    EXPECT_TRUE(isIncomingEmpty());
}

TEST_F(SettingsTest, AKeyThatIsHeldAnswersNothing)
{
    drop(openDialog(), {package("one.stplugin"), package("two.stplugin", "two_builds_2", "2.0.0")});
    ASSERT_TRUE(waitFor([this] { return labelText("installWaiting").startsWith("One more"); }));
    for (const char* name : {"installAccept", "installCancel", "settingsPages"}) {
        for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Escape}) {
            QKeyEvent held(QEvent::KeyPress, key, Qt::NoModifier, {}, true);
            QCoreApplication::sendEvent(child<QWidget>(name), &held);
            EXPECT_EQ(labelText("installQuestion"), "Install Gain for tests 1.0.0?") << name;
        }
    }
    press("installCancelAll");
    EXPECT_FALSE(isShown("installPrompt"));
    EXPECT_TRUE(isIncomingEmpty());
}

TEST_F(SettingsTest, APluginDroppedOnTheWindowOpensTheSettings)
{
    drop(m_window.get(), {package()});
    ASSERT_NE(child<SettingsDialog>("settingsDialog"), nullptr);
    EXPECT_TRUE(waitFor([this] { return isShown("installPrompt"); }));
    EXPECT_EQ(m_model.rowCount(), 0);
}

TEST_F(SettingsTest, AnUpdateAndADowngradeAreAskedAboutInTheirWords)
{
    install(package());
    drop(openDialog(), {package("two.stplugin", "two_builds_2", "2.0.0")});
    ASSERT_TRUE(waitFor([this] { return isShown("installPrompt"); }));
    EXPECT_EQ(labelText("installQuestion"), "Update Gain for tests from 1.0.0 to 2.0.0?");
    press("installAccept");
    ASSERT_TRUE(waitFor([this] { return cell(PluginListModel::VersionColumn) == "2.0.0"; }));
    ASSERT_TRUE(settles());

    drop(openDialog(), {package("one.stplugin")});
    ASSERT_TRUE(waitFor([this] { return isShown("installPrompt"); }));
    EXPECT_EQ(labelText("installQuestion"), "Go back from Gain for tests 2.0.0 to 1.0.0?");
    EXPECT_TRUE(isShown("installWarning"));
    EXPECT_TRUE(child<QPushButton>("installCancel")->isDefault());
    press("installAccept");
    EXPECT_TRUE(waitFor([this] { return cell(PluginListModel::VersionColumn) == "1.0.0"; }));
}

TEST_F(SettingsTest, SpaceAndTheButtonTurnAPluginOffAndOn)
{
    install(package());
    auto* list = child<PluginListView>("pluginList");
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Space);
    EXPECT_EQ(cell(PluginListModel::StateColumn), "Switching off…") << "at once";
    EXPECT_FALSE(child<QPushButton>("detailsSwitch")->isEnabled());
    ASSERT_TRUE(settles());
    EXPECT_EQ(state(), PluginStatus::State::Disabled);
    EXPECT_EQ(cell(PluginListModel::StateColumn), "Off");
    press("detailsSwitch");
    ASSERT_TRUE(settles());
    EXPECT_EQ(state(), PluginStatus::State::Loaded);
}

TEST_F(SettingsTest, AClickOnTheSwitchTurnsItOver)
{
    install(package());
    auto* list = child<PluginListView>("pluginList");
    const QRect place = list->visualRect(list->model()->index(0, PluginListModel::SwitchColumn));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, place.center());
    EXPECT_TRUE(waitFor([this] { return state() == PluginStatus::State::Disabled; }));
}

TEST_F(SettingsTest, AMouseThatCameFromElsewhereTurnsNoSwitch)
{
    install(package());
    auto* list = child<PluginListView>("pluginList");
    const auto place = [&](int column) { return list->visualRect(list->model()->index(0, column)).center(); };
    QTest::mousePress(list->viewport(), Qt::LeftButton, {}, place(PluginListModel::NameColumn));
    QTest::mouseRelease(list->viewport(), Qt::LeftButton, {}, place(PluginListModel::SwitchColumn));
    EXPECT_TRUE(m_plugins.busyText(kGain).isEmpty());
    EXPECT_EQ(state(), PluginStatus::State::Loaded);
}

TEST_F(SettingsTest, UninstallingAsksWhetherSettingsStay)
{
    install(package());
    press("detailsUninstall");
    EXPECT_TRUE(child<QCheckBox>("uninstallKeepSettings")->isChecked());
    press("uninstallCancel");
    EXPECT_FALSE(isShown("uninstallQuestion"));
    press("detailsUninstall");
    press("uninstallAccept");
    EXPECT_TRUE(waitFor([this] { return isShown("emptyInstall"); }));
    EXPECT_TRUE(listingOf(folder() / "store" / "installed").empty());
}

TEST_F(SettingsTest, AnUninstallThatFailsIsToldOnEachPage)
{
    install(package());
    std::filesystem::create_directories(folder() / "store" / "data" / kGain);
    std::filesystem::remove_all(folder() / "store" / "trash");
    std::ofstream(folder() / "store" / "trash") << "a file where a folder should be";
    press("detailsUninstall");
    child<QCheckBox>("uninstallKeepSettings")->setChecked(false);
    press("uninstallAccept");
    showPage("Log");
    ASSERT_TRUE(waitFor([this] { return isShown("settingsTrouble"); }));
    const QString told = child<NoticeBox>("settingsTrouble")->text();
    EXPECT_TRUE(told.startsWith("Gain for tests is not uninstalled yet: ")) << told.toStdString();
    m_plugins.setEnabled("org.stellatune.test.missing", true);
    ASSERT_TRUE(waitFor([&] { return child<NoticeBox>("settingsTrouble")->text() != told; }));
    EXPECT_TRUE(child<NoticeBox>("settingsTrouble")->text().startsWith(told)) << "both can be read";
}

TEST_F(SettingsTest, AWishForDecodersIsShownUntilItIsAnswered)
{
    m_plugins.setDecoderOrder("flac", {"org.stellatune.test.other/tone"});
    m_plugins.refresh(); // as the pages do, however long the store takes
    ASSERT_EQ(m_plugins.decoderOrder().byExtension.count("flac"), 1U);
    ASSERT_TRUE(waitFor([this] { return m_coordinator->decoderOrder().byExtension.count("flac") == 1; }));
    EXPECT_EQ(m_plugins.decoderOrder().byExtension.count("flac"), 1U);
    m_plugins.setDecoderOrder("flac", {});
    m_plugins.refresh();
    EXPECT_EQ(m_plugins.decoderOrder().byExtension.count("flac"), 0U);
}

TEST_F(SettingsTest, WhatCannotBeInstalledIsToldInPlace)
{
    const auto file = folder() / "broken.stplugin";
    std::ofstream(file) << "no package";
    openDialog();
    drop(child<SettingsDialog>("settingsDialog"), {toQString(file)});
    ASSERT_TRUE(waitFor([this] { return isShown("settingsTrouble"); }));
    EXPECT_TRUE(child<NoticeBox>("settingsTrouble")->text().contains("broken.stplugin"));
    EXPECT_TRUE(labelText("pluginsBusy").isEmpty());
    press("settingsTroubleDismiss");
    EXPECT_FALSE(isShown("settingsTrouble"));
}

TEST_F(SettingsTest, ADialogThatIsClosedMeanwhileLeavesNothingBehind)
{
    SettingsDialog* dialog = openDialog();
    drop(dialog, {package()});
    closeDialog();
    // One thread does the store's work in order, so the package was looked at before this ends.
    m_plugins.applyState();
    ASSERT_TRUE(waitFor([this] { return !m_plugins.isApplying(); }));
    EXPECT_TRUE(isIncomingEmpty());
    EXPECT_TRUE(m_plugins.plugins().empty());
}

TEST_F(SettingsTest, AWishGoesOnWhenTheDialogIsClosed)
{
    install(package());
    m_plugins.setEnabled(kGain, false);
    closeDialog();
    ASSERT_TRUE(settles());
    EXPECT_EQ(state(), PluginStatus::State::Disabled);
}

TEST_F(SettingsTest, AFailureWithoutADialogIsToldInTheWindow)
{
    m_plugins.setEnabled("org.stellatune.test.missing", true);
    EXPECT_TRUE(waitFor([this] { return m_window->page().messages().count() == 1; }));
}

TEST_F(SettingsTest, TheActivityPageShowsWhatIsInMemory)
{
    install(package());
    showPage("Activity");
    const auto* leases = child<QTreeView>("leaseList");
    EXPECT_TRUE(leases->isVisible());
    EXPECT_EQ(leases->model()->index(0, 0).data().toString(), "Gain for tests");
    EXPECT_EQ(leases->model()->index(0, 2).data().toString(), "Current");
    EXPECT_TRUE(labelText("applyReport").contains("Gain for tests was loaded"));
    m_plugins.setEnabled(kGain, false);
    ASSERT_TRUE(settles());
    EXPECT_TRUE(waitFor([this] { return isShown("noLeases"); }));
}

TEST_F(SettingsTest, AMessageReachesThePluginsAndAWrongOneIsRefusedInPlace)
{
    install(package());
    showPage("Log");
    auto* payload = child<QLineEdit>("messagePayload");
    payload->setText("{volume}");
    press("messageSend");
    EXPECT_TRUE(isShown("messageRefused"));
    payload->setText(R"({"volume": 0.5})");
    press("messageSend");
    EXPECT_FALSE(isShown("messageRefused"));
    EXPECT_EQ(labelText("messageSent"), "Sent to 1 plugin.");
    const auto event = m_coordinator->events().queueOf(kGain)->take();
    ASSERT_TRUE(event);
    EXPECT_NE(event->find(R"("volume":0.5)"), std::string::npos) << *event;
}

} // namespace stellatune::testing
