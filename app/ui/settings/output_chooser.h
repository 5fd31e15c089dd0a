// The list of what sound can be sent to. Choosing a row takes effect at once.
#pragma once

#include "app/ui/output_rows.h"

#include <QWidget>

#include <optional>

class QListWidget;
class QListWidgetItem;
class QPushButton;

namespace stellatune {

class NoticeBox;
class PlayerController;
class PluginDesk;

class OutputChooser : public QWidget {
    Q_OBJECT

  public:
    /// Both outlive the chooser.
    OutputChooser(PlayerController& player, const PluginDesk& plugins, QWidget* parent = nullptr);

  protected:
    /// Space and Enter in the list.
    bool eventFilter(QObject* watched, QEvent* event) override;
    /// Devices come and go while nobody looks.
    void showEvent(QShowEvent* event) override;

  private:
    void refresh();
    void showRows();
    void fillList();
    void choose(const QListWidgetItem* item);

    PlayerController& m_player;
    const PluginDesk& m_plugins;
    QListWidget* m_list;
    QPushButton* m_refresh;
    NoticeBox* m_trouble;                       ///< why the chosen one does not play
    std::optional<QList<DeviceInfo>> m_devices; ///< as told last
    std::vector<OutputRow> m_rows;              ///< on show
    DeviceChoice m_chosen;                      ///< as shown
    bool m_isLooking = false;                   ///< for devices
};

} // namespace stellatune
