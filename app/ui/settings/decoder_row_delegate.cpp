#include "app/ui/settings/decoder_row_delegate.h"

#include "app/ui/settings/row_ground.h"
#include "app/ui/text.h"
#include "app/ui/theme.h"

#include <QPainter>

namespace stellatune {
namespace {

constexpr int kRowHeight = 36;
constexpr int kCellMargin = 8;
constexpr int kPlaceWidth = 24;

} // namespace

QSize DecoderRowDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {0, std::max(kRowHeight, option.fontMetrics.height() + 12)};
}

void DecoderRowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                               const QModelIndex& index) const
{
    const Colours& colours = coloursOf(option.palette);
    const QRectF ground = QRectF(option.rect).adjusted(0, 1, 0, -1);
    painter->save();
    drawRowGround(*painter, ground, option);
    painter->setFont(option.font);
    QRect rect = option.rect.adjusted(kCellMargin, 0, -kCellMargin, 0);
    painter->setPen(colours.secondaryText);
    drawTabular(*painter, QRect(rect.left(), rect.top(), kPlaceWidth, rect.height()), Qt::AlignLeft,
                QString::number(index.row() + 1));
    rect.setLeft(rect.left() + kPlaceWidth);
    const QString reason = index.data(kReasonRole).toString();
    painter->drawText(rect, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, reason);
    rect.setRight(rect.right() - option.fontMetrics.horizontalAdvance(reason) - 2 * kCellMargin);
    painter->setPen(colours.text);
    painter->drawText(
        rect, Qt::AlignVCenter | Qt::TextSingleLine,
        option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, std::max(0, rect.width())));
    drawRowRing(*painter, ground, option);
    painter->restore();
}

} // namespace stellatune
