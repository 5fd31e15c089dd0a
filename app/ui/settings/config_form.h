// The form for a plugin's configuration, made from the schema that the plugin gives
// (pluginapi/CONFIGURATION.md).
#pragma once

#include "app/ui/settings/config_editor.h"

#include <QJsonObject>
#include <QTimer>
#include <QWidget>

#include <optional>
#include <string>
#include <vector>

class QGridLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace stellatune {

class ConfigForm : public QWidget {
    Q_OBJECT

  public:
    explicit ConfigForm(QWidget* parent = nullptr);

    /// All three as JSON; `config` may be empty for the defaults. A refusal that was shown goes. What the
    /// user is at is not touched when nothing changed.
    void present(const std::string& schema, const std::string& defaults, const std::string& config);
    /// There is nothing to configure.
    bool isEmpty() const { return m_rows.empty(); }
    const std::string& schema() const { return m_schema; }
    /// What the form shows, with the keys that the schema does not know.
    std::string config() const;

    /// Why the plugin did not take what the form shows: at the field whose key the words name in quotation
    /// marks, else below all. Stays until the user changes something.
    void showRefusal(const QString& reason);
    /// Tells at once what changed and was not told yet.
    void flush();

  signals:
    /// By the user; many changes in a row are told as one.
    void changed(const std::string& config);

  protected:
    void hideEvent(QHideEvent* event) override;
    /// Undo takes a reset back.
    void keyPressEvent(QKeyEvent* event) override;

  private:
    struct Row {
        ConfigField field;
        ConfigEditor* editor;
        QLabel* refusal;
    };

    void build();
    void addRow(QGridLayout& grid, const ConfigField& field);
    void showValues();
    void take(size_t row);
    void follow(const Row& row);
    void reset();
    void undoReset();
    void changedByUser();
    void showButtons();
    QJsonValue valueOf(const ConfigField& field) const;

    std::string m_schema;
    QJsonObject m_defaults;
    QJsonObject m_config;
    std::vector<Row> m_rows;
    QVBoxLayout* m_layout;
    QWidget* m_body = nullptr;
    QLabel* m_refusal;
    QPushButton* m_reset;
    QPushButton* m_undo;
    std::optional<QJsonObject> m_beforeReset; ///< until something else is set
    QTimer m_tell;
};

} // namespace stellatune
