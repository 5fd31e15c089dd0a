#include "app/ui/wrapped_label.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>

namespace stellatune {

WrappedLabel::WrappedLabel(int mostLines, QPalette::ColorRole role, QWidget* parent)
    : QWidget(parent), m_mostLines(mostLines), m_role(role)
{
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void WrappedLabel::setText(const QString& text)
{
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleName(text);
    offerWholeText();
    updateGeometry();
    update();
}

QStringList WrappedLabel::linesFor(int width) const
{
    QTextLayout layout(m_text, font());
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    QStringList lines;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(std::max(1, width));
        if (lines.size() + 1 == m_mostLines) {
            lines.append(fontMetrics().elidedText(m_text.mid(line.textStart()), Qt::ElideRight, width));
            break;
        }
        lines.append(m_text.mid(line.textStart(), line.textLength()).trimmed());
    }
    layout.endLayout();
    return lines;
}

int WrappedLabel::heightForWidth(int width) const
{
    const auto lines = std::max<qsizetype>(1, linesFor(width).size());
    return static_cast<int>(lines - 1) * fontMetrics().lineSpacing() + fontMetrics().height();
}

QSize WrappedLabel::sizeHint() const
{
    const int width = std::min(fontMetrics().horizontalAdvance(m_text) + 1, 240);
    return {width, heightForWidth(width)};
}

QSize WrappedLabel::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 4, fontMetrics().height()};
}

void WrappedLabel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    offerWholeText();
}

void WrappedLabel::offerWholeText()
{
    const QStringList lines = linesFor(width());
    const bool isCut = !lines.isEmpty() && !m_text.endsWith(lines.last());
    setToolTip(isCut ? m_text : QString());
}

void WrappedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(palette().color(m_role));
    int y = fontMetrics().ascent();
    for (const QString& line : linesFor(width())) {
        painter.drawText(0, y, line);
        y += fontMetrics().lineSpacing();
    }
}

} // namespace stellatune
