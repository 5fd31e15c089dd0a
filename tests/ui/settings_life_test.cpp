// What a user of the settings meets beside the straight way: the keyboard alone, bad files, plugins in use,
// trouble of before, and a runtime that is at work.
#include "tests/ui/settings_fixture.h"

#include "app/ui/message_strip.h"
#include "app/ui/playlist_page.h"
#include "app/ui/settings/notice_box.h"
#include "pluginhost/lease/dsp_instance.h"
#include "pluginhost/worker/worker_endpoint.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QPlainTextEdit>
#include <QPointer>
#include <QStackedWidget>
#include <QTest>
#include <QTreeView>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <set>

namespace stellatune::testing {
namespace {

constexpr StDspFormat kMono{sizeof(StDspFormat), 44'100, 1, 0, 64, 0};

/// What the plugin as_told is told, until this goes.
class Told {
  public:
    explicit Told(const char* what) { ::setenv("STELLATUNE_TEST_TELLS", what, 1); }
    ~Told() { ::unsetenv("STELLATUNE_TEST_TELLS"); }
    Told(const Told&) = delete;
    Told& operator=(const Told&) = delete;
};

class SettingsLifeTest : public SettingsTest {
  protected:
    /// To the widget that has the keyboard, as the window system does it.
    void type(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QWidget* focus = QApplication::focusWidget();
        QTest::keyClick(focus != nullptr ? focus : QApplication::activeWindow(), key, modifiers);
    }
    bool isAsked()
    {
        return waitFor([this] { return isShown("installPrompt"); });
    }
    QString trouble() { return child<NoticeBox>("settingsTrouble")->text(); }
    QWidget* named(const QString& accessibleName)
    {
        for (QWidget* widget : child<SettingsDialog>("settingsDialog")->findChildren<QWidget*>()) {
            if (widget->accessibleName() == accessibleName && widget->isVisible())
                return widget;
        }
        return nullptr;
    }
    /// Where the gain plugin may keep its settings.
    std::filesystem::path dataFolder() const { return folder() / "store" / "data" / kGain; }
};

} // namespace

TEST_F(SettingsLifeTest, TheKeyboardAloneInstallsSwitchesAndUninstalls)
{
    type(Qt::Key_Comma, Qt::ControlModifier);
    auto* dialog = child<SettingsDialog>("settingsDialog");
    ASSERT_NE(dialog, nullptr);
    ASSERT_TRUE(waitFor([&] { return QApplication::activeWindow() == dialog; }));
    drop(dialog, {package()});
    ASSERT_TRUE(isAsked());
    EXPECT_EQ(QApplication::focusWidget(), child<QWidget>("installCancel"));
    type(Qt::Key_I, Qt::AltModifier);
    ASSERT_TRUE(settles());
    EXPECT_EQ(QApplication::focusWidget(), child<QWidget>("pluginList"));
    type(Qt::Key_Space);
    ASSERT_TRUE(settles());
    EXPECT_EQ(state(), PluginStatus::State::Disabled);
    type(Qt::Key_Delete);
    ASSERT_TRUE(isShown("uninstallQuestion"));
    EXPECT_EQ(QApplication::focusWidget(), child<QWidget>("uninstallKeepSettings"));
    type(Qt::Key_Escape);
    EXPECT_FALSE(isShown("uninstallQuestion"));
    ASSERT_TRUE(dialog->isVisible());
    child<QWidget>("pluginList")->setFocus();
    type(Qt::Key_Delete);
    type(Qt::Key_U, Qt::AltModifier);
    EXPECT_TRUE(waitFor([this] { return isShown("emptyInstall"); }));
}

TEST_F(SettingsLifeTest, PartsAreFoundByTheirAccessibleNames)
{
    install(package());
    for (const char* name : {"Installed plugins", "Details", "Install from file", "Pages", "Uninstall",
                             "Switch Gain for tests off"})
        EXPECT_NE(named(QLatin1String(name)), nullptr) << name;
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(child<QWidget>("pluginList"));
    ASSERT_NE(list, nullptr);
    ASSERT_NE(list->tableInterface(), nullptr);
    const auto* cell = list->tableInterface()->cellAt(0, PluginListModel::SwitchColumn);
    ASSERT_NE(cell, nullptr);
    EXPECT_EQ(cell->text(QAccessible::Name), "Gain for tests is on");
}

TEST_F(SettingsLifeTest, EachPageCanBeReachedAndLeftByTab)
{
    install(QStringLiteral(STELLATUNE_REAL_PACKAGE));
    const auto takers = [this] {
        std::set<QWidget*> found;
        for (QWidget* widget :
             child<QStackedWidget>("settingsStack")->currentWidget()->findChildren<QWidget*>()) {
            if ((widget->focusPolicy() & Qt::TabFocus) != 0 && widget->isVisible() && widget->isEnabled() &&
                widget->focusProxy() == nullptr)
                found.insert(widget);
        }
        return found;
    };
    for (const char* page : {"Plugins", "Decoders", "Activity", "Log"}) {
        showPage(page);
        std::set<QWidget*> expected;
        std::set<QWidget*> reached;
        // What a page tells of plugins may come while it is walked through.
        ASSERT_TRUE(waitFor([&] {
            expected = takers();
            reached.clear();
            child<QWidget>("settingsPages")->setFocus();
            do {
                type(Qt::Key_Tab);
            } while (reached.insert(QApplication::focusWidget()).second);
            return takers() == expected;
        }));
        EXPECT_EQ(reached.count(child<QWidget>("settingsPages")), 1U) << page;
        EXPECT_GE(expected.size(), 3U) << page;
        for (QWidget* widget : expected) {
            EXPECT_EQ(reached.count(widget), 1U)
                << page << ": " << widget->objectName().toStdString() << " of "
                << widget->parentWidget()->objectName().toStdString();
        }
    }
}

TEST_F(SettingsLifeTest, FilesThatAreNoPluginsAreToldInPlaceAndLeaveNothing)
{
    const auto text = folder() / "notes.txt";
    const auto renamed = folder() / "notes.stplugin";
    for (const auto& file : {text, renamed})
        std::ofstream(file) << "Dear diary\n";
    std::vector<ZipEntry> entries = gainEntries();
    for (ZipEntry& entry : entries) {
        for (const std::string platform : {"linux-x86_64", "linux-aarch64"}) {
            for (std::string* place : {&entry.name, &entry.content}) {
                if (const size_t at = place->find(platform); at != std::string::npos)
                    place->replace(at, platform.size(), "windows-x86_64");
            }
        }
    }
    const auto foreign = folder() / "foreign.stplugin";
    writeZip(foreign, entries);

    openDialog();
    for (const auto& file : {text, renamed, foreign}) {
        drop(child<SettingsDialog>("settingsDialog"), {toQString(file)});
        ASSERT_TRUE(waitFor([this] { return labelText("pluginsBusy").isEmpty(); })) << file;
        EXPECT_TRUE(isShown("settingsTrouble")) << file;
        EXPECT_TRUE(trouble().contains(toQString(file.filename()))) << trouble().toStdString();
        EXPECT_FALSE(isShown("installPrompt")) << file;
    }
    EXPECT_TRUE(isIncomingEmpty());
    EXPECT_TRUE(m_plugins.plugins().empty());
}

TEST_F(SettingsLifeTest, SeveralFilesAreAskedAboutOneAfterTheOther)
{
    drop(openDialog(), {package("one.stplugin"), toQString(folder() / "missing.stplugin"),
                        package("two.stplugin", "two_builds_2", "2.0.0")});
    ASSERT_TRUE(waitFor([this] { return labelText("installWaiting").startsWith("One more"); }));
    EXPECT_TRUE(waitFor([this] { return trouble().contains("missing.stplugin"); }));
    press("installCancel");
    EXPECT_TRUE(isShown("installPrompt"));
    EXPECT_EQ(labelText("installQuestion"), "Install Gain for tests 2.0.0?");
    EXPECT_TRUE(labelText("installWaiting").isEmpty());
    press("installAccept");
    ASSERT_TRUE(settles());
    EXPECT_EQ(cell(PluginListModel::VersionColumn), "2.0.0");
    EXPECT_TRUE(isIncomingEmpty());
}

TEST_F(SettingsLifeTest, APluginInUseSaysByWhatAndGoesOffWhenItIsLetGoOf)
{
    install(package());
    const WorkerEndpoint worker = m_coordinator->registry().bind(kGain, CapabilityKind::Dsp, "gain");
    auto made = dspFactoryOf(worker, kMono)("{}");
    ASSERT_TRUE(made);
    auto instance = std::move(*made);
    showPage("Activity");
    auto* leases = child<QTreeView>("leaseList");
    const auto lease = [&](int column) { return leases->model()->index(0, column).data().toString(); };
    ASSERT_TRUE(waitFor([&] { return lease(4) == "gain"; })) << "seen without being told";
    EXPECT_EQ(lease(3), "1") << "holders";
    EXPECT_EQ(lease(5), "Thread 1");
    showPage("Plugins");
    ASSERT_TRUE(waitFor([this] { return cell(PluginListModel::StateColumn) == "In use by 1"; }));
    EXPECT_EQ(labelText("detailsUses"), "Gain");

    press("detailsSwitch");
    ASSERT_TRUE(settles());
    EXPECT_EQ(cell(PluginListModel::StateColumn), "Off soon");
    showPage("Activity");
    ASSERT_TRUE(waitFor([&] { return lease(2) == "Retired"; }));
    EXPECT_EQ(lease(6), "waits for those who use it");
    instance.reset();
    EXPECT_TRUE(waitFor([this] { return isShown("noLeases"); }));
    EXPECT_TRUE(waitFor([this] { return cell(PluginListModel::StateColumn) == "Off"; }));
}

TEST_F(SettingsLifeTest, UninstallingKeepsOrRemovesTheSettings)
{
    for (const bool keep : {true, false}) {
        install(package());
        std::filesystem::create_directories(dataFolder());
        std::ofstream(dataFolder() / "settings.json") << "{}";
        press("detailsUninstall");
        child<QCheckBox>("uninstallKeepSettings")->setChecked(keep);
        press("uninstallAccept");
        ASSERT_TRUE(waitFor([this] { return isShown("emptyInstall"); }));
        EXPECT_EQ(std::filesystem::exists(dataFolder() / "settings.json"), keep);
    }
}

TEST_F(SettingsLifeTest, ADamagedPluginSaysSoInItsRow)
{
    install(package());
    end();
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(folder() / "store" / "installed")) {
        if (entry.path().extension() == ".so")
            std::ofstream(entry.path(), std::ios::trunc) << "no library any more";
    }
    start();
    m_plugins.applyState();
    ASSERT_TRUE(waitFor([this] {
        const PluginStatus* plugin = m_plugins.find(kGain);
        return plugin != nullptr && plugin->state == PluginStatus::State::Failed;
    }));
    EXPECT_EQ(cell(PluginListModel::StateColumn), "Failed");
    EXPECT_TRUE(isShown("detailsTrouble"));
}

TEST_F(SettingsLifeTest, APluginThatCrashedLastTimeIsOffAndTheWindowSaysWhy)
{
    install(package());
    closeDialog();
    end();
    std::filesystem::create_directories(folder() / "store" / "crashes");
    std::ofstream(folder() / "store" / "crashes" / "1.crash")
        << kGain << "\nDspVTable::process\nsegmentation fault\n";
    start(false, true);
    ASSERT_TRUE(waitFor([this] { return m_window->page().messages().count() == 1; }));
    EXPECT_TRUE(m_window->page().messages().text().contains("Gain for tests"));
    openDialog();
    EXPECT_EQ(state(), PluginStatus::State::Disabled);
    EXPECT_TRUE(isShown("detailsTrouble"));
    press("detailsSwitch");
    ASSERT_TRUE(settles());
    EXPECT_EQ(state(), PluginStatus::State::Loaded) << "the user may try again";
    EXPECT_FALSE(isShown("detailsTrouble"));
}

TEST_F(SettingsLifeTest, InSafeModeThePageSaysThatNothingIsLoaded)
{
    install(package());
    closeDialog();
    end();
    start(true);
    openDialog();
    ASSERT_TRUE(waitFor([this] { return isShown("pluginsSafeMode") && m_plugins.find(kGain) != nullptr; }));
    m_plugins.applyState();
    ASSERT_TRUE(waitFor([this] { return !m_plugins.isApplying(); }));
    EXPECT_TRUE(m_coordinator->leases().empty());
}

TEST_F(SettingsLifeTest, AStoreThatCannotBeOpenedIsToldInPlace)
{
    end();
    std::filesystem::remove_all(folder() / "store");
    std::ofstream(folder() / "store") << "a file where a folder should be";
    start();
    ASSERT_TRUE(waitFor([this] { return m_plugins.state() == PluginDesk::State::Unavailable; }));
    openDialog();
    const auto* page = child<QWidget>("pluginsPage");
    EXPECT_EQ(page->findChild<QLabel*>("emptyHeadline")->text(), "Plugins cannot be used");
    EXPECT_EQ(page->findChild<QLabel*>("emptyAdvice")->text(), m_plugins.unavailableReason());
    EXPECT_FALSE(m_plugins.unavailableReason().isEmpty());
    EXPECT_FALSE(isShown("emptyInstall"));
    drop(child<SettingsDialog>("settingsDialog"), {package()});
    EXPECT_TRUE(isShown("settingsTrouble"));
}

TEST_F(SettingsLifeTest, ABusyRuntimeHoldsUpNothingInTheWindow)
{
    install(package("told.stplugin", "as_told"));
    m_plugins.setEnabled(kGain, false);
    ASSERT_TRUE(settles());
    const Told told("hang in entry");
    m_plugins.setEnabled(kGain, true);
    int turns = 0;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, [&] { ++turns; });
    timer.start(1);
    for (const char* page : {"Decoders", "Activity", "Log", "Plugins"}) {
        showPage(page);
        const int before = turns;
        ASSERT_TRUE(waitFor([&] { return turns >= before + 20; }));
    }
    EXPECT_EQ(cell(PluginListModel::StateColumn), "Switching on…") << "it hangs all the while";
    closeDialog();
    openDialog();
    EXPECT_EQ(cell(PluginListModel::StateColumn), "Switching on…") << "and a new dialog knows";
}

TEST_F(SettingsLifeTest, ADialogThatIsClosedAndOpenedDuringAnApplyShowsWhatCameOfIt)
{
    install(package());
    m_plugins.setEnabled(kGain, false);
    m_plugins.applyState();
    closeDialog();
    openDialog();
    ASSERT_TRUE(settles());
    ASSERT_TRUE(waitFor([this] { return !m_plugins.isApplying(); }));
    EXPECT_EQ(cell(PluginListModel::StateColumn), "Off");
}

TEST_F(SettingsLifeTest, TheOrderOfDecodersIsShownChangedAndForgotten)
{
    install(QStringLiteral(STELLATUNE_REAL_PACKAGE));
    ASSERT_TRUE(waitFor([this] { return m_plugins.busyText("org.stellatune.decoder.openmpt").isEmpty(); }));
    showPage("Decoders");
    auto* extensions = child<QListWidget>("decoderExtensions");
    const auto found = extensions->findItems("xm", Qt::MatchExactly);
    ASSERT_EQ(found.size(), 1);
    extensions->setCurrentItem(found.first());
    auto* decoders = child<QListWidget>("decoderList");
    const auto rows = [&] {
        QStringList texts;
        for (int row = 0; row < decoders->count(); ++row)
            texts.append(decoders->item(row)->data(Qt::AccessibleTextRole).toString());
        return texts;
    };
    ASSERT_EQ(rows().size(), 2);
    EXPECT_TRUE(rows()[0].startsWith("Tracker Music Decoder, Score ")) << rows()[0].toStdString();
    EXPECT_EQ(rows()[1], "Built in, Comes with StellaTune");
    EXPECT_FALSE(child<QWidget>("decoderAutomatic")->isEnabled());
    EXPECT_TRUE(isShown("decodersWhen"));
    EXPECT_EQ(labelText("decodersWhen"),
              "What plays keeps its decoder, and so does the next track once it is open.");
    decoders->setCurrentRow(1);
    EXPECT_FALSE(isShown("decoderForm"));
    decoders->setCurrentRow(0);
    EXPECT_TRUE(isShown("decoderForm"));
    EXPECT_EQ(labelText("decoderTitle"), "Tracker music");

    decoders->setFocus();
    decoders->setCurrentRow(0);
    QTest::keyClick(decoders, Qt::Key_Down, Qt::AltModifier);
    const QStringList turned{"Built in, Your order", "Tracker Music Decoder, Your order"};
    EXPECT_EQ(rows(), turned) << "at once";
    EXPECT_EQ(decoders->currentRow(), 1) << "the keyboard stays on the row that moved";
    ASSERT_TRUE(waitFor([this] { return !m_coordinator->decoderOrder().byExtension.empty(); }));
    EXPECT_EQ(m_coordinator->decoderOrder().byExtension.at("xm").front(), kBuiltInDecoders);

    closeDialog();
    end();
    start();
    openDialog();
    ASSERT_TRUE(waitFor([this] { return !m_plugins.decoderOrder().byExtension.empty(); })) << "it is kept";
    showPage("Decoders");
    extensions = child<QListWidget>("decoderExtensions");
    decoders = child<QListWidget>("decoderList");
    extensions->setCurrentItem(extensions->findItems("xm", Qt::MatchExactly).first());
    EXPECT_EQ(rows(), turned);
    press("decoderAutomatic");
    EXPECT_TRUE(waitFor([this] { return m_coordinator->decoderOrder().byExtension.empty(); }));
    EXPECT_TRUE(waitFor([&] { return rows()[0].startsWith("Tracker Music Decoder, Score "); }));
}

TEST_F(SettingsLifeTest, TheLogIsFilteredByLevelAndCopied)
{
    install(package("told.stplugin", "as_told"));
    showPage("Log");
    auto* lines = child<QPlainTextEdit>("logLines");
    ASSERT_TRUE(waitFor([&] { return lines->toPlainText().contains("Gain for tests: Here I am"); }));
    press("logCopy");
    EXPECT_EQ(QApplication::clipboard()->text(), lines->toPlainText());
    auto* level = child<QComboBox>("logLevel");
    level->setCurrentIndex(level->findText("Warnings and errors"));
    EXPECT_TRUE(lines->toPlainText().isEmpty());
    level->setCurrentIndex(0);
    EXPECT_TRUE(lines->toPlainText().contains("Here I am"));
}

} // namespace stellatune::testing
