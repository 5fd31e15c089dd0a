// Mute button and volume slider, 0 to 100 per cent.
#pragma once

#include <QWidget>

class QAction;

namespace stellatune {

class FlatSlider;
class IconButton;

class VolumeControl : public QWidget {
    Q_OBJECT

  public:
    explicit VolumeControl(QAction* mute, QWidget* parent = nullptr);

    void setVolume(double percent);
    /// False while the sound is stored, which it does not change.
    void setApplied(bool isApplied);

  signals:
    void volumeChosen(double percent);

  private:
    void showState();

    QAction* m_mute; ///< not owned
    IconButton* m_button;
    FlatSlider* m_slider;
    bool m_followsPlayer = false;
    bool m_isApplied = true;
};

} // namespace stellatune
