// A switch in a row of a list.
#pragma once

#include <QSize>

class QPainter;
class QPointF;

namespace stellatune {

struct Colours;

constexpr QSize kSwitchMark(36, 20);

/// `centre` of the mark. Leaves the painter smoothing edges.
void drawSwitchMark(QPainter& painter, const QPointF& centre, bool on, bool usable, const Colours& colours);

} // namespace stellatune
