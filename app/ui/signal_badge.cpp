#include "app/ui/signal_badge.h"

#include "app/ui/icons.h"
#include "app/ui/signal_stages.h"
#include "app/ui/style.h"
#include "app/ui/theme.h"

#include <QPainter>

#include <algorithm>

namespace stellatune {
namespace {

constexpr int kHeight = 28;
constexpr int kIcon = 16;
constexpr int kGap = 6;

constexpr int kEdge = 8; ///< left and right of the text

} // namespace

SignalBadge::SignalBadge(QWidget* parent) : FlatButton(parent)
{
    setEnabled(false);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void SignalBadge::setPath(const std::optional<SignalPath>& path)
{
    const QString text = path ? QString::fromStdString(path->summary()) : QString();
    const SignalStory story = path ? signalStory(*path, std::nullopt) : SignalStory();
    // What a server does behind it is not known here: the mark would say too much.
    m_bitPerfect = story.isBitPerfect && !story.endsAtServer;
    if (const QString whole = path ? asText(story) : QString(); whole != toolTip())
        setToolTip(whole);
    if (text == m_text)
        return;
    m_text = text;
    setEnabled(!text.isEmpty());
    m_shortText = text;
    if (path && !path->transparentUpTo.empty())
        m_shortText.replace(QStringLiteral(" to ") + QString::fromStdString(path->transparentUpTo),
                            story.endsAtServer ? tr(" to the server") : QString());
    setAccessibleDescription(text);
    update();
}

QString SignalBadge::shownText(int width) const
{
    const bool fits = fontMetrics().horizontalAdvance(m_text) <= width;
    return fontMetrics().elidedText(fits ? m_text : m_shortText, Qt::ElideRight, width);
}

QSize SignalBadge::sizeHint() const
{
    return {kIcon + kGap + 2 * kEdge + fontMetrics().horizontalAdvance(m_text), kHeight};
}

QSize SignalBadge::minimumSizeHint() const
{
    return {kIcon + kGap + 2 * kEdge + 8 * fontMetrics().averageCharWidth(), kHeight};
}

void SignalBadge::paintEvent(QPaintEvent*)
{
    if (m_text.isEmpty())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours& colours = coloursOf(palette());
    const int iconSpace = m_bitPerfect ? kIcon + kGap : 0;
    const QString shown = shownText(width() - iconSpace - kEdge);
    const int textWidth = fontMetrics().horizontalAdvance(shown);
    const int left = std::max(0, width() - kEdge - textWidth - iconSpace); // against the right edge
    const QRectF ground = QRectF(rect()).adjusted(std::max(0, left - kEdge), 0, 0, 0);
    if (underMouse() || isDown()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.hover);
        painter.drawRoundedRect(ground, 6, 6);
    }
    if (m_bitPerfect)
        painter.drawPixmap(left, (height() - kIcon) / 2,
                           iconPixmap(Icon::BitPerfect, kIcon, colours.accent, devicePixelRatioF()));
    painter.setPen(colours.secondaryText);
    painter.drawText(QRect(left + iconSpace, 0, width() - left - iconSpace, height()),
                     Qt::AlignVCenter | Qt::TextSingleLine, shown);
    if (hasFocus())
        drawFocusRing(painter, ground, 5, palette());
}

} // namespace stellatune
