// The settings over a real runtime: packages, store, libraries and probe are real.
#pragma once

#include "tests/app/wait_for.h"
#include "tests/host/package/package_fixture.h"
#include "tests/ui/ui_fixture.h"

#include "app/playlist/file_path.h"
#include "app/ui/actions.h"
#include "app/ui/settings/plugin_list_model.h"
#include "app/ui/settings/plugin_list_view.h"
#include "app/ui/settings/settings_dialog.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QUrl>

namespace stellatune::testing {

using fixtures::waitFor;

inline const std::string kGain = "org.stellatune.test.gain";

/// As the mouse does it.
inline void drop(QWidget* target, const QStringList& files)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& file : files)
        urls.append(QUrl::fromLocalFile(file));
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(target, &enter); // Qt drops only where the pointer has come in
    QDropEvent event(QPointF(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(target, &event);
}

class SettingsTest : public WindowTest {
  protected:
    SettingsTest()
    {
        start();
        EXPECT_TRUE(waitFor([this] { return m_plugins.state() == PluginDesk::State::Ready; }));
    }
    ~SettingsTest() override { end(); }

    void start(bool safeMode = false, bool remembersCrashes = false)
    {
        CoordinatorSettings settings;
        settings.storeFolder = folder() / "store";
        settings.safeMode = safeMode;
        settings.remembersCrashes = remembersCrashes;
        m_coordinator = std::make_unique<PluginRuntimeCoordinator>(std::move(settings));
        m_plugins.attach(*m_coordinator, safeMode);
    }
    void end()
    {
        m_plugins.detach();
        m_coordinator.reset();
    }

    const std::filesystem::path& folder() const { return m_folder.path(); }
    QString package(const std::string& name = "gain.stplugin", const std::string& fixture = "two_builds_1",
                    const std::string& version = "1.0.0")
    {
        return toQString(gainPackage(folder(), name, fixture, version));
    }
    SettingsDialog* openDialog()
    {
        const bool isNew = child<SettingsDialog>("settingsDialog") == nullptr;
        m_window->actions().settings->trigger();
        if (isNew)
            showPage("Plugins");
        return child<SettingsDialog>("settingsDialog");
    }
    void closeDialog()
    {
        child<SettingsDialog>("settingsDialog")->close();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // as a running event loop does
        ASSERT_EQ(child<SettingsDialog>("settingsDialog"), nullptr);
    }
    void showPage(const char* accessibleName)
    {
        auto* pages = child<QListWidget>("settingsPages");
        const auto found = pages->findItems(QLatin1String(accessibleName), Qt::MatchExactly);
        ASSERT_EQ(found.size(), 1) << accessibleName;
        pages->setCurrentItem(found.first());
    }
    bool isShown(const char* name)
    {
        const auto* widget = child<QWidget>(name);
        return widget != nullptr && widget->isVisible();
    }
    void press(const char* name)
    {
        ASSERT_TRUE(waitFor([&] { return isShown(name) && child<QWidget>(name)->isEnabled(); })) << name;
        child<QAbstractButton>(name)->click();
    }
    /// With the dialog open.
    void install(const QString& file)
    {
        drop(openDialog(), {file});
        press("installAccept");
        ASSERT_TRUE(settles());
    }
    bool settles()
    {
        return waitFor(
            [this] { return !m_plugins.plugins().empty() && m_plugins.busyText(kGain).isEmpty(); });
    }
    PluginStatus::State state() const { return m_plugins.find(kGain)->state; }
    /// Nothing is left of a file that was looked at.
    bool isIncomingEmpty()
    {
        return waitFor([this] {
            std::error_code failure; // it may change under our eyes
            return std::filesystem::is_empty(folder() / "store" / "incoming", failure) && !failure;
        });
    }
    QString cell(int column)
    {
        return child<PluginListView>("pluginList")->model()->index(0, column).data().toString();
    }
    QString labelText(const char* name) { return child<QLabel>(name)->text(); }

    std::unique_ptr<PluginRuntimeCoordinator> m_coordinator;
};

} // namespace stellatune::testing
