// The installed plugins: a row each, with a switch at its end.
#pragma once

#include "app/ui/settings/busy_line.h"

#include <QPersistentModelIndex>
#include <QStyledItemDelegate>
#include <QTreeView>

namespace stellatune {

class PluginListModel;

class PluginListDelegate : public QStyledItemDelegate {
    Q_OBJECT

  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// Up and down choose a row; Space and a click on the switch turn it over.
class PluginListView : public QTreeView {
    Q_OBJECT

  public:
    explicit PluginListView(PluginListModel& model, QWidget* parent = nullptr);

    /// Empty when no row is chosen.
    QString chosenId() const;

  signals:
    void chosenChanged();
    /// Delete was pressed on a row.
    void removalWanted();

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void drawRow(QPainter* painter, const QStyleOptionViewItem& option,
                 const QModelIndex& index) const override;
    bool event(QEvent* event) override;

  private:
    void turnOver(const QModelIndex& row);

    PluginListModel& m_plugins;
    QPersistentModelIndex m_pressed; ///< the switch that the mouse went down on
    BusyClock m_clock;               ///< while a row is busy
};

} // namespace stellatune
