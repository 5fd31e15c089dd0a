// SPDX-License-Identifier: MIT
// Reads JSON as RFC 8259 defines it, and nothing beyond that. Included by json.h.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include "json.h"
#include "utf8.h"

namespace stellatune::sdk {

class JsonParser {
  public:
    explicit JsonParser(std::string_view text) : m_text(text) {}

    Json parse()
    {
        Json json = value(0);
        skipSpace();
        if (m_position != m_text.size())
            fail("the end expected");
        return json;
    }

  private:
    [[noreturn]] void fail(const std::string& what) const
    {
        std::size_t line = 1;
        std::size_t lineStart = 0;
        for (std::size_t index = 0; index < m_position; ++index) {
            if (m_text[index] == '\n') {
                ++line;
                lineStart = index + 1;
            }
        }
        throw JsonError("JSON line " + std::to_string(line) + ", column " +
                            std::to_string(m_position - lineStart + 1) + " (byte " +
                            std::to_string(m_position) + "): " + what,
                        m_position);
    }

    bool atEnd() const { return m_position == m_text.size(); }
    char peek() const { return atEnd() ? '\0' : m_text[m_position]; }
    static bool isDigit(char letter) { return letter >= '0' && letter <= '9'; }

    void skipSpace()
    {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')
            ++m_position;
    }

    bool take(char letter)
    {
        if (peek() != letter || atEnd())
            return false;
        ++m_position;
        return true;
    }

    Json value(int depth)
    {
        skipSpace();
        switch (peek()) {
        case '{':
            return object(depth + 1);
        case '[':
            return array(depth + 1);
        case '"':
            return Json(string());
        case 't':
            return word("true", Json(true));
        case 'f':
            return word("false", Json(false));
        case 'n':
            return word("null", Json());
        default:
            return number();
        }
    }

    Json word(std::string_view expected, Json meaning)
    {
        if (m_text.substr(m_position, expected.size()) != expected)
            fail("a value expected");
        m_position += expected.size();
        return meaning;
    }

    void enter(int depth)
    {
        if (depth > Json::kMaximumDepth)
            fail("nested deeper than " + std::to_string(Json::kMaximumDepth));
        ++m_position;
        skipSpace();
    }

    Json array(int depth)
    {
        enter(depth);
        Json::Array elements;
        if (!take(']')) {
            do {
                elements.push_back(value(depth));
                skipSpace();
            } while (take(','));
            if (!take(']'))
                fail("',' or ']' expected");
        }
        return Json::array(std::move(elements));
    }

    Json object(int depth)
    {
        enter(depth);
        Json::Object members;
        if (!take('}')) {
            do {
                skipSpace();
                if (peek() != '"')
                    fail("a key in quotes expected");
                std::string key = string();
                skipSpace();
                if (!take(':'))
                    fail("':' expected");
                members.push_back({std::move(key), value(depth)});
                skipSpace();
            } while (take(','));
            if (!take('}'))
                fail("',' or '}' expected");
        }
        Json json;
        json.adoptMembers(std::move(members));
        return json;
    }

    std::string string()
    {
        ++m_position;
        std::string text;
        while (!take('"')) {
            if (atEnd())
                fail("a string does not end");
            if (static_cast<unsigned char>(peek()) < 0x20)
                fail("a control character in a string");
            if (take('\\')) {
                escape(text);
                continue;
            }
            const std::size_t length = utf8Length(m_text.substr(m_position));
            if (length == 0)
                fail("not UTF-8");
            text.append(m_text, m_position, length);
            m_position += length;
        }
        return text;
    }

    void escape(std::string& text)
    {
        static constexpr std::string_view kLetters = "\"\\/bfnrt";
        static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
        if (take('u')) {
            appendUtf8(text, codePoint());
            return;
        }
        const std::size_t index = atEnd() ? std::string_view::npos : kLetters.find(peek());
        if (index == std::string_view::npos)
            fail("an unknown escape");
        text += kMeanings[index];
        ++m_position;
    }

    uint32_t codePoint()
    {
        const std::size_t start = m_position;
        const uint32_t first = fourHexDigits();
        if (first < 0xD800 || first > 0xDFFF)
            return first;
        if (first < 0xDC00 && take('\\') && take('u')) {
            const uint32_t second = fourHexDigits();
            if (second >= 0xDC00 && second <= 0xDFFF)
                return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        }
        m_position = start;
        fail("half of a surrogate pair");
    }

    uint32_t fourHexDigits()
    {
        uint32_t value = 0;
        const char* begin = m_text.data() + m_position;
        const char* end = begin + std::min<std::size_t>(4, m_text.size() - m_position);
        // from_chars would take a sign, but not for an unsigned type.
        const auto result = std::from_chars(begin, end, value, 16);
        if (result.ptr != begin + 4)
            fail("four hexadecimal digits expected");
        m_position += 4;
        return value;
    }

    void digits()
    {
        if (!isDigit(peek()))
            fail("a digit expected");
        while (isDigit(peek()))
            ++m_position;
    }

    /// For a number that no double comes near, whether it is too small rather than too large: from_chars() has
    /// one answer for both.
    static bool isBelowOne(std::string_view number)
    {
        const std::size_t exponentAt = std::min(number.find_first_of("eE"), number.size());
        const std::string_view digits = number.substr(0, exponentAt);
        const std::size_t first = digits.find_first_of("123456789");
        if (first == std::string_view::npos)
            return true;
        const std::size_t point = std::min(digits.find('.'), digits.size());
        // The power of ten of the first digit that counts.
        const int64_t power =
            first < point ? static_cast<int64_t>(point - first) - 1 : -static_cast<int64_t>(first - point);
        if (exponentAt == number.size())
            return power < 0;
        std::string_view exponent = number.substr(exponentAt + 1);
        const bool isNegative = exponent.front() == '-';
        if (isNegative || exponent.front() == '+')
            exponent.remove_prefix(1);
        int64_t shift = 0;
        // Beyond 64 bits it outweighs all digits that fit into memory.
        if (std::from_chars(exponent.data(), exponent.data() + exponent.size(), shift).ec != std::errc())
            return isNegative;
        return isNegative ? shift > power : shift < -power;
    }

    Json number()
    {
        const std::size_t start = m_position;
        if (!isDigit(peek()) && peek() != '-')
            fail("a value expected");
        take('-');
        if (!take('0'))
            digits();
        bool whole = true;
        if (take('.')) {
            whole = false;
            digits();
        }
        if (take('e') || take('E')) {
            whole = false;
            if (!take('-'))
                take('+');
            digits();
        }

        const char* begin = m_text.data() + start;
        const char* end = m_text.data() + m_position;
        int64_t integer = 0;
        if (whole && std::from_chars(begin, end, integer).ec == std::errc())
            return Json(integer);
        double real = 0;
        const bool outOfRange = std::from_chars(begin, end, real).ec != std::errc();
        if (outOfRange && isBelowOne({begin, end}))
            return Json(0.0);
        if (outOfRange || !std::isfinite(real)) {
            m_position = start;
            fail("a number beyond the range of a double");
        }
        return Json(real);
    }

    std::string_view m_text;
    std::size_t m_position = 0;
};

inline Json Json::parse(std::string_view text)
{
    return JsonParser(text).parse();
}

} // namespace stellatune::sdk
