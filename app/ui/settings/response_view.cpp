#include "app/ui/settings/response_view.h"

#include "app/ui/theme.h"

#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace stellatune {
namespace {

constexpr int kHeight = 152;
constexpr double kNarrowest = 12.0; ///< dB
constexpr double kWidest = 48.0;

QString frequencyText(double frequency)
{
    const QLocale locale;
    if (frequency < 1000.0)
        return ResponseView::tr("%1 Hz").arg(locale.toString(std::round(frequency), 'f', 0));
    const double thousands = frequency / 1000.0;
    const bool isWhole = std::abs(thousands - std::round(thousands)) < 0.05;
    return ResponseView::tr("%1 kHz").arg(locale.toString(thousands, 'f', isWhole ? 0 : 1));
}

QString decibelText(double decibels, int decimals)
{
    const double rounded = std::abs(decibels) < 0.05 ? 0.0 : decibels;
    const QString sign = rounded > 0.0   ? QStringLiteral("+")
                         : rounded < 0.0 ? QStringLiteral("−")
                                         : QString();
    return sign + QLocale().toString(std::abs(rounded), 'f', decimals);
}

} // namespace

ResponseView::ResponseView(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("responseView"));
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    hide();
}

QSize ResponseView::sizeHint() const
{
    return {320, kHeight};
}

void ResponseView::setResponse(const std::optional<DspResponse>& response)
{
    m_response = response;
    setVisible(response.has_value());
    if (!response)
        return;
    const auto [low, high] = std::minmax_element(response->decibels.begin(), response->decibels.end());
    const double reach = std::max(std::abs(*high), std::abs(std::max(*low, -kWidest)));
    m_range = std::clamp(std::ceil((reach + 0.5) / 6.0) * 6.0, kNarrowest, kWidest);
    const auto point = [&](auto at) { return textOf(static_cast<size_t>(at - response->decibels.begin())); };
    setAccessibleName(*high - *low < 0.1
                          ? tr("Frequency curve: %1 dB at all frequencies").arg(decibelText(*low, 1))
                          : tr("Frequency curve: from %1 to %2").arg(point(low), point(high)));
    update();
}

QRectF ResponseView::plot() const
{
    const int text = fontMetrics().height();
    return QRectF(rect()).adjusted(fontMetrics().horizontalAdvance(QStringLiteral("−48")) + 8, text / 2.0 + 1,
                                   -2, -text - 6.0);
}

qreal ResponseView::xOf(double frequency) const
{
    const auto& points = m_response->frequencies;
    const QRectF area = plot();
    return area.left() +
           area.width() * std::log(frequency / points.front()) / std::log(points.back() / points.front());
}

qreal ResponseView::yOf(double decibels) const
{
    const QRectF area = plot();
    return area.center().y() - area.height() / 2 * std::clamp(decibels / m_range, -1.05, 1.0);
}

size_t ResponseView::nearest(qreal x) const
{
    const QRectF area = plot();
    const double part = std::clamp((x - area.left()) / std::max(1.0, area.width()), 0.0, 1.0);
    return static_cast<size_t>(std::lround(part * (static_cast<double>(m_response->frequencies.size()) - 1)));
}

QString ResponseView::textOf(size_t point) const
{
    return tr("%1 dB at %2")
        .arg(decibelText(m_response->decibels[point], 1), frequencyText(m_response->frequencies[point]));
}

QString ResponseView::textAt(qreal x) const
{
    return m_response ? textOf(nearest(x)) : QString();
}

void ResponseView::mouseMoveEvent(QMouseEvent* event)
{
    m_pointer = event->position().x();
    update();
}

void ResponseView::leaveEvent(QEvent* event)
{
    m_pointer = -1.0;
    update();
    QWidget::leaveEvent(event);
}

void ResponseView::paintEvent(QPaintEvent*)
{
    if (!m_response)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours& colours = coloursOf(palette());
    const QRectF area = plot();
    const int text = fontMetrics().height();

    for (const double decibels : {m_range, 0.0, -m_range}) {
        const qreal y = std::round(yOf(decibels));
        painter.fillRect(QRectF(area.left(), y, area.width(), 1),
                         decibels == 0.0 ? colours.groove : colours.line);
        painter.setPen(colours.secondaryText);
        painter.drawText(QRectF(0, y - text, area.left() - 8, 2 * text), Qt::AlignVCenter | Qt::AlignRight,
                         decibelText(decibels, 0));
    }
    for (const double frequency : {31.0, 125.0, 500.0, 2000.0, 8000.0}) {
        const qreal x = std::round(xOf(frequency));
        painter.fillRect(QRectF(x, area.top(), 1, area.height()), colours.line);
        painter.setPen(colours.secondaryText);
        painter.drawText(QRectF(x - 40, area.bottom() + 4, 80, text), Qt::AlignCenter,
                         frequencyText(frequency));
    }

    QPainterPath curve;
    for (size_t i = 0; i < m_response->decibels.size(); ++i) {
        const QPointF at(xOf(m_response->frequencies[i]), yOf(m_response->decibels[i]));
        i == 0 ? curve.moveTo(at) : curve.lineTo(at);
    }
    QPainterPath ground = curve;
    ground.lineTo(area.right(), yOf(0.0));
    ground.lineTo(area.left(), yOf(0.0));
    QColor shade = colours.accent;
    shade.setAlphaF(0.14F);
    painter.setClipRect(area.adjusted(0, -1, 0, 1));
    painter.fillPath(ground, shade);
    painter.setPen(QPen(colours.accent, 2.0, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(curve);
    if (m_pointer < 0.0)
        return;
    const size_t point = nearest(m_pointer);
    const QPointF at(xOf(m_response->frequencies[point]), yOf(m_response->decibels[point]));
    painter.setClipping(false);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.accent);
    painter.drawEllipse(at, 4.0, 4.0);
    const QString words = textOf(point);
    const int width = fontMetrics().horizontalAdvance(words) + 12;
    QRectF label(at.x() + 10, area.top() + 2, width, text + 4);
    if (label.right() > area.right())
        label.moveRight(at.x() - 10);
    painter.setBrush(colours.hover);
    painter.drawRoundedRect(label, 4, 4);
    painter.setPen(colours.text);
    painter.drawText(label, Qt::AlignCenter, words);
}

} // namespace stellatune
