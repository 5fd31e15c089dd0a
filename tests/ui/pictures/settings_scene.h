// The settings for pictures, over real plugins.
#pragma once

#include "app/playlist/file_path.h"
#include "app/ui/actions.h"
#include "app/ui/settings/settings_dialog.h"
#include "tests/host/package/package_fixture.h"
#include "tests/ui/long_names.h"
#include "tests/ui/pictures/scene.h"

#include <QAbstractButton>
#include <QListWidget>

#include <filesystem>

namespace stellatune::testing {

/// The settings, over a store of its own.
class SettingsScene {
  public:
    SettingsScene(ThemeChoice theme, const QString& folder, const QString& demo)
        : m_scene(theme, folder, demo)
    {
        start(false);
        m_scene.window().actions().settings->trigger();
        showPage("Plugins");
    }
    ~SettingsScene() { end(); }
    SettingsScene(const SettingsScene&) = delete;
    SettingsScene& operator=(const SettingsScene&) = delete;

    /// The program is started again, over the same store.
    void startAgain(bool safeMode)
    {
        end();
        start(safeMode);
    }
    void end()
    {
        m_scene.plugins.detach();
        m_coordinator.reset();
    }

    SettingsDialog& dialog() { return *m_scene.window().findChild<SettingsDialog*>(); }
    Scene& scene() { return m_scene; }
    std::filesystem::path store() const { return toFilesystemPath(m_files.filePath("plugins")); }
    void save(const std::string& name) { m_scene.saveWidget(dialog(), name.c_str()); }
    void saveAtOnce(const std::string& name) { m_scene.grab(dialog(), name.c_str()); }
    std::filesystem::path folder() const { return toFilesystemPath(m_files.path()); }
    QString package(const char* name, const char* fixture, const char* version)
    {
        return toQString(gainPackage(folder(), name, fixture, version));
    }
    /// A plugin like the gain plugin, with an id and a name of its own, both of the same length as those.
    QString packageNamed(const std::string& id, const std::string& name)
    {
        auto entries = gainEntries();
        for (auto& entry : entries) {
            replaceAll(entry.content, "org.stellatune.test.gain", id);
            replaceAll(entry.content, "Gain for tests", name);
        }
        const auto file = folder() / (id + ".stplugin");
        writeZip(file, entries);
        return toQString(file);
    }
    /// With each of the kinds, and names as long as they may well be.
    QString longPackage()
    {
        auto entries = gainEntries("long_names");
        for (auto& entry : entries) {
            if (entry.name == "plugin.json") {
                replaceAll(entry.content, "org.stellatune.test.gain", LONG_ID);
                replaceAll(entry.content, "Gain for tests", LONG_NAME);
            }
        }
        const auto file = folder() / "a-package-whose-name-says-all-there-is-to-know-of-it-2026.stplugin";
        writeZip(file, entries);
        return toQString(file);
    }
    void ask(const QStringList& files)
    {
        dialog().installPlugins(files);
        waitFor([this] { return dialog().findChild<QWidget*>("installPrompt")->isVisible(); });
    }
    void install(const QStringList& files)
    {
        const size_t before = m_scene.plugins.plugins().size();
        ask(files);
        for (qsizetype i = 0; i < files.size(); ++i) {
            waitFor([this] { return dialog().findChild<QWidget*>("installPrompt")->isVisible(); });
            press("installAccept");
        }
        waitFor([&] {
            for (const PluginStatus& plugin : m_scene.plugins.plugins()) {
                if (!m_scene.plugins.busyText(plugin.desired.id).isEmpty())
                    return false;
            }
            return m_scene.plugins.plugins().size() > before;
        });
    }
    void press(const char* name) { dialog().findChild<QAbstractButton*>(QLatin1String(name))->click(); }
    void showPage(const char* name)
    {
        auto* pages = dialog().findChild<QListWidget*>("settingsPages");
        pages->setCurrentItem(pages->findItems(QLatin1String(name), Qt::MatchExactly).constFirst());
    }

  private:
    static void replaceAll(std::string& text, const std::string& what, const std::string& by)
    {
        for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
            text.replace(at, what.size(), by);
    }
    void start(bool safeMode)
    {
        CoordinatorSettings settings;
        settings.storeFolder = store();
        settings.safeMode = safeMode;
        settings.remembersCrashes = true;
        m_coordinator = std::make_unique<PluginRuntimeCoordinator>(std::move(settings));
        m_scene.plugins.attach(*m_coordinator, safeMode);
        waitFor([this] { return m_scene.plugins.state() != PluginDesk::State::Starting; });
    }

    QTemporaryDir m_files;
    Scene m_scene;
    std::unique_ptr<PluginRuntimeCoordinator> m_coordinator;
};

} // namespace stellatune::testing
