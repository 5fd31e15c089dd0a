#include "app/ui/settings/config_table.h"

#include "app/ui/icon_button.h"
#include "app/ui/settings/fact_list.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace stellatune {

ConfigTable::ConfigTable(const ConfigField& field, const QString& name, QWidget* parent)
    : ConfigEditor(parent), m_field(field), m_grid(nullptr), m_add(new QPushButton(tr("Add"), this))
{
    setObjectName(name);
    m_add->setObjectName(name + QStringLiteral("Add"));
    m_add->setAccessibleName(tr("Add to %1").arg(field.title));
    m_add->setAutoDefault(false);
    m_add->setVisible(!isFixed());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QPushButton::clicked, this, &ConfigTable::addRow);
    showRows();
}

void ConfigTable::setValue(const QJsonValue& value)
{
    if (m_rows == value.toArray())
        return;
    m_rows = value.toArray();
    showRows();
}

void ConfigTable::showRows()
{
    if (m_body != nullptr) {
        // A field that goes with the focus in it tells of what was typed, about a row that may be another
        // now.
        for (ConfigEditor* editor : m_body->findChildren<ConfigEditor*>())
            editor->disconnect(this);
        m_body->hide();
        m_body->deleteLater(); // it may be a button in it that is at work
    }
    m_firsts.clear();
    m_removes.clear();
    m_body = new QWidget(this);
    m_grid = new QGridLayout(m_body);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(8);
    const auto columns = static_cast<int>(m_field.columns.size());
    for (int column = 0; column < columns && !m_rows.isEmpty(); ++column) {
        const QString title = m_field.columns[static_cast<size_t>(column)].title;
        if (!title.isEmpty())
            m_grid->addWidget(makeQuietLabel("configColumn", title, m_body), 0, column);
    }
    m_grid->setColumnStretch(columns + 1, 1);
    for (int row = 0; row < m_rows.size(); ++row)
        addEditors(row);
    m_body->setVisible(!m_rows.isEmpty());
    static_cast<QVBoxLayout*>(layout())->insertWidget(0, m_body);
    m_add->setEnabled(m_field.maxItems == 0 || m_rows.size() < m_field.maxItems);
}

void ConfigTable::addEditors(int row)
{
    for (size_t i = 0; i < m_field.columns.size(); ++i) {
        ConfigField column = m_field.columns[i];
        const QString what = column.title.isEmpty() ? m_field.title : column.title;
        const QString name = QStringLiteral("%1%2%3").arg(objectName()).arg(row + 1).arg(column.key);
        column.title = tr("%1, row %2").arg(what).arg(row + 1);
        ConfigEditor* editor = makeConfigEditor(column, EditorSize::Cell, name, m_body);
        editor->setToolTip(column.description);
        editor->setValue(cell(row, column));
        m_grid->addWidget(editor, row + 1, static_cast<int>(i));
        if (i == 0)
            m_firsts.push_back(editor);
        connect(editor, &ConfigEditor::edited, this, [this, editor, row, column] {
            setCell(row, column, editor->value());
            emit edited();
        });
    }
    if (isFixed())
        return;
    auto* remove = new IconButton(Icon::Close, 28, IconButton::Look::Plain, m_body);
    remove->setObjectName(QStringLiteral("%1%2Remove").arg(objectName()).arg(row + 1));
    remove->setAccessibleName(tr("Remove row %1").arg(row + 1));
    remove->setToolTip(tr("Remove"));
    remove->setEnabled(m_rows.size() > m_field.minItems);
    m_grid->addWidget(remove, row + 1, static_cast<int>(m_field.columns.size()));
    m_removes.push_back(remove);
    connect(remove, &IconButton::clicked, this, [this, row] { removeRow(row); });
}

QJsonValue ConfigTable::cell(int row, const ConfigField& column) const
{
    if (m_field.kind == ConfigField::Kind::Numbers)
        return m_rows.at(row);
    const QJsonObject object = m_rows.at(row).toObject();
    return object.contains(column.key) ? object[column.key] : column.defaultValue;
}

void ConfigTable::setCell(int row, const ConfigField& column, const QJsonValue& value)
{
    if (m_field.kind == ConfigField::Kind::Numbers) {
        m_rows.replace(row, value);
        return;
    }
    QJsonObject object = m_rows.at(row).toObject();
    object.insert(column.key, value);
    m_rows.replace(row, object);
}

/// What is typed and not finished counts for the row that it stands in.
void ConfigTable::finishTyping()
{
    if (QWidget* field = m_body->focusWidget())
        field->clearFocus();
}

void ConfigTable::addRow()
{
    finishTyping();
    m_rows.append(m_field.kind == ConfigField::Kind::Numbers ? m_field.columns.front().defaultValue
                                                             : QJsonValue(defaultsOf(m_field.columns)));
    showRows();
    m_firsts.back()->setFocus(Qt::TabFocusReason);
    emit edited();
}

void ConfigTable::removeRow(int row)
{
    finishTyping();
    m_rows.removeAt(row);
    showRows();
    if (m_removes.empty())
        m_add->setFocus(Qt::TabFocusReason);
    else
        m_removes[std::min(static_cast<size_t>(row), m_removes.size() - 1)]->setFocus(Qt::TabFocusReason);
    emit edited();
}

} // namespace stellatune
