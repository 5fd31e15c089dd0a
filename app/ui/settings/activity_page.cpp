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

namespace stellatune {
namespace {

constexpr int kLookIntervalMs = 500;
enum Column : uint8_t { Plugin, Load, State, Holders, Instances, Reason, ColumnCount };

QStringList cellsOf(const LeaseView& lease, const QString& name)
{
    const QString reason = lease.state == LeaseView::State::Retired
                               ? ActivityPage::tr("waits for what uses it")
                               : QString::fromStdString(lease.detail);
    return {name,
            QString::number(lease.epoch),
            leaseStateText(lease.state),
            QString::number(lease.holders),
            instancesText(lease),
            reason};
}

} // namespace

ActivityPage::ActivityPage(PluginDesk& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_report(makeQuietLabel("applyReport", {}, this)),
      m_model(new QStandardItemModel(0, ColumnCount, this)), m_leases(makeLeaseView()),
      m_noLeases(makeQuietLabel("noLeases",
                                tr("No plugin is in memory. One is loaded when something needs it."), this)),
      m_apply(new QPushButton(tr("Apply Now"), this)), m_collect(new QPushButton(tr("Unload Unused"), this))
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
    m_report->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(makeHeadline("reportTitle", tr("Last change"), this), 1);
    head->addWidget(m_apply);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(8);
    middle->addWidget(makeHeadline("leasesTitle", tr("In memory"), this), 1);
    middle->addWidget(m_collect);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addWidget(m_report);
    layout->addSpacing(12);
    layout->addLayout(middle);
    layout->addWidget(m_noLeases);
    layout->addWidget(m_leases, 1);
    layout->addStretch();

    connect(&desk, &PluginDesk::changed, this, &ActivityPage::refresh);
    m_look.setInterval(kLookIntervalMs);
    connect(&m_look, &QTimer::timeout, this, [this] {
        if (isVisible())
            refresh();
    });
    m_look.start();
    refresh();
}

QTreeView* ActivityPage::makeLeaseView()
{
    m_model->setHorizontalHeaderLabels(
        {tr("Plugin"), tr("Load"), tr("State"), tr("Holders"), tr("Instances"), tr("Reason")});
    for (int column = 0; column < ColumnCount; ++column)
        m_model->horizontalHeaderItem(column)->setTextAlignment(
            (column == Load || column == Holders ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
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
    columns->resizeSection(Holders, 80);
    columns->resizeSection(Instances, 176);
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
    m_collect->setEnabled(isPossible);

    const std::vector<LeaseView> leases =
        m_desk.coordinator() == nullptr ? std::vector<LeaseView>() : m_desk.coordinator()->leases();
    m_model->setRowCount(static_cast<int>(leases.size()));
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const LeaseView& lease = leases[static_cast<size_t>(row)];
        const QStringList cells = cellsOf(lease, nameOf(lease.pluginId));
        for (int column = 0; column < ColumnCount; ++column) {
            const QModelIndex cell = m_model->index(row, column);
            if (cell.data().toString() == cells[column])
                continue;
            m_model->setData(cell, cells[column]);
            m_model->setData(cell, cells[column], Qt::ToolTipRole);
            m_model->setData(
                cell, static_cast<int>(column == Load || column == Holders ? Qt::AlignRight : Qt::AlignLeft),
                Qt::TextAlignmentRole);
        }
    }
    m_leases->setVisible(!leases.empty());
    m_noLeases->setVisible(leases.empty());
}

} // namespace stellatune
