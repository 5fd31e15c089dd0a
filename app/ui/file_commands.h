// Opening and saving: dialogs, recent files, the demo album, and the way to a track's file.
#pragma once

#include <QObject>
#include <QStringList>

class QFileDialog;
class QMenu;
class QWidget;

namespace stellatune {

class Actions;
class MessageStrip;
class PlayerController;
class PlaylistEditor;
class PlaylistModel;
class PlaylistView;
class RecentFiles;

class FileCommands : public QObject {
    Q_OBJECT

  public:
    struct Parts {
        const Actions& actions;
        PlaylistModel& model;
        PlaylistEditor& editor;
        PlayerController& player;
        RecentFiles& recent;
        PlaylistView& view;
        MessageStrip& messages;
        QString demoFolder; ///< empty: there is none
    };
    /// `window` owns the dialogs. The parts outlive this.
    FileCommands(Parts parts, QWidget* window);

    QMenu* recentMenu() { return m_recentMenu; }
    /// Adds at the end, and plays the first of them when nothing plays.
    void open(const QStringList& pathsOrAddresses);

  private:
    void chooseFiles();
    void chooseFolder();
    void choosePlaylist();
    void choosePlaylistToSave();
    void save(const QString& path);
    void fillRecentMenu();
    void showInFolder();
    void copyPaths();
    QStringList selectedPaths() const;
    QFileDialog* makeDialog(const char* name, const QString& title);
    void openChosen(const QStringList& paths);

    Parts m_parts;
    QWidget* m_window;
    QMenu* m_recentMenu;
    QString m_lastFolder;
};

} // namespace stellatune
