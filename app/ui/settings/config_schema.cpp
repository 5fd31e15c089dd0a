#include "app/ui/settings/config_schema.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <limits>
#include <utility>

namespace stellatune {
namespace {

using namespace Qt::StringLiterals;
using Kind = ConfigField::Kind;

std::optional<double> numberIn(const QJsonObject& schema, const QString& keyword)
{
    const QJsonValue value = schema[keyword];
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

std::vector<ConfigChoice> choicesIn(const QJsonObject& schema)
{
    std::vector<ConfigChoice> choices;
    for (const QJsonValue titled : schema[u"oneOf"_s].toArray()) {
        const QJsonObject choice = titled.toObject();
        choices.push_back(
            {choice[u"const"_s], choice[u"title"_s].toString(), choice[u"x-sets"_s].toObject()});
    }
    for (const QJsonValue value : schema[u"enum"_s].toArray())
        choices.push_back({value, value.toVariant().toString(), {}});
    return choices;
}

std::optional<Kind> simpleKind(const QJsonObject& schema)
{
    const QString type = schema[u"type"_s].toString();
    const QString format = schema[u"format"_s].toString();
    if (type == u"boolean"_s)
        return Kind::Boolean;
    if (schema.contains(u"oneOf"_s) || schema.contains(u"enum"_s))
        return Kind::Choice;
    if (type == u"integer"_s)
        return Kind::Integer;
    if (type == u"number"_s)
        return Kind::Number;
    if (type != u"string"_s)
        return std::nullopt;
    if (format == u"password"_s)
        return Kind::Secret;
    if (format == u"file-path"_s)
        return Kind::FilePath;
    return format == u"folder-path"_s ? Kind::FolderPath : Kind::Text;
}

QJsonValue ownDefault(const ConfigField& field)
{
    switch (field.kind) {
    case Kind::Boolean:
        return false;
    case Kind::Integer:
    case Kind::Number:
        return std::clamp(0.0, field.minimum.value_or(std::numeric_limits<double>::lowest()),
                          field.maximum.value_or(std::numeric_limits<double>::max()));
    case Kind::Choice:
        return field.choices.empty() ? QJsonValue() : field.choices.front().value;
    case Kind::Numbers:
    case Kind::Table: {
        QJsonArray items;
        for (int i = 0; i < field.minItems; ++i)
            items.append(field.kind == Kind::Table ? QJsonValue(defaultsOf(field.columns))
                                                   : field.columns.front().defaultValue);
        return items;
    }
    default:
        return QString();
    }
}

std::vector<ConfigField> fieldsIn(const QJsonObject& object);

bool readArray(const QJsonObject& schema, ConfigField& field);

std::optional<ConfigField> fieldIn(const QString& key, const QJsonObject& schema)
{
    ConfigField field;
    field.key = key;
    field.title = schema[u"title"_s].toString(key);
    field.description = schema[u"description"_s].toString();
    field.unit = schema[u"x-unit"_s].toString();
    field.group = schema[u"x-group"_s].toString();
    field.minimum = numberIn(schema, u"minimum"_s);
    field.maximum = numberIn(schema, u"maximum"_s);
    field.step = numberIn(schema, u"multipleOf"_s);
    if (field.minimum && field.maximum && *field.minimum > *field.maximum)
        field.maximum.reset();
    if (field.step && *field.step <= 0.0)
        field.step.reset();
    field.maxLength = std::max(0, schema[u"maxLength"_s].toInt());
    field.choices = choicesIn(schema);
    if (schema[u"type"_s].toString() == u"array"_s) {
        if (!readArray(schema, field))
            return std::nullopt;
    } else if (const std::optional<Kind> kind = simpleKind(schema)) {
        field.kind = *kind;
    } else {
        return std::nullopt;
    }
    field.defaultValue = schema.contains(u"default"_s) ? schema[u"default"_s] : ownDefault(field);
    return field;
}

bool readArray(const QJsonObject& schema, ConfigField& field)
{
    const QJsonObject items = schema[u"items"_s].toObject();
    field.minItems = std::max(0, schema[u"minItems"_s].toInt());
    field.maxItems = std::max(0, schema[u"maxItems"_s].toInt());
    for (const QJsonValue label : schema[u"x-labels"_s].toArray())
        field.labels.append(label.toString());
    if (items[u"type"_s].toString() == u"object"_s) {
        field.kind = Kind::Table;
        field.columns = fieldsIn(items);
        return !field.columns.empty();
    }
    std::optional<ConfigField> like = fieldIn({}, items);
    if (!like || (like->kind != Kind::Number && like->kind != Kind::Integer))
        return false;
    field.kind = Kind::Numbers;
    like->unit = field.unit;
    field.columns.push_back(std::move(*like));
    return true;
}

std::vector<ConfigField> fieldsIn(const QJsonObject& object)
{
    struct Placed {
        double order;
        QString group;
        ConfigField field;
    };
    std::vector<Placed> placed;
    const QJsonObject properties = object[u"properties"_s].toObject();
    for (auto property = properties.begin(); property != properties.end(); ++property) {
        const QJsonObject schema = property.value().toObject();
        if (std::optional<ConfigField> field = fieldIn(property.key(), schema))
            placed.push_back({schema[u"x-order"_s].toDouble(std::numeric_limits<double>::max()), field->group,
                              std::move(*field)});
    }
    // Objects have their keys sorted.
    std::stable_sort(placed.begin(), placed.end(),
                     [](const Placed& a, const Placed& b) { return a.order < b.order; });
    QHash<QString, int> places; // of groups
    places.insert(QString(), 0);
    for (const Placed& one : placed) {
        if (!places.contains(one.group))
            places.insert(one.group, static_cast<int>(places.size()));
    }
    std::stable_sort(placed.begin(), placed.end(), [&](const Placed& a, const Placed& b) {
        return places.value(a.group) < places.value(b.group);
    });
    std::vector<ConfigField> fields;
    for (Placed& one : placed)
        fields.push_back(std::move(one.field));
    return fields;
}

} // namespace

std::vector<ConfigField> configFields(const std::string& schema)
{
    return fieldsIn(QJsonDocument::fromJson(QByteArray::fromStdString(schema)).object());
}

QJsonObject defaultsOf(const std::vector<ConfigField>& fields)
{
    QJsonObject defaults;
    for (const ConfigField& field : fields)
        defaults.insert(field.key, field.defaultValue);
    return defaults;
}

} // namespace stellatune
