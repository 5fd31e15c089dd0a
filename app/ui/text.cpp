#include "app/ui/text.h"

#include <QFontMetrics>
#include <QPainter>
#include <QRect>

#include <algorithm>
#include <cmath>

namespace stellatune {
namespace {

int digitWidth(const QFontMetrics& metrics)
{
    int widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    return widest;
}

int advance(const QFontMetrics& metrics, QChar character, int digit)
{
    return character.isDigit() ? digit : metrics.horizontalAdvance(character);
}

} // namespace

QString formatTime(double seconds)
{
    const auto whole = static_cast<qint64>(std::floor(std::max(0.0, seconds)));
    const qint64 hours = whole / 3600;
    const qint64 minutes = whole / 60 % 60;
    const QString tail = QStringLiteral("%1").arg(whole % 60, 2, 10, QLatin1Char('0'));
    if (hours > 0)
        return QStringLiteral("%1:%2:%3").arg(hours).arg(minutes, 2, 10, QLatin1Char('0')).arg(tail);
    return QStringLiteral("%1:%2").arg(minutes).arg(tail);
}

QString formatTotalTime(double seconds)
{
    const auto minutes = static_cast<qint64>(std::llround(seconds / 60.0));
    if (minutes < 60)
        return QCoreApplication::translate("stellatune", "%1 min").arg(std::max<qint64>(minutes, 1));
    return QCoreApplication::translate("stellatune", "%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

QString formatRate(uint32_t hertz)
{
    return QCoreApplication::translate("stellatune", "%1 kHz").arg(QString::number(hertz / 1000.0, 'g', 6));
}

int tabularWidth(const QFontMetrics& metrics, const QString& text)
{
    const int digit = digitWidth(metrics);
    int width = 0;
    for (const QChar character : text)
        width += advance(metrics, character, digit);
    return width;
}

void drawTabular(QPainter& painter, const QRect& rect, Qt::Alignment alignment, const QString& text)
{
    const QFontMetrics metrics = painter.fontMetrics();
    const int digit = digitWidth(metrics);
    if (digit == metrics.horizontalAdvance(u'1')) { // the narrowest digit in every face that is not tabular
        painter.drawText(rect, static_cast<int>(alignment) | Qt::AlignVCenter | Qt::TextSingleLine, text);
        return;
    }
    int x = alignment & Qt::AlignRight ? rect.right() + 1 - tabularWidth(metrics, text) : rect.left();
    const int baseline = rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent();
    for (const QChar character : text) {
        const int cell = advance(metrics, character, digit);
        painter.drawText(x + (cell - metrics.horizontalAdvance(character)) / 2, baseline, QString(character));
        x += cell;
    }
}

} // namespace stellatune
