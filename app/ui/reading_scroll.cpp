#include "app/ui/reading_scroll.h"

#include "app/ui/style.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

namespace stellatune {

ReadingScroll::ReadingScroll(const char* name, const QString& accessibleName, QWidget* content,
                             QWidget* parent)
    : QScrollArea(parent)
{
    setObjectName(QLatin1String(name));
    setAccessibleName(accessibleName);
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setViewportMargins(kEdge, kEdge, kEdge, kEdge);
    setFocusPolicy(Qt::NoFocus);
    for (QWidget* ground : {content, viewport()}) {
        ground->setAutoFillBackground(true);
        ground->setBackgroundRole(QPalette::Base);
    }
    setWidget(content);
    verticalScrollBar()->setSingleStep(24);
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this,
            [this](int low, int high) { setFocusPolicy(high > low ? Qt::TabFocus : Qt::NoFocus); });
}

bool ReadingScroll::event(QEvent* event)
{
    const bool isDone = QScrollArea::event(event);
    if (event->type() == QEvent::Paint && hasFocus()) {
        QPainter painter(this);
        drawFocusRing(painter, viewport()->geometry().adjusted(-kEdge, -kEdge, kEdge, kEdge), 6, palette());
    }
    return isDone;
}

void ReadingScroll::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::MoveToStartOfLine) ||
        event->matches(QKeySequence::MoveToStartOfDocument))
        verticalScrollBar()->triggerAction(QAbstractSlider::SliderToMinimum);
    else if (event->matches(QKeySequence::MoveToEndOfLine) ||
             event->matches(QKeySequence::MoveToEndOfDocument))
        verticalScrollBar()->triggerAction(QAbstractSlider::SliderToMaximum);
    else
        QScrollArea::keyPressEvent(event);
}

} // namespace stellatune
