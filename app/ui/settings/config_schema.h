// A plugin's configuration as pluginapi/CONFIGURATION.md describes it: what a form has to show.
#pragma once

#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <QStringList>

#include <optional>
#include <string>
#include <vector>

namespace stellatune {

struct ConfigChoice {
    QJsonValue value;
    QString title;
    /// What choosing it means for other properties, by their keys; they are shown and handed over so.
    QJsonObject sets;
};

/// One property, or one column of a table.
struct ConfigField {
    enum class Kind : uint8_t {
        Boolean,
        Integer,
        Number,
        Text,
        Secret,
        FilePath,
        FolderPath,
        Choice,
        Numbers, ///< a row of like values
        Table,
    };

    QString key;
    Kind kind = Kind::Text;
    QString title;
    QString description;
    QString unit;
    QString group; ///< empty: stands on top
    QJsonValue defaultValue;
    std::optional<double> minimum;
    std::optional<double> maximum;
    std::optional<double> step;
    int maxLength = 0; ///< characters; 0: any
    std::vector<ConfigChoice> choices;
    int minItems = 0;
    int maxItems = 0;                 ///< 0: any
    QStringList labels;               ///< of Numbers: what stands at each value
    std::vector<ConfigField> columns; ///< of a table; of Numbers the one that all values are like
};

/// In the order in which they are shown; those of one group stand together. What a form cannot show is left
/// out. Empty when there is nothing to configure, or `schema` is no schema.
std::vector<ConfigField> configFields(const std::string& schema);

/// Of a row of a table that is new.
QJsonObject defaultsOf(const std::vector<ConfigField>& fields);

} // namespace stellatune
