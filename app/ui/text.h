// Texts as the window shows them: times, counts, and numbers whose digits stand under each other.
#pragma once

#include <QCoreApplication>
#include <QString>

class QFontMetrics;
class QPainter;
class QRect;

namespace stellatune {

/// "4:05", "1:02:03", "0:00". Rounds down: a clock shows a second once it is over.
QString formatTime(double seconds);
/// "48 min", "3 h 12 min": how long a playlist is.
QString formatTotalTime(double seconds);
/// "44.1 kHz".
QString formatRate(uint32_t hertz);

/// Draws `text` with every digit as wide as the widest, right- or left-aligned in `rect` and centred in
/// height, for fonts whose digits differ in width.
void drawTabular(QPainter& painter, const QRect& rect, Qt::Alignment alignment, const QString& text);
int tabularWidth(const QFontMetrics& metrics, const QString& text);

} // namespace stellatune
