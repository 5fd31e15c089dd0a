#include "app/ui/playlist_view.h"

#include "app/playlist/playlist_filter.h"
#include "app/playlist/playlist_model.h"
#include "app/ui/playlist_delegate.h"
#include "app/ui/style.h"
#include "app/ui/theme.h"

#include <QDrag>
#include <QDropEvent>
#include <QHeaderView>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace stellatune {
namespace {

constexpr int kHeaderHeight = 32;
constexpr int kNumberWidth = 56;
constexpr int kLengthWidth = 88;
constexpr int kTextWidth = 224; ///< artist and album at first; the title takes the rest
constexpr int kNarrowest = 64;
constexpr int kRowInset = 8; ///< of a row's ground from the view's sides

} // namespace

PlaylistView::PlaylistView(PlaylistFilter& filter, QWidget* parent) : QTreeView(parent), m_filter(filter)
{
    setObjectName(QStringLiteral("playlist"));
    setAccessibleName(tr("Playlist"));
    setModel(&filter);
    setItemDelegate(new PlaylistDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setItemsExpandable(false);
    setIndentation(0);
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setDragDropMode(DragDrop);
    setDefaultDropAction(Qt::CopyAction); // the model turns it into a move for its own rows
    setDragDropOverwriteMode(false);
    setAutoScroll(true);
    viewport()->setMouseTracking(true);

    QHeaderView* columns = header();
    columns->setObjectName(QStringLiteral("playlistHeader"));
    columns->setAccessibleName(tr("Columns; click to sort"));
    columns->setFixedHeight(kHeaderHeight);
    columns->setSectionsMovable(false);
    columns->setSectionsClickable(true);
    columns->setHighlightSections(false);
    columns->setMinimumSectionSize(kNarrowest);
    columns->setStretchLastSection(false);
    columns->setSectionResizeMode(PlaylistModel::NumberColumn, QHeaderView::Fixed);
    columns->setSectionResizeMode(PlaylistModel::TitleColumn, QHeaderView::Stretch);
    columns->setSectionResizeMode(PlaylistModel::ArtistColumn, QHeaderView::Interactive);
    columns->setSectionResizeMode(PlaylistModel::AlbumColumn, QHeaderView::Interactive);
    columns->setSectionResizeMode(PlaylistModel::LengthColumn, QHeaderView::Fixed);
    columns->resizeSection(PlaylistModel::NumberColumn, kNumberWidth);
    columns->resizeSection(PlaylistModel::LengthColumn, kLengthWidth);
    m_wantedWidths = {kNumberWidth, 0, kTextWidth, kTextWidth, kLengthWidth};
    connect(columns, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        const bool byUser =
            !m_fitting && (column == PlaylistModel::ArtistColumn || column == PlaylistModel::AlbumColumn);
        if (!byUser)
            return;
        m_wantedWidths[column] = width;
        emit columnWidthsChanged();
    });
    fitColumns();
}

QList<int> PlaylistView::selectedSourceRows() const
{
    QList<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows())
        rows.append(m_filter.mapToSource(index).row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

QList<EntryId> PlaylistView::visibleIds() const
{
    QList<EntryId> ids;
    const int bottom = viewport()->height();
    for (QModelIndex index = indexAt(QPoint(1, 1)); index.isValid(); index = indexBelow(index)) {
        if (visualRect(index).top() > bottom)
            break;
        ids.append(index.data(PlaylistModel::EntryIdRole).value<EntryId>());
    }
    return ids;
}

void PlaylistView::reveal(EntryId id)
{
    const auto* playlist = static_cast<const PlaylistModel*>(m_filter.sourceModel());
    const QModelIndex index = m_filter.mapFromSource(playlist->index(playlist->rowOf(id), 0));
    if (!index.isValid())
        return;
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index, PositionAtCenter);
}

void PlaylistView::fitColumns()
{
    // The title keeps at least two fifths of what the fixed columns leave.
    const int most = std::max(kNarrowest, (viewport()->width() - kNumberWidth - kLengthWidth) * 3 / 10);
    m_fitting = true;
    for (const int column : {PlaylistModel::ArtistColumn, PlaylistModel::AlbumColumn})
        header()->resizeSection(column, std::min(m_wantedWidths[column], most));
    m_fitting = false;
}

QList<int> PlaylistView::columnWidths() const
{
    return m_wantedWidths;
}

void PlaylistView::setColumnWidths(const QList<int>& widths)
{
    for (const int column : {PlaylistModel::ArtistColumn, PlaylistModel::AlbumColumn})
        if (column < widths.size())
            m_wantedWidths[column] = std::clamp(widths[column], kNarrowest, 4 * kTextWidth);
    fitColumns();
}

void PlaylistView::keyboardSearch(const QString& search)
{
    if (!search.trimmed().isEmpty())
        emit searchTyped(search);
}

void PlaylistView::drawRow(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const
{
    const Colours& colours = coloursOf(palette());
    const QRect row(kRowInset, option.rect.top(), viewport()->width() - 2 * kRowInset, option.rect.height());
    const bool selected = selectionModel()->isSelected(index);
    if (selected || index == m_hovered) {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? colours.selected : colours.hover);
        painter->drawRoundedRect(QRectF(row).adjusted(0, 0.5, 0, -0.5), 6, 6);
        painter->restore();
    }

    QStyleOptionViewItem cell = option;
    initViewItemOption(&cell);
    const QString failure = index.data(PlaylistModel::FailureRole).toString();
    for (int column = 0; column < PlaylistModel::kColumnCount; ++column) {
        const bool underMessage =
            column == PlaylistModel::ArtistColumn || column == PlaylistModel::AlbumColumn;
        if (!failure.isEmpty() && underMessage)
            continue;
        cell.rect = QRect(columnViewportPosition(column), option.rect.top(), columnWidth(column),
                          option.rect.height());
        itemDelegate()->paint(painter, cell, index.siblingAtColumn(column));
    }
    if (!failure.isEmpty()) {
        const int left = columnViewportPosition(PlaylistModel::ArtistColumn);
        cell.rect = QRect(left, option.rect.top(), columnViewportPosition(PlaylistModel::LengthColumn) - left,
                          option.rect.height());
        paintFailure(*painter, cell, failure);
    }
    const bool byKeyboard = window()->testAttribute(Qt::WA_KeyboardFocusChange);
    if (hasFocus() && index.row() == currentIndex().row() && (byKeyboard || !selected))
        drawFocusRing(*painter, row, 5.0, palette());
}

void PlaylistView::paintFailure(QPainter& painter, const QStyleOptionViewItem& option,
                                const QString& message) const
{
    const QRect rect =
        option.rect.adjusted(PlaylistDelegate::kCellMargin, 0, -PlaylistDelegate::kCellMargin, 0);
    painter.setFont(option.font);
    painter.setPen(coloursOf(palette()).warning);
    painter.drawText(rect, Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(message, Qt::ElideRight, rect.width()));
}

void PlaylistView::paintEvent(QPaintEvent* event)
{
    QTreeView::paintEvent(event);
    if (!m_dropAtEnd)
        return;
    const QModelIndex last = m_filter.index(m_filter.rowCount() - 1, 0);
    QPainter painter(viewport());
    QStyleOption option;
    option.initFrom(this);
    option.rect = QRect(0, last.isValid() ? visualRect(last).bottom() + 1 : 1, viewport()->width(), 0);
    style()->drawPrimitive(QStyle::PE_IndicatorItemViewItemDrop, &option, &painter, this);
}

void PlaylistView::startDrag(Qt::DropActions supportedActions)
{
    const QModelIndexList rows = selectionModel()->selectedRows();
    QMimeData* dragged = rows.isEmpty() ? nullptr : model()->mimeData(rows);
    if (dragged == nullptr)
        return;
    // A drag picture of a few words: drawing all the rows would take long for large selections.
    const QString text = rows.size() == 1
                             ? rows.first().siblingAtColumn(PlaylistModel::TitleColumn).data().toString()
                             : tr("%1 tracks").arg(rows.size());
    const QString shown = fontMetrics().elidedText(text, Qt::ElideRight, 240);
    QPixmap pixmap(QSize(fontMetrics().horizontalAdvance(shown) + 24, 32) * devicePixelRatioF());
    pixmap.setDevicePixelRatio(devicePixelRatioF());
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(coloursOf(palette()).accent);
    const QRectF ground(QPointF(), pixmap.deviceIndependentSize());
    painter.drawRoundedRect(ground, 6, 6);
    painter.setFont(font());
    painter.setPen(coloursOf(palette()).onAccent);
    painter.drawText(ground, Qt::AlignCenter, shown);
    painter.end();

    auto* drag = new QDrag(this);
    drag->setMimeData(dragged);
    drag->setPixmap(pixmap);
    drag->setHotSpot(QPoint(-12, 8));
    drag->exec(supportedActions, defaultDropAction());
}

void PlaylistView::setDropAtEnd(bool atEnd)
{
    if (atEnd == m_dropAtEnd)
        return;
    m_dropAtEnd = atEnd;
    viewport()->update();
}

void PlaylistView::dragMoveEvent(QDragMoveEvent* event)
{
    QTreeView::dragMoveEvent(event);
    setDropAtEnd(event->isAccepted() && !indexAt(event->position().toPoint()).isValid());
}

void PlaylistView::dragLeaveEvent(QDragLeaveEvent* event)
{
    setDropAtEnd(false);
    QTreeView::dragLeaveEvent(event);
}

void PlaylistView::dropEvent(QDropEvent* event)
{
    setDropAtEnd(false);
    QTreeView::dropEvent(event);
}

void PlaylistView::setHovered(const QModelIndex& index)
{
    const QModelIndex first = index.siblingAtColumn(0);
    if (first == m_hovered)
        return;
    for (const QModelIndex& changed : {QModelIndex(m_hovered), first})
        if (changed.isValid())
            viewport()->update(0, visualRect(changed).top(), viewport()->width(),
                               visualRect(changed).height());
    m_hovered = first;
}

void PlaylistView::mouseMoveEvent(QMouseEvent* event)
{
    setHovered(indexAt(event->position().toPoint()));
    QTreeView::mouseMoveEvent(event);
}

bool PlaylistView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave)
        setHovered({});
    return QTreeView::viewportEvent(event);
}

void PlaylistView::resizeEvent(QResizeEvent* event)
{
    QTreeView::resizeEvent(event);
    fitColumns();
    emit visibleRowsChanged();
}

void PlaylistView::scrollContentsBy(int dx, int dy)
{
    QTreeView::scrollContentsBy(dx, dy);
    emit visibleRowsChanged();
}

} // namespace stellatune
