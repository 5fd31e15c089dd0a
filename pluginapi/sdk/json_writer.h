// SPDX-License-Identifier: MIT
// Writes JSON, independent of any locale. Included by json.h.
#pragma once

#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "json.h"
#include "utf8.h"

namespace stellatune::sdk {

namespace detail {

inline void appendQuoted(std::string& text, std::string_view content)
{
    static constexpr std::string_view kHex = "0123456789abcdef";
    text += '"';
    while (!content.empty()) {
        const char first = content.front();
        const std::size_t length = utf8Length(content);
        if (length == 0) {
            appendUtf8(text, 0xFFFD);
        } else if (first == '"' || first == '\\') {
            text += '\\';
            text += first;
        } else if (static_cast<unsigned char>(first) < 0x20) {
            text += "\\u00";
            text += kHex[static_cast<unsigned char>(first) >> 4];
            text += kHex[static_cast<unsigned char>(first) & 0xF];
        } else {
            text.append(content, 0, length);
        }
        content.remove_prefix(length == 0 ? 1 : length);
    }
    text += '"';
}

template <typename Number>
void appendNumber(std::string& text, Number number)
{
    std::array<char, 32> buffer;
    const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    text.append(buffer.data(), result.ptr);
}

} // namespace detail

inline std::string Json::dump() const
{
    std::string text;
    dumpTo(text);
    return text;
}

inline void Json::dumpTo(std::string& text) const
{
    if (const bool* flag = std::get_if<bool>(&m_value)) {
        text += *flag ? "true" : "false";
    } else if (const int64_t* integer = std::get_if<int64_t>(&m_value)) {
        detail::appendNumber(text, *integer);
    } else if (const double* real = std::get_if<double>(&m_value)) {
        if (std::isfinite(*real))
            detail::appendNumber(text, *real);
        else
            text += "null";
    } else if (const std::string* words = std::get_if<std::string>(&m_value)) {
        detail::appendQuoted(text, *words);
    } else if (isArray()) {
        text += '[';
        for (const Json& element : elements()) {
            if (&element != &elements().front())
                text += ',';
            element.dumpTo(text);
        }
        text += ']';
    } else if (isObject()) {
        text += '{';
        for (const Member& member : members()) {
            if (&member != &members().front())
                text += ',';
            detail::appendQuoted(text, member.key);
            text += ':';
            member.value.dumpTo(text);
        }
        text += '}';
    } else {
        text += "null";
    }
}

} // namespace stellatune::sdk
