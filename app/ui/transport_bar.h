// The bar at the bottom: what plays, where it is, how loud, and where it goes.
#pragma once

#include "engine/control/player.h"

#include <QImage>
#include <QWidget>

namespace stellatune {

class Actions;
class CoverView;
class DeviceMenu;
class ElidedLabel;
class IconButton;
class SeekSlider;
class SignalBadge;
class TimeLabel;
class VolumeControl;

class TransportBar : public QWidget {
    Q_OBJECT

  public:
    /// `deviceMenu` opens from the device button; neither is owned.
    TransportBar(const Actions& actions, DeviceMenu* deviceMenu, QWidget* parent = nullptr);

    void setTrack(const QString& title, const QString& artist);
    void setCover(const QImage& cover);
    /// The cover stands here only while the side panel does not show it large.
    void setCoverVisible(bool visible);
    void setSignalPath(const std::optional<SignalPath>& path);
    void setPlaying(bool playing);
    void setRepeat(RepeatMode mode);
    void setVolume(double percent);
    /// Cheap when nothing visible changes. Without a duration there is nothing to seek in.
    void setProgress(double position, std::optional<double> duration, bool seekable);

  signals:
    void seekRequested(double seconds);
    void volumeChosen(double percent);
    /// To be shown above `badge`.
    void signalPathWanted(const QWidget& badge);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QWidget* makeTrackPart();
    QWidget* makeTransportPart(const Actions& actions);
    QWidget* makeOutputPart(const Actions& actions, DeviceMenu* deviceMenu);
    void showTimes(double position);

    CoverView* m_cover;
    ElidedLabel* m_title;
    ElidedLabel* m_artist;
    IconButton* m_play;
    IconButton* m_repeat;
    TimeLabel* m_elapsed;
    TimeLabel* m_remaining;
    SeekSlider* m_seek;
    VolumeControl* m_volume;
    SignalBadge* m_badge;
    std::optional<double> m_duration;
};

} // namespace stellatune
