#include "app/ui/settings/plugin_list_view.h"

#include "app/ui/icons.h"
#include "app/ui/settings/plugin_list_model.h"
#include "app/ui/settings/switch_mark.h"
#include "app/ui/style.h"
#include "app/ui/text.h"
#include "app/ui/theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

#include <utility>

namespace stellatune {
namespace {

constexpr int kRowHeight = 40;
constexpr int kHeaderHeight = 32;
constexpr int kCellMargin = 8;
constexpr int kIcon = 18;

} // namespace

QSize PluginListDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {0, std::max(kRowHeight, option.fontMetrics.height() + 12)};
}

void PluginListDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                               const QModelIndex& index) const
{
    const Colours& colours = coloursOf(option.palette);
    const int column = index.column();
    const bool failed = index.data(PluginListModel::FailedRole).toBool();
    painter->save();
    painter->setFont(option.font);
    if (column == PluginListModel::SwitchColumn) {
        const QPointF centre(option.rect.left() + kCellMargin + kSwitchMark.width() / 2.0,
                             option.rect.center().y() + 1.0);
        drawSwitchMark(*painter, centre, index.data(Qt::CheckStateRole).toInt() == Qt::Checked,
                       index.flags().testFlag(Qt::ItemIsUserCheckable), colours);
        painter->restore();
        return;
    }
    QRect rect = option.rect.adjusted(kCellMargin, 0, -kCellMargin, 0);
    painter->setPen(column == PluginListModel::NameColumn ? colours.text : colours.secondaryText);
    if (column == PluginListModel::StateColumn && failed) {
        painter->setPen(colours.warning);
        painter->drawPixmap(
            rect.left(), rect.top() + (rect.height() - kIcon) / 2,
            iconPixmap(Icon::Warning, kIcon, colours.warning, painter->device()->devicePixelRatioF()));
        rect.setLeft(rect.left() + kIcon + 6);
    }
    const QString text = option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, rect.width());
    if (column == PluginListModel::VersionColumn)
        drawTabular(*painter, rect, Qt::AlignLeft, text);
    else
        painter->drawText(rect, Qt::AlignVCenter | Qt::TextSingleLine, text);
    painter->restore();
}

PluginListView::PluginListView(PluginListModel& model, QWidget* parent) : QTreeView(parent), m_plugins(model)
{
    setObjectName(QStringLiteral("pluginList"));
    setAccessibleName(tr("Installed plugins"));
    setModel(&model);
    setItemDelegate(new PluginListDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setItemsExpandable(false);
    setIndentation(0);
    setSelectionMode(SingleSelection);
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);

    QHeaderView* columns = header();
    columns->setObjectName(QStringLiteral("pluginListHeader"));
    columns->setAccessibleName(tr("Columns"));
    columns->setFixedHeight(kHeaderHeight);
    columns->setSectionsMovable(false);
    columns->setSectionsClickable(false);
    columns->setStretchLastSection(false);
    columns->setMinimumSectionSize(48);
    columns->setSectionResizeMode(QHeaderView::Fixed);
    columns->setSectionResizeMode(PluginListModel::NameColumn, QHeaderView::Stretch);
    columns->resizeSection(PluginListModel::VersionColumn, 80);
    columns->resizeSection(PluginListModel::OffersColumn, 112);
    columns->resizeSection(PluginListModel::StateColumn, 128);
    columns->resizeSection(PluginListModel::SwitchColumn, 60);

    connect(&m_clock, &BusyClock::ticked, viewport(), QOverload<>::of(&QWidget::update));
    const auto follow = [this] {
        bool isBusy = false;
        for (int row = 0; row < m_plugins.rowCount(); ++row)
            isBusy = isBusy || m_plugins.index(row, 0).data(PluginListModel::BusyRole).toBool();
        m_clock.setRunning(isBusy);
    };
    connect(&model, &QAbstractItemModel::dataChanged, this, follow);
    connect(&model, &QAbstractItemModel::rowsInserted, this, follow);
    connect(&model, &QAbstractItemModel::rowsRemoved, this, follow);
    follow();
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &PluginListView::chosenChanged);
}

QString PluginListView::chosenId() const
{
    const QModelIndexList rows = selectionModel()->selectedRows();
    return rows.isEmpty() ? QString() : rows.first().data(PluginListModel::IdRole).toString();
}

void PluginListView::turnOver(const QModelIndex& row)
{
    const QModelIndex cell = row.siblingAtColumn(PluginListModel::SwitchColumn);
    const bool on = cell.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    m_plugins.setData(cell, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

bool PluginListView::event(QEvent* event)
{
    // Elsewhere Space is the shortcut for play and pause, and Delete removes tracks.
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Space || key == Qt::Key_Delete) {
            event->accept();
            return true;
        }
    }
    return QTreeView::event(event);
}

void PluginListView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && currentIndex().isValid())
        turnOver(currentIndex());
    else if (event->key() == Qt::Key_Delete && !chosenId().isEmpty())
        emit removalWanted();
    else
        QTreeView::keyPressEvent(event);
}

void PluginListView::mousePressEvent(QMouseEvent* event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    const bool isSwitch =
        event->button() == Qt::LeftButton && index.column() == PluginListModel::SwitchColumn;
    m_pressed = isSwitch ? index : QModelIndex();
    QTreeView::mousePressEvent(event);
}

void PluginListView::mouseReleaseEvent(QMouseEvent* event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    const QPersistentModelIndex pressed = std::exchange(m_pressed, {});
    QTreeView::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton && index.isValid() && pressed == index)
        turnOver(index);
}

void PluginListView::drawRow(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const
{
    const Colours& colours = coloursOf(palette());
    const bool chosen = selectionModel()->isRowSelected(index.row(), {});
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (chosen) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(colours.selected);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(0, 1, 0, -1), 6, 6);
    }
    painter->restore();
    QStyleOptionViewItem cell = option;
    initViewItemOption(&cell);
    for (int column = 0; column < PluginListModel::ColumnCount; ++column) {
        cell.rect = QRect(columnViewportPosition(column), option.rect.top(), columnWidth(column),
                          option.rect.height());
        itemDelegate()->paint(painter, cell, index.siblingAtColumn(column));
    }
    if (index.data(PluginListModel::BusyRole).toBool()) {
        const int column = PluginListModel::StateColumn;
        drawBusyLine(*painter,
                     QRectF(columnViewportPosition(column) + kCellMargin, option.rect.bottom() - 5,
                            columnWidth(column) - 2 * kCellMargin, 2),
                     m_clock.phase(), colours);
    }
    if (hasFocus() && currentIndex().row() == index.row())
        drawFocusRing(*painter, QRectF(option.rect).adjusted(0, 1, 0, -1), 5, palette());
}

} // namespace stellatune
