// The few windows beside the main one.
#pragma once

#include "engine/control/player.h"

#include <QDialog>

class QCheckBox;
class QFormLayout;
class QSpinBox;

namespace stellatune {

class Actions;

/// How long sound takes to come and go. Changes take effect as they are made.
class FadesDialog : public QDialog {
    Q_OBJECT

  public:
    explicit FadesDialog(const FadeSettings& settings, QWidget* parent = nullptr);

    FadeSettings settings() const;

  signals:
    void settingsChosen();

  private:
    QSpinBox* addRow(QFormLayout& form, const char* name, const QString& label,
                     std::chrono::milliseconds value);

    QCheckBox* m_on;
    QSpinBox* m_play;
    QSpinBox* m_pause;
    QSpinBox* m_seek;
    QSpinBox* m_stop;
    QSpinBox* m_switchTrack;
};

/// The keyboard shortcuts of `actions`.
QDialog* makeShortcutsDialog(const Actions& actions, QWidget* parent);
QDialog* makeAboutDialog(QWidget* parent);

} // namespace stellatune
