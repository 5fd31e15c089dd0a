// Where sound can go to, in groups, with the chosen one marked.
#pragma once

#include "app/ui/output_rows.h"

#include <QList>
#include <QMenu>

#include <optional>

class QActionGroup;

namespace stellatune {

class PlayerController;
class PluginDesk;

/// Asks for the devices each time it opens and meanwhile shows those it knew.
class DeviceMenu : public QMenu {
    Q_OBJECT

  public:
    /// Both outlive the menu.
    DeviceMenu(PlayerController& player, const PluginDesk& plugins, QWidget* parent = nullptr);

    /// Opens above `button` and stays there while devices come in.
    void popupAbove(const QWidget& button);

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    void fill();
    void addChoice(const OutputRow& row, bool isChosen);

    PlayerController& m_player;
    const PluginDesk& m_plugins;
    QActionGroup* m_group = nullptr;
    std::optional<QList<DeviceInfo>> m_devices; ///< as told last
    std::optional<QPoint> m_corner;             ///< global, bottom right, while opened above a button
};

} // namespace stellatune
