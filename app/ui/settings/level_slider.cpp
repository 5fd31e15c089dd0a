#include "app/ui/settings/level_slider.h"

#include "app/ui/style.h"
#include "app/ui/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace stellatune {
namespace {

constexpr int kWidth = 44;
constexpr int kHeight = 192;
constexpr qreal kGrooveWidth = 4.0;
constexpr qreal kKnobRadius = 7.0;
constexpr int kTextGap = 6;

} // namespace

LevelSlider::LevelSlider(QWidget* parent) : QSlider(Qt::Vertical, parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void LevelSlider::setUp(const QString& text, int resting)
{
    m_text = text;
    m_resting = resting;
    update();
}

void LevelSlider::setValueText(const QString& text)
{
    m_valueText = text;
    setAccessibleDescription(text);
    update();
}

QSize LevelSlider::sizeHint() const
{
    return {kWidth, kHeight};
}

QSize LevelSlider::minimumSizeHint() const
{
    return {32, kHeight};
}

QRectF LevelSlider::groove() const
{
    const qreal text = fontMetrics().height() + kTextGap + kKnobRadius;
    return QRectF(width() / 2.0 - kGrooveWidth / 2, text, kGrooveWidth, height() - 2 * text);
}

qreal LevelSlider::placeOf(int value) const
{
    const double range = std::max(1.0, double(maximum()) - minimum());
    return groove().bottom() - groove().height() * (double(value) - minimum()) / range;
}

int LevelSlider::valueAt(qreal y) const
{
    const double part = std::clamp((groove().bottom() - y) / std::max(1.0, groove().height()), 0.0, 1.0);
    return minimum() + static_cast<int>(std::lround(part * (double(maximum()) - minimum())));
}

bool LevelSlider::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) { // the arrows are its own while it has the focus
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Delete:
            event->accept();
            return true;
        default:
            break;
        }
    }
    return QSlider::event(event);
}

void LevelSlider::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)
        focusNextPrevChild(event->key() == Qt::Key_Right);
    else if (event->key() == Qt::Key_Delete)
        setValue(m_resting);
    else
        QSlider::keyPressEvent(event);
}

void LevelSlider::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        event->ignore();
        return;
    }
    setSliderDown(true);
    setSliderPosition(valueAt(event->position().y()));
}

void LevelSlider::mouseMoveEvent(QMouseEvent* event)
{
    if (isSliderDown())
        setSliderPosition(valueAt(event->position().y()));
}

void LevelSlider::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        setSliderDown(false);
}

void LevelSlider::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        setValue(m_resting);
}

void LevelSlider::focusInEvent(QFocusEvent* event)
{
    m_showsFocus = event->reason() != Qt::MouseFocusReason;
    QSlider::focusInEvent(event);
}

void LevelSlider::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours& colours = coloursOf(palette());
    const QRectF line = groove();
    const qreal middle = width() / 2.0;
    const qreal rest = placeOf(std::clamp(m_resting, minimum(), maximum()));
    const qreal knob = placeOf(sliderPosition());
    const QColor live = isEnabled() ? colours.accent : colours.disabledText;

    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.groove);
    painter.drawRoundedRect(line, kGrooveWidth / 2, kGrooveWidth / 2);
    painter.drawRect(QRectF(middle - 8, rest - 0.5, 16, 1));
    painter.setBrush(live);
    painter.drawRect(QRectF(line.left(), std::min(rest, knob), kGrooveWidth, std::abs(rest - knob)));
    const bool prominent = isEnabled() && (underMouse() || isSliderDown() || hasFocus());
    const qreal radius = prominent ? kKnobRadius : kKnobRadius - 1;
    painter.drawEllipse(QPointF(middle, knob), radius, radius);

    const int text = fontMetrics().height();
    painter.setPen(!isEnabled() ? colours.disabledText
                                : (sliderPosition() == m_resting ? colours.secondaryText : colours.text));
    painter.drawText(QRect(0, 2, width(), text), Qt::AlignCenter | Qt::TextSingleLine, m_valueText);
    painter.setPen(isEnabled() ? colours.secondaryText : colours.disabledText);
    painter.drawText(QRect(0, height() - text - 2, width(), text), Qt::AlignCenter | Qt::TextSingleLine,
                     fontMetrics().elidedText(m_text, Qt::ElideRight, width()));
    if (hasFocus() && m_showsFocus)
        drawFocusRing(painter, rect(), 5.0, palette());
}

} // namespace stellatune
