// Keeps the window's controls and the player in step: actions go in, state and position come out.
#pragma once

#include "app/playlist/cover_loader.h"
#include "engine/control/player.h"

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <map>

class QWidget;

namespace stellatune {

class Actions;
class MessageStrip;
class PlayerController;
class PlaylistModel;
class SidePanel;
class TransportBar;

class PlayerBinding : public QObject {
    Q_OBJECT

  public:
    struct Parts {
        const Actions& actions;
        PlayerController& player;
        PlaylistModel& model;
        TransportBar& bar;
        SidePanel& side;
        MessageStrip& messages;
    };
    /// `window`: its title tells what plays, and while nobody can see it nothing is drawn. Parts outlive
    /// this.
    PlayerBinding(const Parts& parts, QWidget* window);

    void playEntry(EntryId id);
    /// The window was shown, hidden or minimised.
    void visibilityChanged();

  private:
    void connectTransport();
    void connectSound();
    void connectOutput();
    void connectPlayer();

    void togglePlay();
    void chooseRepeat(RepeatMode mode);
    void showState();
    void showSettings();
    void showProgress();
    void showCurrent();
    void requestCover();
    void fail(EntryId id, const QString& message);
    void tellOfFaultyEffects();
    void setCover(const QImage& cover);

    const Actions& m_actions;
    PlayerController& m_player;
    PlaylistModel& m_model;
    TransportBar& m_bar;
    SidePanel& m_side;
    MessageStrip& m_messages;
    QWidget* m_window;
    CoverLoader m_covers;
    QString m_coverOf;                         ///< the file whose cover was asked for last
    std::map<uint64_t, uint64_t> m_faultsTold; ///< of effects that are left out, by node
    QTimer m_clock;
};

} // namespace stellatune
