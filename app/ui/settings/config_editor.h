// What shows one value of a plugin's configuration and lets the user change it.
#pragma once

#include "app/ui/settings/config_schema.h"

#include <QWidget>

namespace stellatune {

class ConfigEditor : public QWidget {
    Q_OBJECT

  public:
    using QWidget::QWidget;

    virtual QJsonValue value() const = 0;
    /// Without a signal. What does not fit is shown as the nearest that does.
    virtual void setValue(const QJsonValue& value) = 0;
    /// The title stands within, so no caption is wanted beside it.
    virtual bool hasTitle() const { return false; }
    /// Wants the whole width, below its caption.
    virtual bool isWide() const { return false; }

  signals:
    /// By the user.
    void edited();
};

enum class EditorSize : uint8_t {
    Full,
    Cell, ///< in a table: without slider and title
};

/// `name` becomes its object name, from which those of its parts follow.
ConfigEditor* makeConfigEditor(const ConfigField& field, EditorSize size, const QString& name,
                               QWidget* parent);

} // namespace stellatune
