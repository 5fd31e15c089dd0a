#include "app/ui/settings/chain_list.h"

#include "app/ui/icons.h"
#include "app/ui/settings/row_ground.h"
#include "app/ui/settings/switch_mark.h"
#include "app/ui/theme.h"
#include "engine/dsp/dsp_spec_edits.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QSignalBlocker>

#include <algorithm>
#include <utility>

namespace stellatune {
namespace {

constexpr int kIdRole = Qt::UserRole; ///< 0: a heading
constexpr int kDetailRole = Qt::UserRole + 1;
constexpr int kTroubleRole = Qt::UserRole + 2;
constexpr int kOnRole = Qt::UserRole + 3;
constexpr int kEmptyRole = Qt::UserRole + 4; ///< of a heading: nothing is under it
constexpr int kMargin = 8;
constexpr int kIcon = 16;
constexpr int kSwitchPlace = 52; ///< at the end of a row

bool isHeading(const QModelIndex& index)
{
    return index.data(kIdRole).toULongLong() == 0;
}

int lineHeight(const QStyleOptionViewItem& option)
{
    return option.fontMetrics.height();
}

} // namespace

QSize ChainListDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int line = lineHeight(option);
    if (!isHeading(index))
        return {0, std::max(52, 2 * line + 18)};
    return {0, 2 * line + 22 + (index.data(kEmptyRole).toBool() ? line + 16 : 0)};
}

void ChainListDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const
{
    const Colours& colours = coloursOf(option.palette);
    const QRectF ground = QRectF(option.rect).adjusted(0, 1, 0, -1);
    const int line = lineHeight(option);
    const QString detail = index.data(kDetailRole).toString();
    QRect rect = option.rect.adjusted(kMargin, 0, -kMargin, 0);
    painter->save();
    const auto write = [&](int top, const QColor& colour, const QString& text) {
        painter->setPen(colour);
        painter->drawText(QRect(rect.left(), top, rect.width(), line), Qt::AlignVCenter | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(text, Qt::ElideRight, std::max(0, rect.width())));
    };
    painter->setFont(option.font);
    if (isHeading(index)) {
        QFont heavy = option.font;
        heavy.setWeight(QFont::DemiBold);
        painter->setFont(heavy);
        write(rect.top() + 10, colours.text, index.data().toString());
        painter->setFont(option.font);
        write(rect.top() + 12 + line, colours.secondaryText, detail);
        if (index.data(kEmptyRole).toBool())
            write(rect.top() + 28 + 2 * line, colours.secondaryText, ChainList::tr("Nothing here"));
        painter->restore();
        return;
    }
    drawRowGround(*painter, ground, option);
    const bool isOn = index.data(kOnRole).toBool();
    const bool isTrouble = index.data(kTroubleRole).toBool();
    drawSwitchMark(*painter, QPointF(rect.right() - kSwitchMark.width() / 2.0, ground.center().y()), isOn,
                   true, colours);
    rect.setRight(rect.right() - kSwitchPlace);
    const int top = option.rect.top() + (option.rect.height() - 2 * line - 2) / 2;
    write(top, isOn ? colours.text : colours.secondaryText, index.data().toString());
    if (isTrouble) {
        painter->drawPixmap(
            rect.left(), top + line + 2 + (line - kIcon) / 2,
            iconPixmap(Icon::Warning, kIcon, colours.warning, painter->device()->devicePixelRatioF()));
        rect.setLeft(rect.left() + kIcon + 6);
    }
    write(top + line + 2, isTrouble ? colours.warning : colours.secondaryText, detail);
    drawRowRing(*painter, ground, option);
    painter->restore();
}

ChainList::ChainList(QWidget* parent) : QListWidget(parent)
{
    setObjectName(QStringLiteral("chainList"));
    setAccessibleName(tr("Effects, in the order in which the music passes them"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setItemDelegate(new ChainListDelegate(this));
    setDragDropMode(QAbstractItemView::InternalMove);
    setDefaultDropAction(Qt::MoveAction);
    viewport()->setMouseTracking(true);
    connect(this, &QListWidget::currentRowChanged, this, &ChainList::chosenChanged);
    // Queued, because the view is still at work on the row that was dropped.
    connect(model(), &QAbstractItemModel::rowsMoved, this, &ChainList::takeOrder, Qt::QueuedConnection);
}

void ChainList::addHeading(const QString& text, const QString& advice, bool isEmpty)
{
    auto* item = new QListWidgetItem(text, this);
    item->setData(kIdRole, qulonglong{0});
    item->setData(kDetailRole, advice);
    item->setData(kEmptyRole, isEmpty);
    item->setData(Qt::AccessibleTextRole, QStringLiteral("%1. %2").arg(text, advice));
    item->setFlags(Qt::NoItemFlags);
}

void ChainList::addNode(const DspNodeSpec& node)
{
    auto* item = new QListWidgetItem(this);
    item->setData(kIdRole, qulonglong{node.id});
    item->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsDragEnabled);
}

void ChainList::build(const DspSpec& spec)
{
    const QSignalBlocker quiet(this);
    const uint64_t id = chosen();
    const int row = std::max(0, currentRow());
    const int scrolled = verticalScrollBar()->value();
    clear();
    addHeading(tr("On the track"), tr("Its own channels and rate"), spec.beforeMapping.empty());
    for (const DspNodeSpec& node : spec.beforeMapping)
        addNode(node);
    addHeading(tr("On the output"), tr("Channels and rate of the device"), spec.afterMapping.empty());
    for (const DspNodeSpec& node : spec.afterMapping)
        addNode(node);
    choose(id);
    // The one that moved up to the place of one that is gone, or the one before.
    for (int next = row; next < count() && chosen() == 0; ++next)
        choose(item(next)->data(kIdRole).toULongLong());
    for (int before = std::min(row, count() - 1); before > 0 && chosen() == 0; --before)
        choose(item(before)->data(kIdRole).toULongLong());
    verticalScrollBar()->setValue(scrolled);
}

void ChainList::present(const DspSpec& spec, const std::function<ChainRow(const DspNodeSpec&)>& rowOf)
{
    const uint64_t before = chosen();
    if (count() == 0 || !hasSameRows(spec))
        build(spec);
    m_spec = spec;
    for (int row = 0; row < count(); ++row) {
        QListWidgetItem& shown = *item(row);
        const DspNodeSpec* node = findNode(spec, shown.data(kIdRole).toULongLong());
        if (node == nullptr)
            continue;
        const ChainRow words = rowOf(*node);
        shown.setText(words.name);
        shown.setData(kDetailRole, words.detail);
        shown.setData(kTroubleRole, words.isTrouble);
        shown.setData(kOnRole, !node->bypassed);
        shown.setData(Qt::AccessibleTextRole, QStringLiteral("%1, %2").arg(words.name, words.detail));
        shown.setToolTip(words.isTrouble ? words.detail : QString());
    }
    if (chosen() != before)
        emit chosenChanged();
}

bool ChainList::hasSameRows(const DspSpec& spec) const
{
    const auto isSame = [](const std::vector<DspNodeSpec>& a, const std::vector<DspNodeSpec>& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [](const DspNodeSpec& x, const DspNodeSpec& y) { return x.id == y.id; });
    };
    return isSame(spec.beforeMapping, m_spec.beforeMapping) && isSame(spec.afterMapping, m_spec.afterMapping);
}

uint64_t ChainList::chosen() const
{
    const QListWidgetItem* item = currentItem();
    return item == nullptr ? 0 : item->data(kIdRole).toULongLong();
}

void ChainList::choose(uint64_t id)
{
    for (int row = 0; row < count() && id != 0; ++row) {
        if (item(row)->data(kIdRole).toULongLong() == id)
            setCurrentRow(row);
    }
}

void ChainList::takeOrder()
{
    DspSpec spec;
    DspPlace place = DspPlace::BeforeMapping;
    int headings = 0;
    for (int row = 0; row < count(); ++row) {
        const uint64_t id = item(row)->data(kIdRole).toULongLong();
        if (id == 0)
            place = ++headings > 1 ? DspPlace::AfterMapping : DspPlace::BeforeMapping;
        else if (const DspNodeSpec* node = findNode(m_spec, id))
            nodesAt(spec, place).push_back(*node); // what is dropped above the first heading goes below it
    }
    if (spec == m_spec)
        build(spec); // a heading was passed, and nothing else
    emit reordered(spec);
}

bool ChainList::isOnSwitch(const QPoint& point) const
{
    const QModelIndex index = indexAt(point);
    return index.isValid() && !isHeading(index) && point.x() >= visualRect(index).right() - kSwitchPlace;
}

bool ChainList::event(QEvent* event)
{
    // Elsewhere Space is the shortcut for play and pause, and Delete removes tracks.
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Space || key == Qt::Key_Delete) {
            event->accept();
            return true;
        }
    }
    return QListWidget::event(event);
}

void ChainList::keyPressEvent(QKeyEvent* event)
{
    const uint64_t id = chosen();
    const bool isArrow = event->key() == Qt::Key_Up || event->key() == Qt::Key_Down;
    if (id != 0 && isArrow && event->modifiers() == Qt::AltModifier)
        emit moveWanted(id, event->key() == Qt::Key_Up ? -1 : 1);
    else if (id != 0 && event->key() == Qt::Key_Space)
        emit turnedOver(id);
    else if (id != 0 && event->key() == Qt::Key_Delete)
        emit removalWanted(id);
    else
        QListWidget::keyPressEvent(event);
}

void ChainList::mousePressEvent(QMouseEvent* event)
{
    const QPoint point = event->position().toPoint();
    const bool isSwitch = event->button() == Qt::LeftButton && isOnSwitch(point);
    m_pressed = isSwitch ? indexAt(point).data(kIdRole).toULongLong() : 0;
    setDragEnabled(!isSwitch);
    QListWidget::mousePressEvent(event);
}

void ChainList::mouseReleaseEvent(QMouseEvent* event)
{
    const uint64_t pressed = std::exchange(m_pressed, 0);
    const QPoint point = event->position().toPoint();
    QListWidget::mouseReleaseEvent(event);
    if (pressed != 0 && isOnSwitch(point) && indexAt(point).data(kIdRole).toULongLong() == pressed)
        emit turnedOver(pressed);
}

} // namespace stellatune
