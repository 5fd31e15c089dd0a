// How fields look: rounded, and framed in the accent colour where the keyboard is.
#pragma once

class QPainter;
class QString;
class QStyle;
class QStyleOption;
class QStyleOptionComboBox;
class QStyleOptionSpinBox;
class QWidget;

namespace stellatune {

/// The text of a box whose place is too small for it, shortened in the middle: a path ends in what it is
/// about.
QString shortenedText(const QStyle& style, const QStyleOptionComboBox& option, const QWidget* widget);
void drawFieldFrame(const QStyleOption& option, QPainter& painter);
/// A number with two small arrows.
void drawSpinBox(const QStyle& style, const QStyleOptionSpinBox& option, QPainter& painter,
                 const QWidget* widget);

} // namespace stellatune
