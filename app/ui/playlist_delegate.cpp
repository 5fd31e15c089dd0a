#include "app/ui/playlist_delegate.h"

#include "app/playlist/playlist_model.h"
#include "app/ui/icons.h"
#include "app/ui/text.h"
#include "app/ui/theme.h"

#include <QPainter>

namespace stellatune {
namespace {

constexpr int kIcon = 18;

} // namespace

QSize PlaylistDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {0, std::max(kRowHeight, option.fontMetrics.height() + 12)};
}

void PlaylistDelegate::paintNumber(QPainter& painter, const QStyleOptionViewItem& option,
                                   const QModelIndex& index) const
{
    const Colours& colours = coloursOf(option.palette);
    const bool current = index.data(PlaylistModel::CurrentRole).toBool();
    const bool failed = !index.data(PlaylistModel::FailureRole).toString().isEmpty();
    if (current || failed) {
        const qreal scale = painter.device()->devicePixelRatioF();
        const QPixmap pixmap = failed ? iconPixmap(Icon::Warning, kIcon, colours.warning, scale)
                                      : iconPixmap(Icon::Playing, kIcon, colours.accent, scale);
        painter.drawPixmap(option.rect.right() - kCellMargin - kIcon + 1,
                           option.rect.top() + (option.rect.height() - kIcon) / 2, pixmap);
        return;
    }
    painter.setPen(colours.secondaryText);
    drawTabular(painter, option.rect.adjusted(0, 0, -kCellMargin, 0), Qt::AlignRight,
                index.data(Qt::DisplayRole).toString());
}

void PlaylistDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const
{
    const Colours& colours = coloursOf(option.palette);
    const int column = index.column();
    painter->setFont(option.font);
    if (column == PlaylistModel::NumberColumn) {
        paintNumber(*painter, option, index);
        return;
    }
    const QRect rect = option.rect.adjusted(kCellMargin, 0, -kCellMargin, 0);
    const bool failed = !index.data(PlaylistModel::FailureRole).toString().isEmpty();
    const bool current = index.data(PlaylistModel::CurrentRole).toBool();

    QColor ink = column == PlaylistModel::TitleColumn ? colours.text : colours.secondaryText;
    if (failed)
        ink = colours.secondaryText;
    else if (current)
        ink = colours.accent;
    painter->setPen(ink);
    const QString text = index.data(Qt::DisplayRole).toString();
    if (column == PlaylistModel::LengthColumn) {
        drawTabular(*painter, option.rect.adjusted(0, 0, -kEdgeMargin, 0), Qt::AlignRight, text);
        return;
    }
    if (current && column == PlaylistModel::TitleColumn) {
        QFont bold = option.font;
        bold.setWeight(QFont::DemiBold);
        painter->setFont(bold);
    }
    painter->drawText(rect, Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(text, Qt::ElideRight, rect.width()));
}

} // namespace stellatune
