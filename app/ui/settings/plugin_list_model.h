// The installed plugins as rows.
#pragma once

#include "app/ui/settings/plugin_desk.h"

#include <QAbstractTableModel>

namespace stellatune {

/// Follows the desk. The row of a plugin keeps its index across changes of others as far as Qt's rules for
/// models allow: rows come and go one by one.
class PluginListModel : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Column : uint8_t { NameColumn, VersionColumn, OffersColumn, StateColumn, SwitchColumn, ColumnCount };
    enum Role : uint16_t {
        IdRole = Qt::UserRole,
        FailedRole, ///< bool
        BusyRole,   ///< bool: it is on its way to somewhere
    };

    explicit PluginListModel(PluginDesk& desk, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Qt::CheckStateRole of SwitchColumn: switches the plugin on or off.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

    QModelIndex indexOf(const QString& pluginId) const;

  private:
    struct Row {
        QString id;
        QString name;
        QString version;
        QString offers;
        QString state;
        QString detail;
        bool isOn = false;
        bool isFailed = false;
        bool isBusy = false;
        bool operator==(const Row&) const = default;
    };

    std::vector<Row> rowsOfDesk() const;
    void follow();

    PluginDesk& m_desk;
    std::vector<Row> m_rows; ///< sorted by id
};

} // namespace stellatune
