// What was done with plugins last, and which of their builds are in memory now, held by whom.
#pragma once

#include "app/ui/settings/plugin_desk.h"

#include <QWidget>

#include <thread>
#include <vector>

class QLabel;
class QPushButton;
class QStandardItemModel;
class QTreeView;

namespace stellatune {

class ActivityPage : public QWidget {
    Q_OBJECT

  public:
    explicit ActivityPage(PluginDesk& desk, QWidget* parent = nullptr);

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    QTreeView* makeLeaseView();
    QString threadText(std::thread::id thread);
    QStringList cellsOf(const LeaseView& lease, const ModuleLease::InstanceView* instance);
    void showLeases();
    void refresh();

    PluginDesk& m_desk;
    QLabel* m_report;
    QStandardItemModel* m_model;
    QTreeView* m_leases;
    QLabel* m_noLeases;
    QPushButton* m_apply;
    QPushButton* m_collect;
    QTimer m_look; ///< while the page is on show: instances come and go without a word
    std::vector<std::thread::id> m_threads; ///< numbered as they were met
};

} // namespace stellatune
