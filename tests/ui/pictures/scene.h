// The window for pictures. The sound card is the tests' hand-cranked one, so that every run shows the same
// moment.
#pragma once

#include "app/playlist/player_controller.h"
#include "app/playlist/playlist_editor.h"
#include "app/playlist/playlist_filter.h"
#include "app/playlist/playlist_model.h"
#include "app/playlist/tag_loader.h"
#include "app/plugins/dsp_access.h"
#include "app/plugins/sink_access.h"
#include "app/session/dsp_presets.h"
#include "app/session/recent_files.h"
#include "app/ui/main_window.h"
#include "app/ui/settings/plugin_desk.h"
#include "app/ui/theme.h"
#include "tests/app/wait_for.h"
#include "tests/fixtures/cranked_device.h"
#include "tests/ui/pictures/tracks.h"

#include <QDir>
#include <QTemporaryDir>

#include <cstdio>
#include <functional>

namespace stellatune::testing {

using fixtures::waitFor;

/// One window with all it stands on.
class Scene {
    QTemporaryDir m_presetFolder;

  public:
    Scene(ThemeChoice theme, const QString& folder, const QString& demo)
        : m_folder(folder), m_demo(demo), m_theme(theme), m_crank(Crank::create(deviceSettings())),
          m_player(config()), m_window(MainWindow::Parts{model, filter, editor, m_player, m_recent, m_theme,
                                                         plugins, demo, &presets})
    {
        m_window.resize(1280, 720);
        m_window.show();
        PlayerController::Plugins parts;
        parts.dsp.bind = [this](const std::string& pluginId, const std::string& typeId,
                                std::function<void()> wake) {
            return dspOf(plugins.coordinator()->registry()).bind(pluginId, typeId, std::move(wake));
        };
        parts.sinks.bind = [this](const std::string& pluginId, const std::string& typeId,
                                  std::function<void()> wake) {
            return sinksOf(plugins.coordinator()->registry()).bind(pluginId, typeId, std::move(wake));
        };
        m_player.start(std::move(parts));
    }

    MainWindow& window() { return m_window; }
    PlaylistPage& page() { return m_window.page(); }

    void addRows()
    {
        editor.add(demoFiles());
        model.insertTracks(model.rowCount(), someTracks(demoFiles().constLast()));
        waitFor([this] { return m_tags.isIdle(); });
    }

    void playSecond()
    {
        const EntryId id = model.idAt(1);
        m_player.setQueue(model.entries());
        m_player.playEntry(id);
        waitFor([&] { return m_crank->isStarted(); });
        while (m_player.snapshot().positionSeconds < kMoment) {
            m_crank->crankSeconds(0.5);
            QCoreApplication::processEvents();
        }
        waitFor([&] {
            return model.current() == id && !m_window.findChild<QWidget*>("signalBadge")->toolTip().isEmpty();
        });
        settle();
    }

    /// Plays on until the signal path is as wanted.
    void playUntil(const std::function<bool(const SignalPath&)>& isWanted)
    {
        waitFor([&] {
            m_crank->crankSeconds(0.05);
            const std::optional<SignalPath> path = m_player.snapshot().signalPath;
            return path && isWanted(*path);
        });
    }

    void save(const char* name) { saveWidget(m_window, name); }

    void saveWidget(QWidget& widget, const char* name)
    {
        settle();
        grab(widget, name);
    }

    void grab(QWidget& widget, const char* name)
    {
        const QString scale = m_window.devicePixelRatioF() > 1.0 ? QStringLiteral("@2x") : QString();
        const QString file = QStringLiteral("%1/%2%3.png").arg(m_folder, QLatin1String(name), scale);
        if (!widget.grab().save(file))
            std::fprintf(stderr, "stellatune-screenshot: %s cannot be written\n", qPrintable(file));
    }

    PlayerController& player() { return m_player; }

    PlaylistModel model;
    PlaylistFilter filter{model};
    PlaylistEditor editor{model};
    PluginDesk plugins;
    DspPresets presets{m_presetFolder.path()};

  private:
    static constexpr double kMoment = 21.0; ///< seconds into the second piece

    static CrankedDeviceSettings deviceSettings()
    {
        CrankedDeviceSettings settings;
        settings.traits.transparentUpTo = "the sound server";
        settings.traits.choice = {"pulse", "Built-in Audio Analog Stereo"};
        settings.description = "PulseAudio";
        return settings;
    }

    PlayerConfig config() const
    {
        PlayerConfig config;
        config.makeDevice = m_crank->factory();
        config.now = [crank = m_crank] { return crank->now(); };
        config.listDevices = [] { return someDevices(); };
        config.output.device = {"pulse", "Built-in Audio Analog Stereo"};
        return config;
    }

    QStringList demoFiles() const
    {
        QStringList files;
        for (const QString& name :
             QDir(m_demo).entryList({QStringLiteral("*.flac")}, QDir::Files, QDir::Name))
            files.append(QDir(m_demo).filePath(name));
        return files;
    }

    static void settle()
    {
        for (int turn = 0; turn < 40; ++turn) {
            QCoreApplication::processEvents();
            QThread::msleep(5);
        }
    }

    QString m_folder;
    QString m_demo;
    Theme m_theme;
    RecentFiles m_recent;
    std::shared_ptr<Crank> m_crank;
    PlayerController m_player;
    TagLoader m_tags{model};
    MainWindow m_window;
};

} // namespace stellatune::testing
