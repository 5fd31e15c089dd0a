// How fields look: rounded, and framed in the accent colour where the keyboard is.
#pragma once

class QPainter;
class QStyle;
class QStyleOption;
class QStyleOptionSpinBox;
class QWidget;

namespace stellatune {

void drawFieldFrame(const QStyleOption& option, QPainter& painter);
/// A number with two small arrows.
void drawSpinBox(const QStyle& style, const QStyleOptionSpinBox& option, QPainter& painter,
                 const QWidget* widget);

} // namespace stellatune
