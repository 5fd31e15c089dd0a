// What was done with plugins last, and which of their builds are in memory now, held by whom.
#pragma once

#include "app/ui/settings/plugin_desk.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStandardItemModel;
class QTreeView;

namespace stellatune {

class ActivityPage : public QWidget {
    Q_OBJECT

  public:
    explicit ActivityPage(PluginDesk& desk, QWidget* parent = nullptr);

  private:
    QTreeView* makeLeaseView();
    void refresh();

    PluginDesk& m_desk;
    QLabel* m_report;
    QStandardItemModel* m_model;
    QTreeView* m_leases;
    QLabel* m_noLeases;
    QPushButton* m_apply;
    QPushButton* m_collect;
    QTimer m_look; ///< instances come and go without a word
};

} // namespace stellatune
