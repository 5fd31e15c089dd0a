// Everything the window can do, once each: menus, buttons and shortcuts all lead to these.
#pragma once

#include <QAction>
#include <QActionGroup>
#include <QObject>

namespace stellatune {

/// The actions alone; MainWindow says what they do. They belong to the QObject.
class Actions : public QObject {
    Q_OBJECT

  public:
    explicit Actions(QObject* parent = nullptr);

    // File
    QAction* openFiles;
    QAction* openFolder;
    QAction* openPlaylist;
    QAction* savePlaylist;
    QAction* playDemo;
    QAction* quit;
    // Edit
    QAction* undo;
    QAction* redo;
    QAction* selectAll;
    QAction* remove;
    QAction* clear;
    QAction* find;
    QAction* settings;
    // on the chosen rows
    QAction* playSelected;
    QAction* showInFolder;
    QAction* copyPath;
    // Playback
    QAction* playPause;
    QAction* stop;
    QAction* previous;
    QAction* next;
    QAction* seekForward;
    QAction* seekBack;
    QAction* goToPlaying;
    QAction* shuffle;
    QActionGroup* repeat; ///< data(): RepeatMode as int
    QAction* cycleRepeat; ///< checked unless off
    QAction* stopAfterCurrent;
    QActionGroup* replayGain; ///< data(): ReplayGainMode as int
    QAction* volumeUp;
    QAction* volumeDown;
    QAction* mute;
    // Output
    QActionGroup* rate;            ///< data(): Hz, 0 to follow the track
    QActionGroup* resampleQuality; ///< data(): ResampleQuality as int
    QAction* outputSettings;
    // View
    QActionGroup* theme; ///< data(): ThemeChoice as int
    QAction* sidePanel;
    // Help
    QAction* shortcuts;
    QAction* about;

    /// All with a shortcut, in menu order, for the list of shortcuts.
    QList<QAction*> withShortcuts() const;

  private:
    QAction* make(const char* name, const QString& text, const QList<QKeySequence>& keys = {});
    QActionGroup* makeGroup(const char* name);
    void makeFileAndEdit();
    void makePlayback();
    void makeOutputAndView();
};

/// Checks the action of `group` whose data() is `value`, without triggering it.
void checkByData(const QActionGroup& group, int value);

} // namespace stellatune
