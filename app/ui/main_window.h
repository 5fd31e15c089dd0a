// The window: menus on top, side panel, playlist, transport bar.
#pragma once

#include "app/ui/settings/settings_place.h"

#include <QMainWindow>
#include <QTimer>

namespace stellatune {

class Actions;
class DeviceMenu;
class DspPresets;
class FileCommands;
class PlayerBinding;
class PlayerController;
class PlaylistEditor;
class PlaylistFilter;
class PlaylistModel;
class PlaylistPage;
class PluginDesk;
class RecentFiles;
class SettingsDialog;
class SidePanel;
class SignalPopup;
class Theme;
class TransportBar;

class MainWindow : public QMainWindow {
    Q_OBJECT

  public:
    struct Parts {
        PlaylistModel& model;
        PlaylistFilter& filter;
        PlaylistEditor& editor;
        PlayerController& player;
        RecentFiles& recent;
        Theme& theme;
        PluginDesk& plugins;
        QString demoFolder;            ///< empty: there is none
        DspPresets* presets = nullptr; ///< null: there is no data folder to keep them in
    };
    /// The parts outlive the window.
    explicit MainWindow(const Parts& parts);

    Actions& actions() { return *m_actions; }
    PlaylistPage& page() { return *m_page; }
    void raiseToUser();
    /// Where the settings stand, or are opened next.
    SettingsPlace settingsPlace() const;
    void setSettingsPlace(const SettingsPlace& place) { m_settingsPlace = place; }

  signals:
    /// Closed by the user: it is time to quit.
    void closed();

  protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

  private:
    void layOut();
    void fillMenus();
    void connectEditing();
    void connectView();
    void connectPlugins();
    void showSelection();
    void showSummary();
    void summaryChanged();
    void removeSelected();
    SettingsDialog& openSettings();

    PlaylistModel& m_model;
    PlaylistEditor& m_editor;
    PlayerController& m_player;
    Theme& m_theme;
    PluginDesk& m_plugins;
    DspPresets* m_presets;
    bool m_hasDemo;
    Actions* m_actions;
    PlaylistPage* m_page;
    DeviceMenu* m_deviceMenu;
    TransportBar* m_bar;
    SignalPopup* m_signalPopup;
    SidePanel* m_side;
    FileCommands* m_files;
    PlayerBinding* m_binding;
    SettingsPlace m_settingsPlace; ///< when they were closed last
    QTimer m_summaryTimer;         ///< tags of thousands of rows arrive one after the other
};

} // namespace stellatune
