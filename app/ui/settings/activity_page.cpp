#include "app/ui/settings/activity_page.h"

#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/plugin_texts.h"
#include "app/ui/settings/text_row_delegate.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace stellatune {
namespace {

constexpr int kLookIntervalMs = 500;
enum Column : uint8_t { Plugin, Load, State, Holders, User, Thread, Reason, ColumnCount };

bool isNumber(int column)
{
    return column == Load || column == Holders;
}

QString reasonText(const LeaseView& lease)
{
    switch (lease.state) {
    case LeaseView::State::Current:
        return lease.holders == 0 ? ActivityPage::tr("kept for the next who needs it") : QString();
    case LeaseView::State::Retired:
        if (lease.holders == 0)
            return ActivityPage::tr("about to be unloaded");
        if (!lease.instances.empty())
            return ActivityPage::tr("waits for those who use it");
        return lease.holders == 1
                   ? ActivityPage::tr("waits for one who was about to use it")
                   : ActivityPage::tr("waits for %1 who were about to use it").arg(lease.holders);
    case LeaseView::State::Resident:
        break;
    }
    return QString::fromStdString(lease.detail);
}

/// The call that the instance is in, as the interface names it.
QString userText(const ModuleLease::InstanceView& instance)
{
    const QString type = QString::fromStdString(instance.typeId);
    if (!instance.call || instance.call->function == nullptr)
        return type;
    return ActivityPage::tr("%1, in %2").arg(type, QLatin1String(instance.call->function));
}

} // namespace

ActivityPage::ActivityPage(PluginDesk& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_report(makeQuietLabel("applyReport", {}, this)),
      m_model(new QStandardItemModel(0, ColumnCount, this)), m_leases(makeLeaseView()),
      m_noLeases(makeQuietLabel("noLeases",
                                tr("No plugin is in memory. One is loaded when something needs it."), this)),
      m_apply(new QPushButton(tr("&Apply Now"), this)), m_collect(new QPushButton(tr("&Unload Unused"), this))
{
    setObjectName(QStringLiteral("activityPage"));
    setAccessibleName(tr("Activity"));
    m_apply->setObjectName(QStringLiteral("applyNow"));
    m_apply->setAccessibleName(tr("Apply now"));
    m_apply->setToolTip(tr("Looks at the plugins' files again and loads what is on and is not loaded yet"));
    m_apply->setAutoDefault(false);
    m_collect->setObjectName(QStringLiteral("collectNow"));
    m_collect->setAccessibleName(tr("Unload unused"));
    m_collect->setToolTip(tr("Tries again to unload old builds that nothing uses"));
    m_collect->setAutoDefault(false);
    connect(m_apply, &QPushButton::clicked, &desk, &PluginDesk::applyState);
    connect(m_collect, &QPushButton::clicked, &desk, &PluginDesk::collect);
    m_report->setAccessibleName(tr("Last change"));
    m_report->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);

    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->setContentsMargins(8, 0, 0, 0);
    head->addWidget(makeHeadline("reportTitle", tr("Last change"), this), 1);
    head->addWidget(m_apply);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(8);
    middle->setContentsMargins(8, 0, 0, 0);
    middle->addWidget(makeHeadline("leasesTitle", tr("In memory"), this), 1);
    middle->addWidget(m_collect);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 16, 16, 16); // the list's cells have a margin of 8 of their own
    layout->setSpacing(8);
    layout->addLayout(head);
    m_report->setContentsMargins(8, 0, 0, 0);
    layout->addWidget(m_report);
    layout->addSpacing(16);
    layout->addLayout(middle);
    m_noLeases->setContentsMargins(8, 0, 0, 0);
    layout->addWidget(m_noLeases);
    layout->addWidget(m_leases, 1);
    layout->addStretch();

    connect(&desk, &PluginDesk::changed, this, &ActivityPage::refresh);
    m_look.setInterval(kLookIntervalMs);
    connect(&m_look, &QTimer::timeout, this, &ActivityPage::showLeases);
    refresh();
}

QTreeView* ActivityPage::makeLeaseView()
{
    m_model->setHorizontalHeaderLabels(
        {tr("Plugin"), tr("Load"), tr("State"), tr("Holders"), tr("In use as"), tr("Thread"), tr("Reason")});
    for (int column = 0; column < ColumnCount; ++column)
        m_model->horizontalHeaderItem(column)->setTextAlignment(
            (isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    auto* view = new QTreeView(this);
    view->setObjectName(QStringLiteral("leaseList"));
    view->setAccessibleName(tr("Plugins in memory"));
    view->setModel(m_model);
    view->setItemDelegate(new TextRowDelegate(view));
    view->setFrameShape(QFrame::NoFrame);
    view->setRootIsDecorated(false);
    view->setIndentation(0);
    view->setUniformRowHeights(true);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setAllColumnsShowFocus(true); // one ring around the row
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QHeaderView* columns = view->header();
    columns->setObjectName(QStringLiteral("leaseListHeader"));
    columns->setAccessibleName(tr("Columns"));
    columns->setFixedHeight(32);
    columns->setStretchLastSection(true);
    columns->setSectionsMovable(false);
    columns->setSectionResizeMode(QHeaderView::Fixed);
    columns->resizeSection(Plugin, 160);
    columns->resizeSection(Load, 64);
    columns->resizeSection(State, 88);
    columns->resizeSection(Holders, 72);
    columns->resizeSection(User, 160);
    columns->resizeSection(Thread, 88);
    return view;
}

void ActivityPage::refresh()
{
    const auto nameOf = [this](const std::string& id) {
        const PluginStatus* plugin = m_desk.find(id);
        return plugin == nullptr ? QString::fromStdString(id) : pluginName(*plugin);
    };
    const QString report = reportText(m_desk.lastReport(), nameOf);
    m_report->setText(report.isEmpty() ? tr("Nothing was changed yet.") : report);
    const bool isPossible = m_desk.coordinator() != nullptr && !m_desk.isApplying();
    m_apply->setEnabled(isPossible);
    m_apply->setText(m_desk.isApplying() ? tr("Applying…") : tr("&Apply Now"));
    m_collect->setEnabled(isPossible);

    showLeases();
}

void ActivityPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
    m_look.start();
}

void ActivityPage::hideEvent(QHideEvent* event)
{
    m_look.stop();
    QWidget::hideEvent(event);
}

QString ActivityPage::threadText(std::thread::id thread)
{
    if (thread == std::thread::id())
        return {};
    const auto met = std::find(m_threads.begin(), m_threads.end(), thread);
    const auto number = met - m_threads.begin() + 1;
    if (met == m_threads.end())
        m_threads.push_back(thread);
    return tr("Thread %1").arg(number);
}

QStringList ActivityPage::cellsOf(const LeaseView& lease, const ModuleLease::InstanceView* instance)
{
    const PluginStatus* plugin = m_desk.find(lease.pluginId);
    return {plugin == nullptr ? QString::fromStdString(lease.pluginId) : pluginName(*plugin),
            QString::number(lease.epoch),
            leaseStateText(lease.state),
            QString::number(lease.holders),
            instance == nullptr ? QString() : userText(*instance),
            instance == nullptr ? QString() : threadText(instance->owner),
            reasonText(lease)};
}

void ActivityPage::showLeases()
{
    QList<QStringList> rows;
    if (m_desk.coordinator() != nullptr) {
        for (const LeaseView& lease : m_desk.coordinator()->leases()) {
            for (const ModuleLease::InstanceView& instance : lease.instances)
                rows.append(cellsOf(lease, &instance));
            if (lease.instances.empty())
                rows.append(cellsOf(lease, nullptr));
        }
    }
    m_model->setRowCount(static_cast<int>(rows.size()));
    for (int row = 0; row < m_model->rowCount(); ++row) {
        for (int column = 0; column < ColumnCount; ++column) {
            const QModelIndex cell = m_model->index(row, column);
            const QString& text = rows[row][column];
            if (cell.data().isValid() && cell.data().toString() == text)
                continue;
            m_model->setData(cell, text);
            m_model->setData(cell, text, Qt::ToolTipRole);
            m_model->setData(cell, static_cast<int>(isNumber(column) ? Qt::AlignRight : Qt::AlignLeft),
                             Qt::TextAlignmentRole);
        }
    }
    m_leases->setVisible(!rows.isEmpty());
    m_noLeases->setVisible(rows.isEmpty());
}

} // namespace stellatune
