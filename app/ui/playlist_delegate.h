// How a cell of the playlist looks; the ground of the row is the view's.
#pragma once

#include <QStyledItemDelegate>

namespace stellatune {

class PlaylistDelegate : public QStyledItemDelegate {
    Q_OBJECT

  public:
    static constexpr int kRowHeight = 32;
    static constexpr int kCellMargin = 8;
    static constexpr int kEdgeMargin = 16; ///< right of the last column

    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  private:
    void paintNumber(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
};

} // namespace stellatune
