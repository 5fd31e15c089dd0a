#include "app/ui/flat_slider.h"

#include "app/ui/style.h"
#include "app/ui/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace stellatune {
namespace {

constexpr int kMargin = 8; ///< left and right of the groove; the knob's radius fits in
constexpr qreal kGrooveHeight = 4.0;
constexpr qreal kKnobRadius = 6.0;

} // namespace

FlatSlider::FlatSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize FlatSlider::sizeHint() const
{
    return {120, 28};
}

QSize FlatSlider::minimumSizeHint() const
{
    return {64, 28};
}

qreal FlatSlider::knobCentre() const
{
    const double range = std::max(1.0, double(maximum()) - minimum());
    return kMargin + (width() - 2 * kMargin) * (double(sliderPosition()) - minimum()) / range;
}

int FlatSlider::knobPixel() const
{
    return static_cast<int>(std::lround(knobCentre() * devicePixelRatioF()));
}

int FlatSlider::valueAt(int x) const
{
    const double part = std::clamp(double(x - kMargin) / std::max(1, width() - 2 * kMargin), 0.0, 1.0);
    return minimum() + static_cast<int>(std::lround(part * (double(maximum()) - minimum())));
}

void FlatSlider::sliderChange(SliderChange change)
{
    if (change != SliderValueChange) {
        QSlider::sliderChange(change);
        return;
    }
    const int before = m_paintedPixel;
    const int after = knobPixel();
    if (before == after)
        return;
    m_paintedPixel = after;
    const auto logical = [this](int pixel) { return static_cast<int>(pixel / devicePixelRatioF()); };
    const int reach = static_cast<int>(kKnobRadius) + 3;
    const int left = logical(std::min(before, after)) - reach;
    const int right = logical(std::max(before, after)) + reach;
    update(left, 0, right - left + 1, height());
}

bool FlatSlider::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) { // the arrows move the slider that has the focus
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
            event->accept();
            return true;
        default:
            break;
        }
    }
    return QSlider::event(event);
}

void FlatSlider::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || maximum() <= minimum()) {
        event->ignore();
        return;
    }
    setSliderDown(true);
    setSliderPosition(valueAt(event->position().toPoint().x()));
}

void FlatSlider::mouseMoveEvent(QMouseEvent* event)
{
    const int x = event->position().toPoint().x();
    if (isSliderDown())
        setSliderPosition(valueAt(x));
    emit pointedAt(valueAt(x), std::clamp(x, kMargin, width() - kMargin));
}

void FlatSlider::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && isSliderDown())
        setSliderDown(false); // emits sliderReleased
}

void FlatSlider::leaveEvent(QEvent* event)
{
    emit pointerLeft();
    update();
    QSlider::leaveEvent(event);
}

void FlatSlider::enterEvent(QEnterEvent* event)
{
    update();
    QSlider::enterEvent(event);
}

void FlatSlider::focusInEvent(QFocusEvent* event)
{
    m_showsFocus = event->reason() != Qt::MouseFocusReason;
    QSlider::focusInEvent(event);
}

void FlatSlider::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const Colours& colours = coloursOf(palette());
    const bool live = isEnabled() && maximum() > minimum();
    const qreal middle = height() / 2.0;
    const qreal knob = knobCentre();
    m_paintedPixel = knobPixel();

    const QRectF groove(kMargin, middle - kGrooveHeight / 2, width() - 2.0 * kMargin, kGrooveHeight);
    painter.setBrush(colours.groove);
    painter.drawRoundedRect(groove, kGrooveHeight / 2, kGrooveHeight / 2);
    if (live) {
        painter.setBrush(colours.accent);
        painter.drawRoundedRect(QRectF(groove.left(), groove.top(), knob - groove.left(), kGrooveHeight),
                                kGrooveHeight / 2, kGrooveHeight / 2);
        const bool prominent = underMouse() || isSliderDown() || hasFocus();
        painter.drawEllipse(QPointF(knob, middle), prominent ? kKnobRadius : kKnobRadius - 1,
                            prominent ? kKnobRadius : kKnobRadius - 1);
    }
    if (hasFocus() && m_showsFocus)
        drawFocusRing(painter, rect().adjusted(0, 3, 0, -3), 6.0, palette());
}

} // namespace stellatune
