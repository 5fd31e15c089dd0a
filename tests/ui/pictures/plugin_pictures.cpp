// The pages of the settings that are about plugins.
#include "tests/ui/pictures/pictures.h"
#include "tests/ui/pictures/settings_scene.h"

#include "app/ui/settings/plugin_list_view.h"

#include <QLabel>

#include <fstream>

namespace stellatune::testing {

void drawSettings(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo)
{
    SettingsScene scene(theme, folder, demo);
    scene.save("settings-empty" + ending);
    scene.showPage("Decoders");
    scene.save("settings-decoders-empty" + ending);
    scene.showPage("Plugins");
    scene.ask({scene.package("gain.stplugin", "as_told", "1.0.0"),
               scene.packageNamed("org.stellatune.test.echo", "Echo for tests")});
    scene.save("settings-prompt" + ending);
    scene.press("installAccept");
    scene.press("installAccept");
    scene.install({QStringLiteral(STELLATUNE_REAL_PACKAGE)});
    scene.save("settings-plugins" + ending);
    scene.press("detailsUninstall");
    scene.save("settings-uninstall" + ending);
    scene.press("uninstallCancel");
    scene.dialog().installPlugins({scene.package("gain.stplugin", "as_told", "1.0.0") + "x"});
    waitFor([&] { return scene.dialog().findChild<QWidget*>("settingsTrouble")->isVisible(); });
    scene.save("settings-trouble" + ending);
    scene.press("settingsTroubleDismiss");
    scene.showPage("Decoders");
    scene.save("settings-decoders" + ending);
    scene.press("decoderDown");
    scene.save("settings-decoders-own" + ending);
    scene.showPage("Activity");
    scene.save("settings-activity" + ending);
    scene.showPage("Log");
    scene.press("messageSend");
    scene.save("settings-log" + ending);
    scene.showPage("Plugins");
    scene.install({scene.package("two.stplugin", "two_builds_2", "2.0.0")});
    scene.ask({scene.package("gain.stplugin", "two_builds_1", "1.0.0")});
    scene.save("settings-downgrade" + ending);
    scene.press("installCancel");
    scene.startAgain(true);
    scene.save("settings-safe-mode" + ending);
    scene.dialog().resize(scene.dialog().minimumSize());
    scene.save("settings-small" + ending);
    scene.end();
}

/// What nobody hopes to see: a damaged plugin, one that ended the program, work that does not end, long
/// names.
void drawTroubles(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo)
{
    {
        SettingsScene scene(theme, folder, demo);
        scene.install({scene.package("gain.stplugin", "as_told", "1.0.0"),
                       scene.packageNamed("org.stellatune.test.echo", "Echo for tests")});
        scene.install({scene.longPackage(), QStringLiteral(STELLATUNE_REAL_PACKAGE)});
        scene.save("settings-long-names" + ending);
        scene.ask({scene.longPackage(), scene.package("gain.stplugin", "as_told", "1.0.0")});
        scene.save("settings-long-prompt" + ending);
        scene.press("installCancelAll");
        scene.scene().plugins.setEnabled("org.stellatune.test.echo", true);
        scene.dialog().installPlugins({scene.longPackage()});
        scene.saveAtOnce("settings-busy" + ending);
        waitFor([&] { return scene.dialog().findChild<QWidget*>("installPrompt")->isVisible(); });
        scene.press("installCancel");
        for (const char* missing : {"a", "b", "c", "d", "e", "f"})
            scene.dialog().installPlugins({QString::fromLatin1("/nowhere/%1.stplugin").arg(missing)});
        waitFor([&] { return scene.dialog().findChild<QLabel*>("pluginsBusy")->text().isEmpty(); });
        scene.showPage("Activity");
        scene.dialog().findChild<QWidget*>("leaseList")->setFocus(Qt::TabFocusReason);
        scene.save("settings-activity-troubles" + ending);
        scene.end();
        std::filesystem::create_directories(scene.store() / "crashes");
        std::ofstream(scene.store() / "crashes" / "1.crash")
            << "org.stellatune.test.gain\nDspVTable::process\nsegmentation fault\n";
        for (const auto& entry : std::filesystem::recursive_directory_iterator(scene.store() / "installed")) {
            const bool isEcho = entry.path().string().find("test.echo") != std::string::npos;
            if (isEcho && entry.path().extension() == ".so")
                std::ofstream(entry.path(), std::ios::trunc) << "no library any more";
        }
        scene.startAgain(false);
        scene.scene().plugins.applyState();
        waitFor([&] { return !scene.scene().plugins.isApplying(); });
        scene.showPage("Plugins");
        scene.save("settings-failed" + ending);
        auto* list = scene.dialog().findChild<PluginListView*>();
        list->setCurrentIndex(list->model()->index(2, 0));
        list->setFocus(Qt::TabFocusReason);
        scene.save("settings-crashed" + ending);
        scene.dialog().findChild<QWidget*>("detailsId")->setFocus(Qt::TabFocusReason);
        scene.save("settings-fact-focus" + ending);
        scene.scene().save(("crash-notice" + ending).c_str());
        scene.end();
    }
    SettingsScene scene(theme, folder, demo);
    scene.end();
    std::filesystem::remove_all(scene.store());
    std::ofstream(scene.store()) << "a file where a folder should be";
    scene.startAgain(false);
    scene.dialog().installPlugins({scene.package("gain.stplugin", "as_told", "1.0.0")});
    scene.save("settings-no-store" + ending);
    scene.end();
}

/// Forty plugins.
void drawMany(ThemeChoice theme, const std::string& ending, const QString& folder, const QString& demo)
{
    SettingsScene scene(theme, folder, demo);
    QStringList packages;
    for (int number = 10; number < 50; ++number)
        packages.append(scene.packageNamed("org.stellatune.test.no" + std::to_string(number),
                                           "Colour No. " + std::to_string(number) + " "));
    scene.install(packages);
    scene.save("settings-forty" + ending);
}

} // namespace stellatune::testing
