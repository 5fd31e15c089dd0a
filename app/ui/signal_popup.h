// The signal path, opened from its badge: above it, and gone with the next click elsewhere.
#pragma once

#include <QFrame>

class QPushButton;

namespace stellatune {

class PlayerController;
class ReadingScroll;
class SignalPathPanel;

class SignalPopup : public QFrame {
    Q_OBJECT

  public:
    /// The player outlives the popup.
    explicit SignalPopup(PlayerController& player, QWidget* parent = nullptr);

    /// Its lower right corner stays where it is, whatever comes in, as long as all of it is on the screen.
    void popupAbove(const QWidget& badge);

  signals:
    void settingsWanted();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void fit();

    SignalPathPanel* m_panel;
    ReadingScroll* m_scroll; ///< where the screen is too low for all
    QPushButton* m_settings;
    QPoint m_corner; ///< global, bottom right
    QRect m_room;    ///< of the screen that the badge is on
};

} // namespace stellatune
