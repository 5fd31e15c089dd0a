// A place that sound can be sent to: a mark where it is the chosen one, its name, on the right what it is;
// and headings between them.
#pragma once

#include <QStyledItemDelegate>

namespace stellatune {

class OutputRowDelegate : public QStyledItemDelegate {
    Q_OBJECT

  public:
    static constexpr int kNoteRole = Qt::UserRole + 1;
    static constexpr int kKindRole = Qt::UserRole + 2;   ///< OutputRow::Kind as int
    static constexpr int kChosenRole = Qt::UserRole + 3; ///< bool

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace stellatune
