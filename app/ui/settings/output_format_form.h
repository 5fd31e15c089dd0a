// How sound is brought to what the device takes: rate, resampling, speakers, blocks. Takes effect at once.
#pragma once

#include <QWidget>

class QComboBox;

namespace stellatune {

class PlayerController;

class OutputFormatForm : public QWidget {
    Q_OBJECT

  public:
    /// The player outlives the form.
    explicit OutputFormatForm(PlayerController& player, QWidget* parent = nullptr);

  private:
    void fillChoices();
    void showSettings();
    void apply();

    PlayerController& m_player;
    QComboBox* m_rate;
    QComboBox* m_quality;
    QComboBox* m_lfe;
    QComboBox* m_buffer;
};

} // namespace stellatune
