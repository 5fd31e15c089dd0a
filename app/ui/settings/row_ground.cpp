#include "app/ui/settings/row_ground.h"

#include "app/ui/style.h"
#include "app/ui/theme.h"

#include <QPainter>

namespace stellatune {

void drawRowGround(QPainter& painter, const QRectF& ground, const QStyleOptionViewItem& option)
{
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isChosen = option.state & QStyle::State_Selected;
    if (!isChosen && !(option.state & QStyle::State_MouseOver))
        return;
    const Colours& colours = coloursOf(option.palette);
    painter.setPen(Qt::NoPen);
    painter.setBrush(isChosen ? colours.selected : colours.hover);
    painter.drawRoundedRect(ground, 6, 6);
}

void drawRowRing(QPainter& painter, const QRectF& ground, const QStyleOptionViewItem& option)
{
    if ((option.state & QStyle::State_Selected) && (option.state & QStyle::State_HasFocus))
        drawFocusRing(painter, ground, 5, option.palette);
}

} // namespace stellatune
