#include "app/ui/settings/plugin_list_model.h"

#include "app/ui/settings/plugin_texts.h"

#include <algorithm>

namespace stellatune {

PluginListModel::PluginListModel(PluginDesk& desk, QObject* parent)
    : QAbstractTableModel(parent), m_desk(desk), m_rows(rowsOfDesk())
{
    connect(&desk, &PluginDesk::changed, this, &PluginListModel::follow);
}

std::vector<PluginListModel::Row> PluginListModel::rowsOfDesk() const
{
    std::vector<Row> rows;
    for (const PluginStatus& plugin : m_desk.plugins()) {
        Row row;
        row.id = QString::fromStdString(plugin.desired.id);
        row.name = pluginName(plugin);
        row.version = QString::fromStdString(plugin.desired.version);
        row.offers = offersText(plugin.metadata.capabilities);
        const QString busy = m_desk.busyText(plugin.desired.id);
        row.isBusy = !busy.isEmpty() || plugin.state == PluginStatus::State::Leaving;
        const int users = usersOf(plugin);
        row.state = !busy.isEmpty() ? busy : stateText(plugin);
        if (busy.isEmpty() && plugin.state == PluginStatus::State::Loaded && users > 0)
            row.state = users == 1 ? tr("In use by 1") : tr("In use by %1").arg(users);
        row.detail = QString::fromStdString(plugin.detail);
        row.isOn = plugin.desired.enabled && plugin.state != PluginStatus::State::Leaving;
        row.isFailed = plugin.state == PluginStatus::State::Failed ||
                       (plugin.state == PluginStatus::State::Disabled && !plugin.detail.empty());
        rows.push_back(std::move(row));
    }
    return rows;
}

void PluginListModel::follow()
{
    std::vector<Row> next = rowsOfDesk();
    const auto idBefore = [](const Row& a, const Row& b) { return a.id < b.id; };
    std::sort(next.begin(), next.end(), idBefore);
    size_t row = 0;
    for (size_t other = 0; row < m_rows.size() || other < next.size();) {
        const bool isGone =
            row < m_rows.size() && (other == next.size() || idBefore(m_rows[row], next[other]));
        const int at = static_cast<int>(row);
        if (isGone) {
            beginRemoveRows({}, at, at);
            m_rows.erase(m_rows.begin() + at);
            endRemoveRows();
            continue;
        }
        if (row == m_rows.size() || idBefore(next[other], m_rows[row])) {
            beginInsertRows({}, at, at);
            m_rows.insert(m_rows.begin() + at, next[other]);
            endInsertRows();
        } else if (m_rows[row] != next[other]) {
            m_rows[row] = next[other];
            emit dataChanged(index(at, 0), index(at, ColumnCount - 1));
        }
        ++row;
        ++other;
    }
}

int PluginListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PluginListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PluginListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Row& row = m_rows[static_cast<size_t>(index.row())];
    switch (role) {
    case IdRole:
        return row.id;
    case FailedRole:
        return row.isFailed;
    case BusyRole:
        return row.isBusy;
    case Qt::ToolTipRole:
        return index.column() == StateColumn && !row.detail.isEmpty() ? row.detail : QVariant();
    case Qt::CheckStateRole:
        if (index.column() == SwitchColumn)
            return row.isOn ? Qt::Checked : Qt::Unchecked;
        return {};
    case Qt::AccessibleTextRole:
        if (index.column() == SwitchColumn)
            return row.isOn ? tr("%1 is on").arg(row.name) : tr("%1 is off").arg(row.name);
        break;
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (index.column()) {
    case NameColumn:
        return row.name;
    case VersionColumn:
        return row.version;
    case OffersColumn:
        return row.offers;
    case StateColumn:
        return row.state;
    default:
        return {};
    }
}

QVariant PluginListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Plugin");
    case VersionColumn:
        return tr("Version");
    case OffersColumn:
        return tr("Offers");
    case StateColumn:
        return tr("State");
    case SwitchColumn:
        return tr("On");
    default:
        return {};
    }
}

Qt::ItemFlags PluginListModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return {};
    Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
    if (index.column() == SwitchColumn && !m_rows[static_cast<size_t>(index.row())].isBusy)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

bool PluginListModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::CheckStateRole || !flags(index).testFlag(Qt::ItemIsUserCheckable))
        return false;
    m_desk.setEnabled(m_rows[static_cast<size_t>(index.row())].id.toStdString(),
                      value.toInt() == Qt::Checked);
    return true;
}

QModelIndex PluginListModel::indexOf(const QString& pluginId) const
{
    for (size_t row = 0; row < m_rows.size(); ++row) {
        if (m_rows[row].id == pluginId)
            return index(static_cast<int>(row), 0);
    }
    return {};
}

} // namespace stellatune
