// SPDX-License-Identifier: MIT
// Configurations, read with defaults and checked on the way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../abi/instance.h"
#include "error.h"
#include "json.h"

namespace stellatune::sdk {

/// A JSON object. A key that is absent gives the fallback; one of the wrong kind or out of range throws an
/// Error with ST_ERR_CONFIG whose message names the key and what is allowed. null counts as absent.
class Config {
  public:
    Config() : m_json(Json::object()) {}

    /// An empty text counts as {}. Keys missing at the top are taken from the defaults, which are an object
    /// too or empty.
    static Config parse(std::string_view text, std::string_view defaults = {})
    {
        Config config = parseObject(text, "The configuration");
        const Config fallbacks = parseObject(defaults, "The plugin's own default configuration");
        for (const Json::Member& member : fallbacks.m_json.members()) {
            if (!config.contains(member.key))
                config.m_json[std::string_view(member.key)] = member.value;
        }
        return config;
    }

    const Json& json() const noexcept { return m_json; }
    bool contains(std::string_view key) const noexcept { return !m_json[key].isNull(); }

    double number(std::string_view key, double fallback,
                  double minimum = std::numeric_limits<double>::lowest(),
                  double maximum = std::numeric_limits<double>::max()) const
    {
        const Json& value = m_json[key];
        return value.isNull() ? fallback : checkedNumber(nameOf(key), value, minimum, maximum);
    }

    int64_t integer(std::string_view key, int64_t fallback,
                    int64_t minimum = std::numeric_limits<int64_t>::min(),
                    int64_t maximum = std::numeric_limits<int64_t>::max()) const
    {
        const Json& value = m_json[key];
        if (value.isNull())
            return fallback;
        const int64_t read = value.integer();
        if (!value.isInteger() || read < minimum || read > maximum) {
            const bool open = minimum == std::numeric_limits<int64_t>::min() &&
                              maximum == std::numeric_limits<int64_t>::max();
            refuse(nameOf(key), "a whole number" + range(Json(minimum), Json(maximum), open));
        }
        return read;
    }

    bool boolean(std::string_view key, bool fallback) const
    {
        const Json& value = m_json[key];
        if (!value.isNull() && !value.isBoolean())
            refuse(nameOf(key), "true or false");
        return value.boolean(fallback);
    }

    std::string text(std::string_view key, std::string_view fallback) const
    {
        const Json& value = m_json[key];
        if (!value.isNull() && !value.isText())
            refuse(nameOf(key), "a text");
        return value.text(std::string(fallback));
    }

    /// One of the given texts.
    std::string choice(std::string_view key, std::string_view fallback,
                       std::initializer_list<std::string_view> allowed) const
    {
        const Json& value = m_json[key];
        if (value.isNull())
            return std::string(fallback);
        std::string names;
        for (std::string_view name : allowed) {
            if (value.isText() && value.text() == name)
                return std::string(name);
            names.append(names.empty() ? "\"" : ", \"").append(name).append("\"");
        }
        refuse(nameOf(key), "one of " + names);
    }

    /// The same, each text with what it means: config.choice("mode", Mode::Soft, {{"soft", Mode::Soft},
    /// ...}).
    template <typename Meaning>
    Meaning choice(std::string_view key, Meaning fallback,
                   std::initializer_list<std::pair<std::string_view, Meaning>> allowed) const
    {
        const Json& value = m_json[key];
        if (value.isNull())
            return fallback;
        std::string names;
        for (const std::pair<std::string_view, Meaning>& entry : allowed) {
            if (value.isText() && value.text() == entry.first)
                return entry.second;
            names.append(names.empty() ? "\"" : ", \"").append(entry.first).append("\"");
        }
        refuse(nameOf(key), "one of " + names);
    }

    /// An array of numbers, each within the range.
    std::vector<double> numbers(std::string_view key, std::vector<double> fallback,
                                double minimum = std::numeric_limits<double>::lowest(),
                                double maximum = std::numeric_limits<double>::max()) const
    {
        if (!contains(key))
            return fallback;
        std::vector<double> values;
        for (std::size_t index = 0; index < arrayAt(key).size(); ++index)
            values.push_back(checkedNumber(nameOf(key, index), arrayAt(key)[index], minimum, maximum));
        return values;
    }

    /// The object under that key; empty when absent. Its messages name the whole way, as "room.size".
    Config section(std::string_view key) const
    {
        const Json& value = m_json[key];
        return value.isNull() ? Config(Json::object(), nameOf(key)) : Config(value, nameOf(key));
    }

    /// The objects of the array under that key; none when absent.
    std::vector<Config> sections(std::string_view key) const
    {
        std::vector<Config> all;
        if (contains(key)) {
            for (std::size_t index = 0; index < arrayAt(key).size(); ++index)
                all.push_back(Config(arrayAt(key)[index], nameOf(key, index)));
        }
        return all;
    }

  private:
    Config(Json json, std::string name) : m_json(std::move(json)), m_name(std::move(name))
    {
        if (!m_json.isObject())
            refuse(m_name, "an object");
    }

    static Config parseObject(std::string_view text, const std::string& name)
    {
        if (text.empty())
            return Config();
        Json json;
        try {
            json = Json::parse(text);
        } catch (const JsonError& error) {
            throw Error(ST_ERR_CONFIG, name + " cannot be read: " + error.what() + ".");
        }
        if (!json.isObject())
            throw Error(ST_ERR_CONFIG, name + " must be a JSON object.");
        return Config(std::move(json), std::string());
    }

    std::string nameOf(std::string_view key) const
    {
        return m_name.empty() ? std::string(key) : m_name + "." + std::string(key);
    }
    std::string nameOf(std::string_view key, std::size_t index) const
    {
        return nameOf(key) + "[" + std::to_string(index) + "]";
    }

    const Json::Array& arrayAt(std::string_view key) const
    {
        if (!m_json[key].isArray())
            refuse(nameOf(key), "an array");
        return m_json[key].elements();
    }

    static double checkedNumber(const std::string& name, const Json& value, double minimum, double maximum)
    {
        const double read = value.number();
        if (!value.isNumber() || read < minimum || read > maximum) {
            const bool open = minimum == std::numeric_limits<double>::lowest() &&
                              maximum == std::numeric_limits<double>::max();
            refuse(name, "a number" + range(Json(minimum), Json(maximum), open));
        }
        return read;
    }

    static std::string range(const Json& minimum, const Json& maximum, bool open)
    {
        return open ? std::string() : " from " + minimum.dump() + " to " + maximum.dump();
    }

    [[noreturn]] static void refuse(const std::string& name, const std::string& allowed)
    {
        throw Error(ST_ERR_CONFIG, "\"" + name + "\" must be " + allowed + ".");
    }

    Json m_json;
    std::string m_name; ///< of this object within the configuration; empty for the whole
};

/// What a new configuration asks for; see abi/instance.h.
struct ConfigPlan {
    uint32_t plan = ST_PLAN_RECREATE;
    std::string reason; ///< for Reject: one sentence for the listener

    static ConfigPlan hotApply() { return {ST_PLAN_HOT_APPLY, {}}; }
    static ConfigPlan recreate() { return {ST_PLAN_RECREATE, {}}; }
    static ConfigPlan reject(std::string reason) { return {ST_PLAN_REJECT, std::move(reason)}; }
};

} // namespace stellatune::sdk
