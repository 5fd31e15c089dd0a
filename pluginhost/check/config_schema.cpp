#include "pluginhost/check/config_schema.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace stellatune {
namespace {

using Json = nlohmann::json;
using Remarks = std::vector<std::string>;

std::string typeOf(const Json& schema)
{
    const auto type = schema.find("type");
    return type != schema.end() && type->is_string() ? type->get<std::string>() : std::string();
}

bool isSimple(std::string_view type)
{
    return type == "boolean" || type == "integer" || type == "number" || type == "string";
}

bool hasType(const Json& value, std::string_view type)
{
    if (type == "boolean")
        return value.is_boolean();
    if (type == "number")
        return value.is_number();
    if (type == "integer") // 2.0 is an integer in JSON Schema
        return value.is_number_integer() ||
               (value.is_number_float() && std::nearbyint(value.get<double>()) == value.get<double>());
    if (type == "string")
        return value.is_string();
    if (type == "array")
        return value.is_array();
    return type == "object" && value.is_object();
}

/// The values of a choice; null when the property is none.
Json choicesOf(const Json& schema)
{
    if (const auto values = schema.find("enum"); values != schema.end())
        return *values;
    const auto titled = schema.find("oneOf");
    if (titled == schema.end())
        return nullptr;
    Json values = Json::array();
    for (const Json& choice : *titled)
        values.push_back(choice.value("const", Json()));
    return values;
}

void compare(const Json& value, const Json& schema, const std::string& key, Remarks& remarks)
{
    const std::string type = typeOf(schema);
    if (!hasType(value, type)) {
        remarks.push_back(fmt::format("{} is {}, not of the type {}", key, value.dump(), type));
        return;
    }
    if (const Json choices = choicesOf(schema); choices.is_array()) {
        if (std::find(choices.begin(), choices.end(), value) == choices.end())
            remarks.push_back(fmt::format("{} is {}, which is not among the choices", key, value.dump()));
    } else if (value.is_number()) {
        if (schema.contains("minimum") && value < schema["minimum"])
            remarks.push_back(
                fmt::format("{} is {}, below the minimum {}", key, value.dump(), schema["minimum"].dump()));
        if (schema.contains("maximum") && value > schema["maximum"])
            remarks.push_back(
                fmt::format("{} is {}, above the maximum {}", key, value.dump(), schema["maximum"].dump()));
    } else if (value.is_array()) {
        if (value.size() < schema.value("minItems", size_t{0}) ||
            value.size() > schema.value("maxItems", SIZE_MAX))
            remarks.push_back(fmt::format("{} has {} items", key, value.size()));
        for (size_t i = 0; i < value.size(); ++i)
            compare(value[i], schema["items"], fmt::format("{}[{}]", key, i), remarks);
    } else if (value.is_object()) {
        for (const auto& [name, property] : schema["properties"].items()) {
            if (value.contains(name))
                compare(value[name], property, key.empty() ? name : key + "." + name, remarks);
        }
    }
}

/// Keywords that must have a value of one kind where they are.
void checkKeywords(const Json& schema, const std::string& key, Remarks& remarks)
{
    struct Keyword {
        const char* name;
        bool (*fits)(const Json&);
        const char* kind;
    };
    const auto isText = [](const Json& value) { return value.is_string(); };
    const auto isNumber = [](const Json& value) { return value.is_number(); };
    const auto isCount = [](const Json& value) { return value.is_number_unsigned(); };
    for (const Keyword& keyword :
         {Keyword{"title", isText, "a text"}, Keyword{"description", isText, "a text"},
          Keyword{"x-unit", isText, "a text"}, Keyword{"x-group", isText, "a text"},
          Keyword{"format", isText, "a text"}, Keyword{"x-order", isNumber, "a number"},
          Keyword{"minimum", isNumber, "a number"}, Keyword{"maximum", isNumber, "a number"},
          Keyword{"multipleOf", isNumber, "a number"}, Keyword{"maxLength", isCount, "a count"},
          Keyword{"minItems", isCount, "a count"}, Keyword{"maxItems", isCount, "a count"}}) {
        if (schema.contains(keyword.name) && !keyword.fits(schema[keyword.name]))
            remarks.push_back(fmt::format("{}: {} must be {}", key, keyword.name, keyword.kind));
    }
    if (const auto values = schema.find("enum");
        values != schema.end() && (!values->is_array() || values->empty()))
        remarks.push_back(fmt::format("{}: enum must be an array of values", key));
    if (const auto titled = schema.find("oneOf"); titled != schema.end()) {
        const bool isSound = titled->is_array() && !titled->empty() &&
                             std::all_of(titled->begin(), titled->end(), [](const Json& choice) {
                                 return choice.is_object() && choice.contains("const") &&
                                        choice.contains("title") && choice["title"].is_string();
                             });
        if (!isSound)
            remarks.push_back(fmt::format("{}: oneOf must be an array of objects with const and title", key));
    }
}

void checkProperties(const Json& schema, const std::string& prefix, bool isRow, Remarks& remarks);

void checkProperty(const Json& schema, const std::string& key, bool isInRow, Remarks& remarks)
{
    if (!schema.is_object()) {
        remarks.push_back(fmt::format("{} must be an object", key));
        return;
    }
    const size_t before = remarks.size();
    const std::string type = typeOf(schema);
    if (type == "array" && !isInRow) {
        if (!schema.contains("items") || !schema["items"].is_object())
            remarks.push_back(fmt::format("{}: an array needs items", key));
        else if (const Json& items = schema["items"]; typeOf(items) == "object")
            checkProperties(items, key + ".", true, remarks);
        else if (typeOf(items) == "number" || typeOf(items) == "integer")
            checkProperty(items, key + ".items", true, remarks);
        else
            remarks.push_back(fmt::format("{}: items must be numbers or objects", key));
    } else if (!isSimple(type)) {
        remarks.push_back(fmt::format("{}: the type {} is not among those that a form can show", key,
                                      type.empty() ? "(none)" : type));
    }
    checkKeywords(schema, key, remarks);
    if (remarks.size() == before && schema.contains("default"))
        compare(schema["default"], schema, key + ": default", remarks);
}

void checkProperties(const Json& schema, const std::string& prefix, bool isRow, Remarks& remarks)
{
    const auto properties = schema.find("properties");
    if (properties == schema.end() || !properties->is_object()) {
        remarks.push_back(prefix + "properties is missing");
        return;
    }
    for (const auto& [name, property] : properties->items())
        checkProperty(property, prefix + name, isRow, remarks);
}

} // namespace

std::vector<std::string> faultsOfSchema(const Json& schema)
{
    Remarks remarks;
    if (!schema.is_object() || typeOf(schema) != "object")
        remarks.push_back("the schema is no object with \"type\": \"object\"");
    else
        checkProperties(schema, "", false, remarks);
    return remarks;
}

std::vector<std::string> misfits(const Json& config, const Json& schema)
{
    Remarks remarks;
    if (!config.is_object())
        remarks.push_back("it is no object");
    else
        compare(config, schema, "", remarks);
    return remarks;
}

std::vector<std::string> wronglyTypedConfigs(const Json& schema)
{
    std::vector<std::string> configs;
    for (const auto& [name, property] : schema["properties"].items()) {
        // An object where a value belongs; no type of a property takes one.
        configs.push_back(Json{{name, Json{{"wrong", true}}}}.dump());
        configs.push_back(Json{{name, typeOf(property) == "string" ? Json(7) : Json("wrong")}}.dump());
    }
    return configs;
}

} // namespace stellatune
