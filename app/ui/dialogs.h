// The few windows beside the main one.
#pragma once

#include <QDialog>

namespace stellatune {

class Actions;

/// The keyboard shortcuts of `actions`.
QDialog* makeShortcutsDialog(const Actions& actions, QWidget* parent);
QDialog* makeAboutDialog(QWidget* parent);

} // namespace stellatune
