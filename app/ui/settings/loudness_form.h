// ReplayGain: whose loudness counts, and how loud that is. Takes effect at once.
#pragma once

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;

namespace stellatune {

class PlayerController;

class LoudnessForm : public QWidget {
    Q_OBJECT

  public:
    /// The player outlives the form.
    explicit LoudnessForm(PlayerController& player, QWidget* parent = nullptr);

  protected:
    /// What waits to be applied is.
    void hideEvent(QHideEvent* event) override;

  private:
    QDoubleSpinBox* makeDecibels();
    void showSettings();
    void apply();

    PlayerController& m_player;
    QComboBox* m_mode;
    QDoubleSpinBox* m_preamp;
    QDoubleSpinBox* m_untagged;
    QCheckBox* m_limit;
    QTimer m_settled; ///< each change begins the sound anew, so a button that is held down makes one
};

} // namespace stellatune
