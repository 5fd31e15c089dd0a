// What lies under and around a row of a list: rounded where it is chosen or pointed at, and a ring for the
// keyboard.
#pragma once

#include <QStyleOptionViewItem>

class QPainter;

namespace stellatune {

/// Before the row's text. Leaves the painter smoothing edges.
void drawRowGround(QPainter& painter, const QRectF& ground, const QStyleOptionViewItem& option);
/// After it.
void drawRowRing(QPainter& painter, const QRectF& ground, const QStyleOptionViewItem& option);

} // namespace stellatune
