// How long sound takes to come and go. Takes effect at once.
#pragma once

#include "engine/control/player.h"

#include <QWidget>

#include <array>
#include <chrono>

class QCheckBox;
class QSpinBox;

namespace stellatune {

class PlayerController;

class FadesForm : public QWidget {
    Q_OBJECT

  public:
    /// The player outlives the form.
    explicit FadesForm(PlayerController& player, QWidget* parent = nullptr);

  private:
    struct Row {
        QSpinBox* box;
        std::chrono::milliseconds FadeSettings::*length;
    };

    void showSettings();
    void apply();

    PlayerController& m_player;
    QCheckBox* m_on;
    std::array<Row, 5> m_rows;
};

} // namespace stellatune
