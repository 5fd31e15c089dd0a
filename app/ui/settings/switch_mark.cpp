#include "app/ui/settings/switch_mark.h"

#include "app/ui/theme.h"

#include <QPainter>

namespace stellatune {

void drawSwitchMark(QPainter& painter, const QPointF& centre, bool on, bool usable, const Colours& colours)
{
    QRectF track({}, QSizeF(kSwitchMark));
    track.moveCenter(centre);
    const qreal radius = track.height() / 2;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(usable ? 1.0 : 0.5);
    painter.setPen(on ? QPen(Qt::NoPen) : QPen(colours.secondaryText, 1.5));
    painter.setBrush(on ? QBrush(colours.accent) : Qt::NoBrush);
    painter.drawRoundedRect(on ? track : track.adjusted(0.75, 0.75, -0.75, -0.75), radius, radius);
    painter.setPen(Qt::NoPen);
    painter.setBrush(on ? colours.onAccent : colours.secondaryText);
    const qreal knob = on ? 6.5 : 5.5;
    painter.drawEllipse(QPointF(on ? track.right() - radius : track.left() + radius, track.center().y()),
                        knob, knob);
    painter.setOpacity(1.0);
}

} // namespace stellatune
