#include "app/ui/settings/page_list_delegate.h"

#include "app/ui/style.h"
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
    const bool chosen = option.state & QStyle::State_Selected;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (chosen || (option.state & QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(chosen ? colours.selected : colours.hover);
        painter->drawRoundedRect(ground, 6, 6);
    }
    painter->setFont(option.font);
    painter->setPen(colours.text);
    painter->drawText(ground.adjusted(12, 0, -8, 0), Qt::AlignVCenter | Qt::TextSingleLine,
                      index.data().toString());
    if (chosen && (option.state & QStyle::State_HasFocus))
        drawFocusRing(*painter, ground, 5, option.palette);
    painter->restore();
}

} // namespace stellatune
