#include "app/ui/style.h"

#include "app/ui/field_look.h"
#include "app/ui/theme.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QStyleOption>

#include <algorithm>
#include <array>

namespace stellatune {
namespace {

constexpr int kScrollBarExtent = 12;
constexpr int kShortestScrollThumb = 32;
constexpr qreal kRadius = 6.0;
constexpr int kCellMargin = 8;  ///< of a column's heading
constexpr int kEdgeMargin = 16; ///< of the last one, from the edge
constexpr int kFieldMargin = 6; ///< of text in a field, beside Fusion's own 2 or 3
constexpr int kCheckBox = 18;
constexpr int kCheckBoxInset = 6; ///< so that the focus ring has room around the box

QRectF strokeRect(const QRect& rect, qreal width)
{
    return QRectF(rect).adjusted(width / 2, width / 2, -width / 2, -width / 2);
}

/// The button to press first stands out.
bool isFilled(const QStyleOption& option)
{
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(&option);
    return button != nullptr && (button->features & QStyleOptionButton::DefaultButton) &&
           (option.state & QStyle::State_Enabled);
}

void drawButtonPanel(const QStyleOption& option, QPainter& painter)
{
    const Colours& colours = coloursOf(option.palette);
    const bool down = option.state & (QStyle::State_Sunken | QStyle::State_On);
    const bool hovered = (option.state & QStyle::State_MouseOver) && (option.state & QStyle::State_Enabled);
    const bool filled = isFilled(option);
    painter.setPen(filled ? QPen(Qt::NoPen) : QPen(colours.groove, 1.0));
    if (filled)
        painter.setBrush(down || hovered ? colours.accent.lighter(110) : colours.accent);
    else
        painter.setBrush(down || hovered ? colours.hover : colours.base);
    painter.drawRoundedRect(filled ? QRectF(option.rect) : strokeRect(option.rect, 1.0), kRadius, kRadius);
    if (!(option.state & QStyle::State_HasFocus))
        return;
    if (!filled) {
        drawFocusRing(painter, option.rect, kRadius - 1, option.palette);
        return;
    }
    // On the accent, the ring of that colour would not be seen.
    painter.setPen(QPen(colours.onAccent, 2.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(option.rect).adjusted(3, 3, -3, -3), kRadius - 3, kRadius - 3);
}

void drawCheckBox(const QStyleOption& option, QPainter& painter)
{
    const Colours& colours = coloursOf(option.palette);
    const bool on = option.state & (QStyle::State_On | QStyle::State_NoChange);
    const bool usable = option.state & QStyle::State_Enabled;
    const QRectF box = strokeRect(option.rect, 1.5);
    const QColor ground = usable ? colours.accent : colours.disabledText;
    painter.setPen(QPen(on ? ground : colours.secondaryText, 1.5));
    painter.setBrush(on ? QBrush(ground) : Qt::NoBrush);
    painter.drawRoundedRect(box, 4, 4);
    if (!on)
        return;
    painter.setPen(QPen(colours.onAccent, 2.0, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    const QPointF at = box.topLeft();
    const qreal side = box.width();
    const std::array<QPointF, 3> tick{at + QPointF(0.24, 0.52) * side, at + QPointF(0.43, 0.71) * side,
                                      at + QPointF(0.76, 0.31) * side};
    painter.drawPolyline(tick.data(), static_cast<int>(tick.size()));
}

void drawScrollThumb(const QStyleOptionSlider& option, const QRect& thumb, QPainter& painter)
{
    const Colours& colours = coloursOf(option.palette);
    const bool active = option.state & QStyle::State_Sunken || option.state & QStyle::State_MouseOver;
    const qreal inset = active ? 3.0 : 4.0;
    const bool horizontal = option.orientation == Qt::Horizontal;
    const QRectF bar = horizontal ? QRectF(thumb).adjusted(2, inset, -2, -inset)
                                  : QRectF(thumb).adjusted(inset, 2, -inset, -2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(active ? colours.secondaryText : colours.groove);
    const qreal radius = (horizontal ? bar.height() : bar.width()) / 2;
    painter.drawRoundedRect(bar, radius, radius);
}

void drawSortArrow(const QStyleOptionHeader& option, QPainter& painter, const QRect& rect)
{
    const qreal up = option.sortIndicator == QStyleOptionHeader::SortUp ? -1.0 : 1.0;
    const QPointF centre = QRectF(rect).center();
    painter.setPen(
        QPen(coloursOf(option.palette).secondaryText, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    const std::array<QPointF, 3> points{centre + QPointF(-3, -1.5 * up), centre + QPointF(0, 1.5 * up),
                                        centre + QPointF(3, -1.5 * up)};
    painter.drawPolyline(points.data(), static_cast<int>(points.size()));
}

void drawMenuBarItem(const QStyleOptionMenuItem& option, QPainter& painter)
{
    const Colours& colours = coloursOf(option.palette);
    painter.fillRect(option.rect, colours.window);
    if (option.state & QStyle::State_Selected) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.hover);
        painter.drawRoundedRect(QRectF(option.rect).adjusted(0, 2, 0, -2), kRadius, kRadius);
    }
    painter.setPen(option.state & QStyle::State_Enabled ? colours.text : colours.disabledText);
    painter.drawText(option.rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine, option.text);
}

void drawHeaderLabel(const QStyleOptionHeader& option, QPainter& painter)
{
    const bool last = option.position == QStyleOptionHeader::End;
    QRect rect = option.rect.adjusted(kCellMargin, 0, last ? -kEdgeMargin : -kCellMargin, 0);
    const bool right = option.textAlignment & Qt::AlignRight;
    if (option.sortIndicator != QStyleOptionHeader::None) {
        constexpr int arrow = 12;
        const int textWidth =
            std::min(option.fontMetrics.horizontalAdvance(option.text), rect.width() - arrow);
        const int x = right ? rect.right() - textWidth - arrow : rect.left() + textWidth + 4;
        drawSortArrow(option, painter, QRect(x, rect.top(), arrow, rect.height()));
        if (!right)
            rect.setWidth(std::max(0, rect.width() - arrow));
    }
    painter.setPen(coloursOf(option.palette).secondaryText);
    painter.drawText(rect, static_cast<int>(option.textAlignment) | Qt::TextSingleLine,
                     option.fontMetrics.elidedText(option.text, Qt::ElideRight, rect.width()));
}

/// Box and text, with room around them for the focus ring.
void drawCheckBoxRow(const QStyle& style, const QStyleOptionButton& option, QPainter& painter,
                     const QWidget* widget)
{
    QStyleOptionButton part = option;
    const QRect inner = option.rect.adjusted(kCheckBoxInset, 0, -kCheckBoxInset, 0);
    const QRect box(inner.left(), inner.center().y() - kCheckBox / 2 + 1, kCheckBox, kCheckBox);
    part.rect = QStyle::visualRect(option.direction, option.rect, box);
    style.drawPrimitive(QStyle::PE_IndicatorCheckBox, &part, &painter, widget);
    part.rect = QStyle::visualRect(option.direction, option.rect, inner.adjusted(kCheckBox + 8, 0, 0, 0));
    style.drawControl(QStyle::CE_CheckBoxLabel, &part, &painter, widget);
    if (option.state & QStyle::State_HasFocus)
        drawFocusRing(painter, option.rect, kRadius - 1, option.palette);
}

class PainterGuard {
  public:
    explicit PainterGuard(QPainter* painter) : m_painter(painter)
    {
        m_painter->save();
        m_painter->setRenderHint(QPainter::Antialiasing);
    }
    ~PainterGuard() { m_painter->restore(); }
    PainterGuard(const PainterGuard&) = delete;
    PainterGuard& operator=(const PainterGuard&) = delete;

  private:
    QPainter* m_painter;
};

} // namespace

void drawFocusRing(QPainter& painter, const QRectF& rect, qreal radius, const QPalette& palette)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(coloursOf(palette).accent, 2.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius);
    painter.restore();
}

Style::Style() : QProxyStyle(QStringLiteral("fusion")) {}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
        return kCheckBox;
    case PM_ScrollBarExtent:
        return kScrollBarExtent;
    case PM_ScrollBarSliderMin:
        return kShortestScrollThumb;
    case PM_MenuBarPanelWidth:
        return 0;
    case PM_MenuBarHMargin:
        return 8;
    case PM_MenuBarVMargin:
        return 2;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
        return 4;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                     QStyleHintReturn* returnData) const
{
    switch (hint) {
    case SH_Widget_Animation_Duration: // a quiet instrument: nothing moves but the music's position
    case SH_EtchDisabledText:
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 1;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const
{
    const PainterGuard guard(painter);
    switch (element) {
    case PE_FrameFocusRect:
        drawFocusRing(*painter, option->rect, kRadius - 1, option->palette);
        return;
    case PE_IndicatorCheckBox:
        drawCheckBox(*option, *painter);
        return;
    case PE_FrameMenu:
        painter->setPen(QPen(coloursOf(option->palette).groove, 1.0));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(strokeRect(option->rect, 1.0));
        return;
    case PE_PanelButtonCommand:
        drawButtonPanel(*option, *painter);
        return;
    case PE_PanelLineEdit:
        painter->setPen(Qt::NoPen);
        painter->setBrush(option->palette.base());
        painter->drawRoundedRect(option->rect, kRadius, kRadius);
        if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            frame && frame->lineWidth > 0)
            drawFieldFrame(*option, *painter);
        return;
    case PE_FrameLineEdit:
        drawFieldFrame(*option, *painter);
        return;
    case PE_IndicatorItemViewItemDrop: {
        if (option->rect.isNull())
            return; // nothing is pointed at
        const auto* view = qobject_cast<const QAbstractItemView*>(widget);
        const qreal right = view != nullptr ? view->viewport()->width() : option->rect.right();
        const qreal y = option->rect.height() == 0 ? option->rect.top() : option->rect.center().y();
        painter->setPen(QPen(coloursOf(option->palette).accent, 2.0));
        painter->setBrush(coloursOf(option->palette).accent);
        painter->drawLine(QPointF(8, y), QPointF(right - 8, y));
        painter->drawEllipse(QPointF(10, y), 2.5, 2.5);
        return;
    }
    default:
        painter->setRenderHint(QPainter::Antialiasing, false);
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget) const
{
    const Colours& colours = coloursOf(option->palette);
    switch (element) {
    case CE_Header:
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, colours.base);
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                          colours.line);
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
            header && element == CE_Header) {
            const PainterGuard guard(painter);
            drawHeaderLabel(*header, *painter);
        }
        return;
    case CE_PushButtonLabel:
        if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
            button && isFilled(*button)) {
            QStyleOptionButton label = *button;
            label.palette.setColor(QPalette::ButtonText, colours.onAccent);
            QProxyStyle::drawControl(element, &label, painter, widget);
            return;
        }
        break;
    case CE_ComboBoxLabel:
        if (const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option)) {
            QStyleOptionComboBox label = *box;
            label.currentText = shortenedText(*this, *box, widget);
            QProxyStyle::drawControl(element, &label, painter, widget);
            return;
        }
        break;
    case CE_CheckBox:
        if (const auto* box = qstyleoption_cast<const QStyleOptionButton*>(option)) {
            drawCheckBoxRow(*this, *box, *painter, widget);
            return;
        }
        break;
    case CE_MenuBarItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
            const PainterGuard guard(painter);
            drawMenuBarItem(*item, *painter);
            return;
        }
        break;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, colours.window);
        return;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                               const QWidget* widget) const
{
    if (const auto* box = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        box && control == CC_SpinBox) {
        const PainterGuard guard(painter);
        drawSpinBox(*this, *box, *painter, widget);
        return;
    }
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control != CC_ScrollBar || slider == nullptr) {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        return;
    }
    const PainterGuard guard(painter);
    const QWidget* container = widget != nullptr ? widget->parentWidget() : nullptr;
    const QWidget* area = container != nullptr ? container->parentWidget() : nullptr;
    const auto* scrolled = qobject_cast<const QAbstractScrollArea*>(area);
    const QPalette::ColorRole ground =
        scrolled != nullptr ? scrolled->viewport()->backgroundRole() : QPalette::Window;
    painter->fillRect(option->rect, option->palette.brush(ground));
    if (slider->maximum > slider->minimum)
        drawScrollThumb(*slider, subControlRect(control, option, SC_ScrollBarSlider, widget), *painter);
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                            const QWidget* widget) const
{
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control != CC_ScrollBar || slider == nullptr) {
        const QRect rect = QProxyStyle::subControlRect(control, option, part, widget);
        if (control == CC_ComboBox && part == SC_ComboBoxEditField)
            return visualRect(
                option->direction, option->rect,
                visualRect(option->direction, option->rect, rect).adjusted(kFieldMargin, 0, 0, 0));
        return rect;
    }

    const bool horizontal = slider->orientation == Qt::Horizontal;
    const QRect whole = slider->rect;
    const int length = horizontal ? whole.width() : whole.height();
    const qint64 range = qint64(slider->maximum) - slider->minimum;
    const int thumb =
        range <= 0
            ? length
            : std::clamp(static_cast<int>(qint64(length) * slider->pageStep / (range + slider->pageStep)),
                         std::min(kShortestScrollThumb, length), length);
    const int start = QStyle::sliderPositionFromValue(
        slider->minimum, slider->maximum, slider->sliderPosition, length - thumb, slider->upsideDown);
    const auto along = [&](int from, int extent) {
        return horizontal ? QRect(whole.left() + from, whole.top(), extent, whole.height())
                          : QRect(whole.left(), whole.top() + from, whole.width(), extent);
    };
    switch (part) {
    case SC_ScrollBarGroove:
        return whole;
    case SC_ScrollBarSlider:
        return along(start, thumb);
    case SC_ScrollBarSubPage:
        return along(0, start);
    case SC_ScrollBarAddPage:
        return along(start + thumb, length - start - thumb);
    default: // there are no arrow buttons
        return {};
    }
}

QRect Style::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    if (element != SE_LineEditContents)
        return rect;
    return rect.adjusted(kFieldMargin, 0, -kFieldMargin, 0);
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                              const QWidget* widget) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    constexpr int smallestTarget = 28;
    switch (type) {
    case CT_PushButton:
        size = (size + QSize(16, 0)).expandedTo(QSize(80, 32));
        break;
    case CT_LineEdit:
    case CT_ComboBox:
    case CT_SpinBox:
        size.setHeight(std::max(size.height(), 32));
        break;
    case CT_CheckBox:
        size = (size + QSize(2 * kCheckBoxInset + 4, 0)).expandedTo(QSize(0, smallestTarget));
        break;
    case CT_MenuBarItem:
    case CT_RadioButton:
        size.setHeight(std::max(size.height(), smallestTarget));
        break;
    case CT_MenuItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
            item && item->menuItemType != QStyleOptionMenuItem::Separator)
            size.setHeight(std::max(size.height(), smallestTarget));
        break;
    default:
        break;
    }
    return size;
}

} // namespace stellatune
