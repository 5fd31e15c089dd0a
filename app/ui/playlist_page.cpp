#include "app/ui/playlist_page.h"

#include "app/playlist/playlist_editor.h"
#include "app/playlist/playlist_filter.h"
#include "app/playlist/playlist_model.h"
#include "app/ui/actions.h"
#include "app/ui/empty_state.h"
#include "app/ui/filter_bar.h"
#include "app/ui/message_strip.h"
#include "app/ui/playlist_view.h"
#include "app/ui/progress_strip.h"
#include "app/ui/theme.h"

#include <QHeaderView>
#include <QLocale>
#include <QMenu>
#include <QPaintEvent>
#include <QPainter>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace stellatune {
namespace {

constexpr int kVisibleSettleMs = 100;

} // namespace

PlaylistPage::PlaylistPage(const Parts& parts, bool hasDemo, QWidget* parent)
    : QWidget(parent), m_model(parts.model), m_filter(parts.filter), m_editor(parts.editor),
      m_filterBar(new FilterBar(this)), m_messages(new MessageStrip(this)),
      m_view(new PlaylistView(parts.filter, this)),
      m_empty(new EmptyState(Icon::Note, tr("Nothing to play yet"),
                             tr("Drop music files or folders here, or choose them."), this)),
      m_noMatch(new EmptyState(Icon::Search, tr("No match"), {}, this)), m_progress(new ProgressStrip(this)),
      m_stack(new QStackedLayout), m_contextMenu(new QMenu(this))
{
    m_empty->addButton("emptyOpenFiles", parts.actions.openFiles);
    m_empty->addButton("emptyOpenFolder", parts.actions.openFolder);
    if (hasDemo)
        m_empty->addButton("emptyPlayDemo", parts.actions.playDemo);
    m_messages->setObjectName(QStringLiteral("messageStrip"));

    auto* top = new QHBoxLayout;
    top->setContentsMargins(16, 8, 16, 8);
    top->addWidget(m_filterBar);
    auto* stackHost = new QWidget(this);
    stackHost->setLayout(m_stack);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_noMatch);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_messages);
    layout->addWidget(stackHost, 1);
    layout->addWidget(m_progress);

    QMenu* menu = m_contextMenu;
    menu->setObjectName(QStringLiteral("playlistMenu"));
    menu->setAccessibleName(tr("Chosen tracks"));
    menu->addAction(parts.actions.playSelected);
    menu->addSeparator();
    menu->addAction(parts.actions.remove);
    menu->addSeparator();
    menu->addAction(parts.actions.showInFolder);
    menu->addAction(parts.actions.copyPath);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this, [this](const QPoint& position) {
        if (m_view->selectionModel()->hasSelection())
            m_contextMenu->popup(m_view->viewport()->mapToGlobal(position));
    });

    connect(m_filterBar, &FilterBar::textChanged, this, [this](const QString& text) {
        m_filter.setText(text);
        showCount();
    });
    connect(m_filterBar, &FilterBar::left, this, [this] {
        m_view->setFocus(Qt::OtherFocusReason);
        if (!m_view->currentIndex().isValid())
            m_view->setCurrentIndex(m_filter.index(0, 0));
    });
    connect(m_view, &PlaylistView::searchTyped, this, [this](const QString& text) {
        m_filterBar->focusField(Qt::ShortcutFocusReason);
        m_filterBar->setText(text);
    });
    connect(m_view, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        emit playRequested(index.data(PlaylistModel::EntryIdRole).value<EntryId>());
    });
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_filter, signal, this, &PlaylistPage::showCount);
    connect(&m_filter, &QAbstractItemModel::modelReset, this, &PlaylistPage::showCount);
    connect(&m_filter, &QAbstractItemModel::layoutChanged, this, &PlaylistPage::showCount);

    m_visibleTimer.setSingleShot(true);
    m_visibleTimer.setInterval(kVisibleSettleMs);
    connect(m_view, &PlaylistView::visibleRowsChanged, &m_visibleTimer, qOverload<>(&QTimer::start));
    connect(&m_visibleTimer, &QTimer::timeout, this,
            [this] { emit visibleRowsSettled(m_view->visibleIds()); });

    connectAdding();
    connectSorting();
    showCount();
}

void PlaylistPage::connectAdding()
{
    FileCollector& collector = m_editor.collector();
    connect(&collector, &FileCollector::busyChanged, m_progress, &ProgressStrip::setBusy);
    connect(&collector, &FileCollector::progress, this, [this](quint64, int found, const QString& folder) {
        m_progress->setText(tr("Adding %1 files from %2").arg(QLocale().toString(found), folder));
    });
    connect(&collector, &FileCollector::finished, this, [this](quint64, const CollectionReport& report) {
        for (const QString& reason : report.reasons)
            m_messages->add(reason);
    });
    connect(m_progress, &ProgressStrip::cancelled, &collector, &FileCollector::cancel);
}

void PlaylistPage::connectSorting()
{
    QHeaderView* header = m_view->header();
    connect(header, &QHeaderView::sectionClicked, this, [this, header](int column) {
        m_sorting = true;
        m_editor.sort(column, header->sortIndicatorOrder()); // the header has turned it over already
        m_sorting = false;
        header->setSortIndicatorShown(true);
        emit sorted();
    });
    const auto forgetOrder = [this, header] {
        if (!m_sorting)
            header->setSortIndicatorShown(false);
    };
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, forgetOrder);
    connect(&m_model, &QAbstractItemModel::layoutChanged, this, forgetOrder);
    connect(&m_model, &QAbstractItemModel::modelReset, this, forgetOrder);
}

void PlaylistPage::showCount()
{
    const int all = m_model.rowCount();
    const int shown = m_filter.rowCount();
    m_filterBar->setCount(shown, all);
    m_filterBar->setVisible(all > 0);
    const bool firstRows = all > 0 && m_stack->currentWidget() == m_empty;
    if (all == 0)
        m_stack->setCurrentWidget(m_empty);
    else if (shown == 0)
        m_stack->setCurrentWidget(m_noMatch);
    else
        m_stack->setCurrentWidget(m_view);
    if (firstRows)
        m_view->setFocus(Qt::OtherFocusReason); // so that Space plays and the arrows move
    if (all > 0 && shown == 0)
        m_noMatch->setAdvice(tr("No track holds “%1”. Press Esc to see all %2.")
                                 .arg(m_filter.text().trimmed(), QLocale().toString(all)));
    m_visibleTimer.start();
}

void PlaylistPage::paintEvent(QPaintEvent* event)
{
    QPainter(this).fillRect(event->rect(), coloursOf(palette()).base);
}

} // namespace stellatune
