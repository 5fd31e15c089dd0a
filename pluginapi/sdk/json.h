// SPDX-License-Identifier: MIT
// JSON as a value: what configurations, states, metadata and results are made of.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "error.h"

namespace stellatune::sdk {

/// Text that is not JSON. Its message names line, column and byte, and its status is ST_ERR_CORRUPT.
class JsonError : public Error {
  public:
    JsonError(const std::string& message, std::size_t offset)
        : Error(ST_ERR_CORRUPT, message), m_offset(offset)
    {}

    /// Bytes from the start of the text to what is wrong.
    std::size_t offset() const noexcept { return m_offset; }

  private:
    std::size_t m_offset;
};

template <typename T>
concept JsonNumber = std::is_arithmetic_v<T>; ///< bool included
template <typename T>
concept JsonText = std::convertible_to<T, std::string_view>;

/// A JSON value. Reading never fails: a missing key, an index beyond the end or a value of another kind gives
/// null, or the fallback that the caller names. Integers of 64 bits stay exact; all other numbers are
/// doubles.
class Json {
  public:
    struct Member;
    using Array = std::vector<Json>;
    using Object = std::vector<Member>; ///< in the order of the keys' bytes, each key once

    Json() noexcept; ///< null
    Json(std::nullptr_t) noexcept;
    template <JsonNumber Number>
    Json(Number value) noexcept;
    // A template, as it does not take {"a", "b"} for the two ends of one text.
    template <JsonText Text>
    Json(Text&& text);

    static Json array(std::initializer_list<Json> elements = {});
    static Json array(Array elements);
    /// Json::object({{"id", "42"}, {"score", 0.5}}). Of a key given twice the last counts.
    static Json object(std::initializer_list<Member> members = {});

    /// Takes exactly one value, with white space around it, nested at most kMaximumDepth deep, in valid
    /// UTF-8. Of a key that comes twice the last counts. Throws JsonError.
    static Json parse(std::string_view text);
    static constexpr int kMaximumDepth = 128;

    /// Text without white space, which parse() turns into the same value. Infinities and NaN become null, as
    /// JSON has none; bytes that are not UTF-8 become U+FFFD.
    std::string dump() const;

    bool isNull() const noexcept { return holds<std::monostate>(); }
    bool isBoolean() const noexcept { return holds<bool>(); }
    /// A number without a fraction that fits 64 bits, however it was written: 1e3 is one.
    bool isInteger() const noexcept { return holds<int64_t>(); }
    bool isNumber() const noexcept { return holds<int64_t>() || holds<double>(); }
    bool isText() const noexcept { return holds<std::string>(); }
    bool isArray() const noexcept { return holds<Array>(); }
    bool isObject() const noexcept { return holds<Object>(); }

    bool boolean(bool fallback = false) const noexcept;
    double number(double fallback = 0) const noexcept;
    int64_t integer(int64_t fallback = 0) const noexcept;
    std::string text(std::string fallback = {}) const;

    /// Elements or members; 0 for everything that is neither array nor object.
    std::size_t size() const noexcept;
    const Array& elements() const noexcept; ///< empty unless an array
    const Object& members() const noexcept; ///< empty unless an object

    const Json* find(std::string_view key) const noexcept; ///< null when there is no such key
    bool contains(std::string_view key) const noexcept { return find(key) != nullptr; }
    const Json& operator[](std::string_view key) const noexcept;
    const Json& at(std::size_t index) const noexcept;

    /// The value under that key, which is made when it is not there. What is not an object becomes one.
    Json& operator[](std::string_view key);
    Json& operator[](const char* key) { return (*this)[std::string_view(key)]; }
    const Json& operator[](const char* key) const noexcept { return (*this)[std::string_view(key)]; }
    /// Appends an element. What is not an array becomes one.
    void push(Json element);
    void erase(std::string_view key) noexcept;

    friend bool operator==(const Json& left, const Json& right);

  private:
    template <typename T>
    bool holds() const noexcept
    {
        return std::holds_alternative<T>(m_value);
    }
    /// What reading gives where there is nothing. One object for all, as each registers a destructor.
    struct Nothing;
    static const Nothing& nothing() noexcept;
    void adoptMembers(Object members);
    void dumpTo(std::string& text) const;

    friend class JsonParser;

    std::variant<std::monostate, bool, int64_t, double, std::string, Array, Object> m_value;
};

struct Json::Member {
    std::string key;
    Json value;

    friend bool operator==(const Member&, const Member&) = default;
};

struct Json::Nothing {
    Json value;
    Array elements;
    Object members;
};

// Out of the class, because they need a whole Member.
inline Json::Json() noexcept = default;
inline Json::Json(std::nullptr_t) noexcept {}
template <JsonNumber Number>
Json::Json(Number value) noexcept
{
    if constexpr (std::same_as<Number, bool>) {
        m_value = value;
    } else if constexpr (std::integral<Number>) {
        if (std::in_range<int64_t>(value))
            m_value = static_cast<int64_t>(value);
        else
            m_value = static_cast<double>(value);
    } else {
        // One number has one form, so that 1 equals 1.0. 2^63 is the first double that does not fit.
        const auto real = static_cast<double>(value);
        if (real >= -0x1p63 && real < 0x1p63 && std::trunc(real) == real)
            m_value = static_cast<int64_t>(real);
        else
            m_value = real;
    }
}
template <JsonText Text>
Json::Json(Text&& text) : m_value(std::string(std::forward<Text>(text)))
{}

inline const Json::Nothing& Json::nothing() noexcept
{
    static const Nothing kNothing;
    return kNothing;
}

inline bool operator==(const Json& left, const Json& right)
{
    return left.m_value == right.m_value;
}

inline Json Json::array(std::initializer_list<Json> elements)
{
    return array(Array(elements));
}

inline Json Json::array(Array elements)
{
    Json json;
    json.m_value = std::move(elements);
    return json;
}

inline Json Json::object(std::initializer_list<Member> members)
{
    Json json;
    json.adoptMembers(Object(members));
    return json;
}

inline void Json::adoptMembers(Object members)
{
    std::stable_sort(members.begin(), members.end(),
                     [](const Member& left, const Member& right) { return left.key < right.key; });
    // Of equal keys the last is kept, hence from the back.
    const auto kept =
        std::unique(members.rbegin(), members.rend(),
                    [](const Member& left, const Member& right) { return left.key == right.key; });
    members.erase(members.begin(), kept.base());
    m_value = std::move(members);
}

inline bool Json::boolean(bool fallback) const noexcept
{
    const bool* value = std::get_if<bool>(&m_value);
    return value ? *value : fallback;
}

inline double Json::number(double fallback) const noexcept
{
    if (const int64_t* value = std::get_if<int64_t>(&m_value))
        return static_cast<double>(*value);
    const double* value = std::get_if<double>(&m_value);
    return value ? *value : fallback;
}

inline int64_t Json::integer(int64_t fallback) const noexcept
{
    const int64_t* value = std::get_if<int64_t>(&m_value);
    return value ? *value : fallback;
}

inline std::string Json::text(std::string fallback) const
{
    const std::string* value = std::get_if<std::string>(&m_value);
    return value ? *value : std::move(fallback);
}

inline std::size_t Json::size() const noexcept
{
    return isArray() ? elements().size() : members().size();
}

inline const Json::Array& Json::elements() const noexcept
{
    const Array* value = std::get_if<Array>(&m_value);
    return value ? *value : nothing().elements;
}

inline const Json::Object& Json::members() const noexcept
{
    const Object* value = std::get_if<Object>(&m_value);
    return value ? *value : nothing().members;
}

inline const Json* Json::find(std::string_view key) const noexcept
{
    const Object& all = members();
    const auto found =
        std::lower_bound(all.begin(), all.end(), key,
                         [](const Member& member, std::string_view wanted) { return member.key < wanted; });
    return found != all.end() && found->key == key ? &found->value : nullptr;
}

inline const Json& Json::operator[](std::string_view key) const noexcept
{
    const Json* found = find(key);
    return found ? *found : nothing().value;
}

inline const Json& Json::at(std::size_t index) const noexcept
{
    return index < elements().size() ? elements()[index] : nothing().value;
}

inline Json& Json::operator[](std::string_view key)
{
    if (!isObject())
        m_value = Object();
    Object& all = std::get<Object>(m_value);
    const auto place =
        std::lower_bound(all.begin(), all.end(), key,
                         [](const Member& member, std::string_view wanted) { return member.key < wanted; });
    if (place != all.end() && place->key == key)
        return place->value;
    return all.insert(place, Member{std::string(key), Json()})->value;
}

inline void Json::push(Json element)
{
    if (!isArray())
        m_value = Array();
    std::get<Array>(m_value).push_back(std::move(element));
}

inline void Json::erase(std::string_view key) noexcept
{
    if (Object* all = std::get_if<Object>(&m_value))
        std::erase_if(*all, [key](const Member& member) { return member.key == key; });
}

} // namespace stellatune::sdk

#include "json_parser.h"
#include "json_writer.h"
