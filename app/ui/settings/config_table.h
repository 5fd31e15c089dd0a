// A list of like rows in a configuration, each with its fields side by side.
#pragma once

#include "app/ui/settings/config_editor.h"

#include <QJsonArray>

#include <vector>

class QGridLayout;
class QPushButton;

namespace stellatune {

class ConfigTable final : public ConfigEditor {
    Q_OBJECT

  public:
    /// Of a Table, or of Numbers, whose rows have one field.
    ConfigTable(const ConfigField& field, const QString& name, QWidget* parent = nullptr);

    QJsonValue value() const override { return m_rows; }
    void setValue(const QJsonValue& value) override;
    bool isWide() const override { return true; }

  private:
    void showRows();
    void addEditors(int row);
    void finishTyping();
    void addRow();
    void removeRow(int row);
    QJsonValue cell(int row, const ConfigField& column) const;
    void setCell(int row, const ConfigField& column, const QJsonValue& value);
    bool isFixed() const { return m_field.minItems == m_field.maxItems && m_field.maxItems > 0; }

    const ConfigField m_field;
    QJsonArray m_rows; ///< with what no column shows
    QGridLayout* m_grid;
    QWidget* m_body = nullptr;
    QPushButton* m_add;
    std::vector<QWidget*> m_firsts;  ///< of each row, the first field
    std::vector<QWidget*> m_removes; ///< of each row
};

} // namespace stellatune
