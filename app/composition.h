// The running program: who is made, in what order, and who dies first. Each member stands on those above it.
#pragma once

#include "app/automation/single_instance.h"
#include "app/command_line.h"
#include "app/playlist/player_controller.h"
#include "app/playlist/playlist_editor.h"
#include "app/playlist/playlist_filter.h"
#include "app/playlist/playlist_model.h"
#include "app/playlist/tag_loader.h"
#include "app/plugins/player_requests.h"
#include "app/plugins/plugin_events.h"
#include "app/plugins/plugin_server.h"
#include "app/session/dsp_presets.h"
#include "app/session/recent_files.h"
#include "app/session/session_store.h"
#include "app/ui/desktop_scheme.h"
#include "app/ui/main_window.h"
#include "app/ui/settings/plugin_desk.h"
#include "app/ui/theme.h"
#include "pluginhost/runtime/coordinator.h"

#include <QObject>

#include <memory>
#include <optional>

namespace stellatune {

class Composition : public QObject {
    Q_OBJECT

  public:
    /// `claim` may hold nothing: then this run remembers nothing, and `notice` says why.
    Composition(Claim claim, CommandLine commandLine, const QString& notice);
    /// Saves, takes the window away, fades out.
    ~Composition() override;

    void showWindow();
    MainWindow& window() { return *m_window; }

  private:
    void restoreWindow();
    /// What the first frame does not need: plugins, the engine, tags, covers, the desktop's wishes.
    void completeStart();
    void startPlugins();
    /// Once the plugins are known, or have taken too long to become so.
    void startEngine();
    void restorePlaylist();
    void connectSession();
    void take(const HandOver& message);
    SessionState currentState();

    // the right to the data folder goes last
    std::unique_ptr<DataFolder> m_folder;
    std::unique_ptr<SingleInstance> m_instance;
    CommandLine m_commandLine;
    std::unique_ptr<SessionStore> m_store; ///< null: nothing is remembered
    SessionState m_restored;
    EntryId m_cued = 0; ///< what the session left off at, until the player has come that far
    QString m_notice;

    Theme m_theme;
    DesktopScheme m_desktop;
    RecentFiles m_recent;

    std::unique_ptr<DspPresets> m_presets; ///< null: they cannot be kept
    PluginDesk m_plugins;
    // both made after the window is shown
    std::unique_ptr<PluginRuntimeCoordinator> m_coordinator;
    std::unique_ptr<PluginServer> m_pluginServer;

    PlaylistModel m_model;
    /// Its destructor fades out and joins the engine's threads, which let go of their plugins' instances.
    PlayerController m_player;
    PlaylistEditor m_editor;
    PlaylistFilter m_filter;
    TagLoader m_tags;
    // what plugins hear of the player and ask of it; made with the coordinator
    std::unique_ptr<PluginEvents> m_pluginEvents;
    std::unique_ptr<PlayerRequests> m_playerRequests;

    std::unique_ptr<MainWindow> m_window; ///< dies first
};

} // namespace stellatune
