#include "app/ui/field_look.h"

#include "app/ui/theme.h"

#include <QPainter>
#include <QStyleOption>

#include <array>

namespace stellatune {
namespace {

constexpr qreal kRadius = 6.0;
constexpr int kTextInset = 2; ///< of the text in a box, both sides together
constexpr qreal kInset = 4.0; ///< of the arrows, from where Fusion puts them

void drawArrow(QPainter& painter, const QRectF& place, bool up, const QColor& colour)
{
    const QPointF centre = place.center();
    const qreal tip = up ? -1.5 : 1.5;
    const std::array<QPointF, 3> points{centre + QPointF(-3, -tip), centre + QPointF(0, tip),
                                        centre + QPointF(3, -tip)};
    painter.setPen(QPen(colour, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(points.data(), static_cast<int>(points.size()));
}

} // namespace

QString shortenedText(const QStyle& style, const QStyleOptionComboBox& option, const QWidget* widget)
{
    const QRect place =
        style.subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, widget);
    return option.fontMetrics.elidedText(option.currentText, Qt::ElideMiddle, place.width() - kTextInset);
}

void drawFieldFrame(const QStyleOption& option, QPainter& painter)
{
    const Colours& colours = coloursOf(option.palette);
    const bool focused = option.state & QStyle::State_HasFocus;
    const qreal width = focused ? 2.0 : 1.0;
    painter.setPen(QPen(focused ? colours.accent : colours.groove, width));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(option.rect).adjusted(width / 2, width / 2, -width / 2, -width / 2),
                            kRadius, kRadius);
}

void drawSpinBox(const QStyle& style, const QStyleOptionSpinBox& option, QPainter& painter,
                 const QWidget* widget)
{
    const Colours& colours = coloursOf(option.palette);
    painter.setPen(Qt::NoPen);
    painter.setBrush(option.palette.base());
    painter.drawRoundedRect(option.rect, kRadius, kRadius);
    drawFieldFrame(option, painter);
    for (const auto& [part, step] : {std::pair(QStyle::SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled),
                                     std::pair(QStyle::SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled)}) {
        const QRectF place =
            QRectF(style.subControlRect(QStyle::CC_SpinBox, &option, part, widget)).translated(-kInset, 0);
        const bool isUsable = option.stepEnabled.testFlag(step) && (option.state & QStyle::State_Enabled);
        const bool isPointedAt =
            option.activeSubControls == part && (option.state & QStyle::State_MouseOver) && isUsable;
        const QColor colour = !isUsable     ? colours.disabledText
                              : isPointedAt ? colours.accent
                                            : colours.secondaryText;
        drawArrow(painter, place, part == QStyle::SC_SpinBoxUp, colour);
    }
}

} // namespace stellatune
