// The page of the settings about where sound goes and what is done to it on the way, with the way beside it.
#pragma once

#include <QWidget>

namespace stellatune {

class PlayerController;
class PluginDesk;

class OutputPage : public QWidget {
    Q_OBJECT

  public:
    /// Both outlive the page.
    OutputPage(PlayerController& player, PluginDesk& plugins, QWidget* parent = nullptr);
};

} // namespace stellatune
