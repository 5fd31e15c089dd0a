// One decoder that is asked to play a kind of files: its name, and on the right why it stands there.
#pragma once

#include <QStyledItemDelegate>

namespace stellatune {

class DecoderRowDelegate : public QStyledItemDelegate {
    Q_OBJECT

  public:
    static constexpr int kReasonRole = Qt::UserRole + 1;

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace stellatune
