#include "app/ui/settings/busy_line.h"

#include "app/ui/theme.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace stellatune {
namespace {

constexpr int kTickMs = 40;
constexpr int kTicks = 40; ///< from one end of the line to the other
constexpr double kPart = 0.3;
constexpr int kHeight = 2;

} // namespace

BusyClock::BusyClock(QObject* parent) : QObject(parent)
{
    m_timer.setInterval(kTickMs);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_tick = (m_tick + 1) % kTicks;
        emit ticked();
    });
}

void BusyClock::setRunning(bool running)
{
    if (!running || !QApplication::isEffectEnabled(Qt::UI_General))
        m_timer.stop();
    else if (!m_timer.isActive())
        m_timer.start();
}

double BusyClock::phase() const
{
    return m_timer.isActive() ? static_cast<double>(m_tick) / kTicks : -1.0;
}

void drawBusyLine(QPainter& painter, const QRectF& line, double phase, const Colours& colours)
{
    painter.save();
    painter.setPen(Qt::NoPen);
    painter.setBrush(phase < 0 ? colours.accent : colours.groove);
    painter.drawRect(line);
    if (phase >= 0) {
        // It comes in at the left before it is whole, and leaves at the right in the same way.
        const double begin = phase * (1 + kPart) - kPart;
        const double left = std::max(0.0, begin) * line.width();
        const double right = std::min(1.0, begin + kPart) * line.width();
        painter.setBrush(colours.accent);
        painter.drawRect(QRectF(line.left() + left, line.top(), right - left, line.height()));
    }
    painter.restore();
}

BusyLine::BusyLine(QWidget* parent) : QWidget(parent)
{
    setFixedHeight(kHeight);
    connect(&m_clock, &BusyClock::ticked, this, QOverload<>::of(&QWidget::update));
}

void BusyLine::setBusy(bool busy)
{
    m_isBusy = busy;
    m_clock.setRunning(busy);
    update();
}

void BusyLine::paintEvent(QPaintEvent*)
{
    if (!m_isBusy)
        return;
    QPainter painter(this);
    drawBusyLine(painter, QRectF(rect()).adjusted(16, 0, -16, 0), m_clock.phase(), coloursOf(palette()));
}

} // namespace stellatune
