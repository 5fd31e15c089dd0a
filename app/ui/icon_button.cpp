#include "app/ui/icon_button.h"

#include "app/ui/style.h"
#include "app/ui/theme.h"

#include <QAction>
#include <QFocusEvent>
#include <QPainter>

namespace stellatune {
namespace {

constexpr int kRowIconInset = 12;
constexpr int kRowTextInset = 40;

} // namespace

IconButton::IconButton(Icon icon, int extent, Look look, QWidget* parent)
    : FlatButton(parent), m_glyph(icon), m_extent(extent), m_look(look)
{
    if (look == Look::Row)
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    else
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void IconButton::setGlyph(Icon icon)
{
    if (icon == m_glyph)
        return;
    m_glyph = icon;
    update();
}

void IconButton::follow(QAction* action)
{
    takeFromAction(*action);
    connect(action, &QAction::changed, this, [this, action] { takeFromAction(*action); });
    connect(this, &QAbstractButton::clicked, action, &QAction::trigger);
}

void IconButton::takeFromAction(const QAction& action)
{
    QString text = action.text();
    text.remove(QLatin1Char('&'));
    setAccessibleName(QString(text).remove(QStringLiteral("…")));
    setText(m_look == Look::Row ? text : QString());
    const QString shortcut = action.shortcut().toString(QKeySequence::NativeText);
    setToolTip(shortcut.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, shortcut));
    setEnabled(action.isEnabled());
    setCheckable(action.isCheckable());
    setChecked(action.isChecked());
    update();
}

QSize IconButton::sizeHint() const
{
    if (m_look == Look::Row)
        return {kRowTextInset + fontMetrics().horizontalAdvance(text()) + kRowIconInset, m_extent};
    return {m_extent, m_extent};
}

QSize IconButton::minimumSizeHint() const
{
    return m_look == Look::Row ? QSize(m_extent, m_extent) : sizeHint();
}

void IconButton::focusInEvent(QFocusEvent* event)
{
    m_showsFocus = event->reason() != Qt::MouseFocusReason;
    FlatButton::focusInEvent(event);
}

int IconButton::glyphSize() const
{
    return m_extent >= 36 ? 22 : 20;
}

void IconButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours& colours = coloursOf(palette());
    const bool primary = m_look == Look::Primary;
    const bool hovered = isEnabled() && (underMouse() || isDown());
    const qreal radius = primary ? m_extent / 2.0 : 6.0;

    painter.setPen(Qt::NoPen);
    if (primary) {
        QColor ground = isEnabled() ? colours.accent : colours.groove;
        if (hovered)
            ground = isDown() ? ground.darker(115) : ground.lighter(110);
        painter.setBrush(ground);
        painter.drawEllipse(QRectF(rect()));
    } else if (hovered) {
        painter.setBrush(isDown() ? colours.groove : colours.hover);
        painter.drawRoundedRect(QRectF(rect()), radius, radius);
    }

    QColor tint = primary ? colours.onAccent : (m_look == Look::Row ? colours.secondaryText : colours.text);
    if (!isEnabled())
        tint = primary ? colours.base : colours.disabledText;
    else if (isChecked())
        tint = colours.accent;

    const int glyph = glyphSize();
    const int x = m_look == Look::Row ? kRowIconInset : (width() - glyph) / 2;
    painter.drawPixmap(x, (height() - glyph) / 2, iconPixmap(m_glyph, glyph, tint, devicePixelRatioF()));
    if (m_look == Look::Row) {
        painter.setPen(isEnabled() ? colours.text : colours.disabledText);
        const QRect textRect = rect().adjusted(kRowTextInset, 0, -8, 0);
        painter.drawText(textRect, Qt::AlignVCenter | Qt::TextSingleLine,
                         fontMetrics().elidedText(text(), Qt::ElideRight, textRect.width()));
    }
    if (isChecked()) { // a dot beside the colour, for eyes that do not tell the colours apart
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.accent);
        painter.drawEllipse(QPointF(width() / 2.0, height() - 3.5), 1.75, 1.75);
    }
    if (hasFocus() && m_showsFocus)
        drawFocusRing(painter, rect(), primary ? radius - 1 : radius - 1, palette());
}

} // namespace stellatune
