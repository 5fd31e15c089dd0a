// The whole program, made and ended in one process while plugins come and go.
#include "app/composition.h"
#include "app/ui/signal_badge.h"
#include "tests/app/wait_for.h"
#include "tests/fixtures/encoded_audio.h"
#include "tests/fixtures/plugins/plugin_files.h"
#include "tests/host/package/package_fixture.h"
#include "tests/ui/settings_fixture.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <optional>

namespace stellatune::testing {
namespace {

/// Entries of a folder that the system keeps about this process.
qsizetype countOf(const QString& folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::System).size();
}

struct Held {
    qsizetype descriptors = countOf(QStringLiteral("/proc/self/fd"));
    qsizetype threads = countOf(QStringLiteral("/proc/self/task"));
};

class CompositionTest : public ::testing::Test {
  protected:
    std::unique_ptr<Composition> start(const QStringList& files = {})
    {
        CommandLine commandLine;
        commandLine.files = files;
        commandLine.device = DeviceChoice{"null", {}};
        Result<Claim> claim = claimOrHandOver(toQString(m_folder / "data"), {});
        EXPECT_TRUE(claim);
        auto program = std::make_unique<Composition>(std::move(*claim), commandLine, QString());
        program->showWindow();
        return program;
    }
    /// With the page of plugins open, once it knows what is installed.
    static SettingsDialog& openSettings(Composition& program, bool hasPlugins)
    {
        auto& window = program.window();
        window.actions().settings->trigger();
        auto* dialog = window.findChild<SettingsDialog*>();
        auto* pages = dialog->findChild<QListWidget*>("settingsPages");
        pages->setCurrentItem(pages->findItems("Plugins", Qt::MatchExactly).first());
        EXPECT_TRUE(waitFor([&] {
            return dialog->findChild<QWidget*>(QLatin1String(hasPlugins ? "pluginList" : "emptyInstall"))
                ->isVisible();
        }));
        return *dialog;
    }
    static void press(SettingsDialog& dialog, const char* name)
    {
        auto* button = dialog.findChild<QAbstractButton*>(QLatin1String(name));
        EXPECT_TRUE(waitFor([&] { return button->isVisible() && button->isEnabled(); })) << name;
        button->click();
    }
    QString package(const char* name, const char* fixture, const char* version)
    {
        return toQString(gainPackage(m_folder.path(), name, fixture, version));
    }
    /// Nothing is left of a file that was looked at.
    bool isIncomingEmpty() const
    {
        std::error_code failure; // it may change under our eyes
        return std::filesystem::is_empty(m_folder / "data" / "plugins" / "incoming", failure) && !failure;
    }

    fixtures::TempFolder m_folder;
};

} // namespace

TEST_F(CompositionTest, AWindowClosedDuringAnInstallEndsWithItWholeOrNotAtAll)
{
    const QString file = package("gain.stplugin", "two_builds_1", "1.0.0");
    {
        const auto program = start();
        drop(&openSettings(*program, false), {file}); // and ends while the file is looked at
    }
    {
        const auto program = start();
        SettingsDialog& dialog = openSettings(*program, false);
        drop(&dialog, {file});
        press(dialog, "installAccept"); // and ends while it is installed
    }
    const auto program = start();
    program->window().actions().settings->trigger();
    auto* dialog = program->window().findChild<SettingsDialog*>();
    ASSERT_TRUE(waitFor([&] { return dialog->findChild<QWidget*>("pluginsInstall") != nullptr; }));
    EXPECT_TRUE(waitFor([&] { return isIncomingEmpty(); }));
}

TEST_F(CompositionTest, AFileThatOnlyAPluginPlaysIsPlayedFromTheStart)
{
    {
        const auto program = start();
        SettingsDialog& dialog = openSettings(*program, false);
        drop(&dialog, {toQString(pluginFile("numbers_decoder_1"))});
        press(dialog, "installAccept");
        ASSERT_TRUE(waitFor([&] { return dialog.findChild<QWidget*>("pluginList")->isVisible(); }));
    }
    std::filesystem::create_directory(m_folder / "music");
    std::ofstream(m_folder / "music" / "a.numbers") << "44100 2 4410000 0 0\n";
    const auto isHeard = [](Composition& program) {
        const auto* badge = program.window().findChild<SignalBadge*>();
        return waitFor(
            [badge] { return badge->accessibleDescription().contains(QStringLiteral("Numbers 1")); });
    };
    {
        const auto program = start({toQString(m_folder / "music")});
        EXPECT_TRUE(isHeard(*program));
    }
    const auto program = start(); // cues what it left off at, before anybody asked for the plugin
    program->window().actions().playPause->trigger();
    EXPECT_TRUE(isHeard(*program));
}

TEST_F(CompositionTest, TheSettingsOpenAsTheyWereLeft)
{
    constexpr QSize size(1010, 480);
    const auto open = [](Composition& program) -> SettingsDialog& {
        program.window().actions().settings->trigger();
        return *program.window().findChild<SettingsDialog*>();
    };
    const auto isAsLeft = [&](SettingsDialog& dialog) {
        return dialog.size() == size && dialog.findChild<QWidget*>("logPage")->isVisible();
    };
    {
        const auto program = start();
        SettingsDialog& dialog = open(*program);
        EXPECT_TRUE(dialog.findChild<QWidget*>("outputPage")->isVisible()) << "the first time";
        auto* pages = dialog.findChild<QListWidget*>("settingsPages");
        pages->setCurrentRow(pages->count() - 1);
        dialog.resize(size);
        dialog.close();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // as a running event loop does
        EXPECT_TRUE(isAsLeft(open(*program)));
    } // and ends while they are open
    const auto program = start();
    EXPECT_TRUE(isAsLeft(open(*program)));
}

TEST_F(CompositionTest, AHundredStartsAndEndsDuringPluginOperationsLeakNothing)
{
    const QString one = package("one.stplugin", "two_builds_1", "1.0.0");
    const QString two = package("two.stplugin", "two_builds_2", "2.0.0");
    {
        const auto program = start();
        SettingsDialog& dialog = openSettings(*program, false);
        drop(&dialog, {one});
        press(dialog, "installAccept");
        ASSERT_TRUE(waitFor([&] { return dialog.findChild<QWidget*>("pluginList")->isVisible(); }));
    }
    std::optional<Held> before;
    for (int round = 0; round < 100; ++round) {
        if (round == 10)
            before.emplace(); // what is made once in a process is there by now
        const auto program = start();
        if (round % 4 == 3)
            continue; // the window is gone before plugins were started
        SettingsDialog& dialog = openSettings(*program, true);
        auto* list = dialog.findChild<PluginListView*>();
        QAbstractItemModel& rows = *list->model();
        if (round % 4 == 0)
            drop(&dialog, {round % 8 == 0 ? two : one});
        if (round % 4 == 1)
            dialog.close(); // the page goes, the wish stays
        const QModelIndex cell = rows.index(0, PluginListModel::SwitchColumn);
        const bool isOn = cell.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        rows.setData(cell, isOn ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
    }
    ASSERT_TRUE(before);
    const Held after;
    EXPECT_LE(after.descriptors, before->descriptors);
    EXPECT_LE(after.threads, before->threads);
    EXPECT_TRUE(QApplication::topLevelWidgets().isEmpty());
}

} // namespace stellatune::testing
