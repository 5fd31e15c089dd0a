#include "app/ui/settings/text_row_delegate.h"

#include "app/ui/text.h"
#include "app/ui/theme.h"

#include <QPainter>

namespace stellatune {
namespace {

constexpr int kRowHeight = 32;
constexpr int kCellMargin = 8;

} // namespace

QSize TextRowDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {0, std::max(kRowHeight, option.fontMetrics.height() + 8)};
}

void TextRowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    const Colours& colours = coloursOf(option.palette);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, colours.selected);
    painter->setFont(option.font);
    painter->setPen(index.column() == 0 ? colours.text : colours.secondaryText);
    const QRect rect = option.rect.adjusted(kCellMargin, 0, -kCellMargin, 0);
    const QString text = option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, rect.width());
    if (index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight)
        drawTabular(*painter, rect, Qt::AlignRight, text);
    else
        painter->drawText(rect, Qt::AlignVCenter | Qt::TextSingleLine, text);
}

} // namespace stellatune
