#include "app/ui/settings/page_list_delegate.h"

#include "app/ui/settings/row_ground.h"
#include "app/ui/theme.h"

#include <QPainter>

namespace stellatune {
namespace {

constexpr int kRowHeight = 36;

} // namespace

QSize PageListDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {0, std::max(kRowHeight, option.fontMetrics.height() + 12)};
}

void PageListDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const
{
    const Colours& colours = coloursOf(option.palette);
    const QRectF ground = QRectF(option.rect).adjusted(8, 2, -8, -2);
    painter->save();
    drawRowGround(*painter, ground, option);
    painter->setFont(option.font);
    painter->setPen(colours.text);
    painter->drawText(ground.adjusted(12, 0, -8, 0), Qt::AlignVCenter | Qt::TextSingleLine,
                      index.data().toString());
    drawRowRing(*painter, ground, option);
    painter->restore();
}

} // namespace stellatune
