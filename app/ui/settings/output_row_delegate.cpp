#include "app/ui/settings/output_row_delegate.h"

#include "app/ui/icons.h"
#include "app/ui/output_rows.h"
#include "app/ui/settings/row_ground.h"
#include "app/ui/style.h"
#include "app/ui/theme.h"

#include <QPainter>

namespace stellatune {
namespace {

constexpr int kRowHeight = 36;
constexpr int kHeadingHeight = 32;
constexpr int kCellMargin = 8;
constexpr int kMark = 16;

OutputRow::Kind kindOf(const QModelIndex& index)
{
    return static_cast<OutputRow::Kind>(index.data(OutputRowDelegate::kKindRole).toInt());
}

void drawMark(QPainter& painter, const QRectF& place, bool isChosen, const Colours& colours)
{
    painter.setPen(QPen(isChosen ? colours.accent : colours.secondaryText, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(place.adjusted(0.75, 0.75, -0.75, -0.75));
    if (!isChosen)
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.accent);
    painter.drawEllipse(place.adjusted(4, 4, -4, -4));
}

} // namespace

QSize OutputRowDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int least = kindOf(index) == OutputRow::Kind::Heading ? kHeadingHeight : kRowHeight;
    return {0, std::max(least, option.fontMetrics.height() + 12)};
}

void OutputRowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const
{
    const Colours& colours = coloursOf(option.palette);
    const QRectF ground = QRectF(option.rect).adjusted(0, 1, 0, -1);
    QRect rect = option.rect.adjusted(kCellMargin, 0, -kCellMargin, 0);
    const OutputRow::Kind kind = kindOf(index);
    painter->save();
    if (kind == OutputRow::Kind::Heading) {
        painter->setFont(option.font);
        painter->setPen(colours.secondaryText);
        painter->drawText(rect.adjusted(0, 0, 0, -6), Qt::AlignBottom | Qt::TextSingleLine,
                          index.data().toString());
        painter->restore();
        return;
    }
    const bool isChosen = index.data(kChosenRole).toBool();
    QStyleOptionViewItem row(option);
    row.state.setFlag(QStyle::State_Selected, isChosen);
    drawRowGround(*painter, ground, row);
    const QRectF mark(rect.left(), rect.center().y() - kMark / 2 + 1, kMark, kMark);
    drawMark(*painter, mark, isChosen, colours);
    painter->setFont(option.font);
    rect.setLeft(rect.left() + kMark + kCellMargin);
    const bool isMissing = kind == OutputRow::Kind::Missing;
    const bool isTrouble = isMissing || kind == OutputRow::Kind::Failed;
    const QString note =
        option.fontMetrics.elidedText(index.data(kNoteRole).toString(), Qt::ElideRight, rect.width() / 2);
    painter->setPen(isTrouble ? colours.warning : colours.secondaryText);
    painter->drawText(rect, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, note);
    rect.setRight(rect.right() - option.fontMetrics.horizontalAdvance(note) - kCellMargin);
    if (isTrouble) {
        rect.setRight(rect.right() - kMark);
        painter->drawPixmap(
            rect.right() + 1, rect.center().y() - kMark / 2 + 1,
            iconPixmap(Icon::Warning, kMark, colours.warning, painter->device()->devicePixelRatioF()));
    }
    rect.setRight(rect.right() - kCellMargin);
    painter->setPen(isMissing ? colours.secondaryText : colours.text);
    painter->drawText(
        rect, Qt::AlignVCenter | Qt::TextSingleLine,
        option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, std::max(0, rect.width())));
    if (option.state & QStyle::State_HasFocus)
        drawFocusRing(*painter, ground, 5, option.palette);
    painter->restore();
}

} // namespace stellatune
