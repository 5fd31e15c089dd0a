#include "app/ui/cover_view.h"

#include "app/ui/icons.h"
#include "app/ui/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace stellatune {

CoverView::CoverView(QWidget* parent) : QWidget(parent) {}

void CoverView::setImage(const QImage& image)
{
    m_image = image;
    m_scaled = {};
    update();
}

QPixmap CoverView::scaledTo(int pixels) const
{
    const QImage scaled =
        m_image.scaled(pixels, pixels, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation);
    const QRect centre((scaled.width() - pixels) / 2, (scaled.height() - pixels) / 2, pixels, pixels);
    return QPixmap::fromImage(scaled.copy(centre));
}

void CoverView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const int side = std::min(width(), height());
    const QRect square((width() - side) / 2, (height() - side) / 2, side, side);
    const qreal radius = side >= 96 ? 8.0 : 4.0;
    const Colours& colours = coloursOf(palette());

    if (m_image.isNull()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.hover);
        painter.drawRoundedRect(QRectF(square), radius, radius);
        const int icon = std::max(16, side / 3);
        painter.drawPixmap(square.center() - QPoint(icon / 2, icon / 2),
                           iconPixmap(Icon::Note, icon, colours.disabledText, devicePixelRatioF()));
        return;
    }
    const int pixels = qRound(side * devicePixelRatioF());
    if (m_scaled.width() != pixels)
        m_scaled = scaledTo(pixels);
    QPainterPath corners;
    corners.addRoundedRect(QRectF(square), radius, radius);
    painter.setClipPath(corners);
    painter.drawPixmap(square, m_scaled);
}

} // namespace stellatune
