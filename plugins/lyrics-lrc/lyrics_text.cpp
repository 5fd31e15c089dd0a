#include "lyrics_text.h"

#include <array>
#include <cstdint>

#include <pluginapi/sdk/utf8.h>

namespace stellatune::lrc {

namespace {

/// Windows-1252 from 0x80 to 0x9F; the five that it leaves open become U+FFFD.
constexpr std::array<uint16_t, 32> kWindows1252{
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kUtf16LittleMark = "\xFF\xFE";
constexpr std::string_view kUtf16BigMark = "\xFE\xFF";

bool isUtf8(std::string_view bytes)
{
    while (!bytes.empty()) {
        const size_t length = sdk::utf8Length(bytes);
        if (length == 0)
            return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::string fromWindows1252(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        sdk::appendUtf8(text, byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80] : byte);
    }
    return text;
}

/// Line ends become "\n"; other control characters go.
std::string tidy(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\r') {
            if (i + 1 == text.size() || text[i + 1] != '\n')
                result += '\n';
        } else if (static_cast<unsigned char>(c) >= 0x20 ? c != 0x7F : (c == '\n' || c == '\t')) {
            result += c;
        }
    }
    return result;
}

std::string fromUtf16Bytes(std::string_view bytes, bool isBigEndian)
{
    std::u16string units;
    units.reserve(bytes.size() / 2);
    for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
        const auto first = static_cast<unsigned char>(bytes[i]);
        const auto second = static_cast<unsigned char>(bytes[i + 1]);
        units += static_cast<char16_t>(isBigEndian ? first << 8 | second : second << 8 | first);
    }
    return decodeUtf16(units);
}

} // namespace

std::string decodeUtf16(std::u16string_view units)
{
    std::string text;
    text.reserve(units.size());
    for (size_t i = 0; i < units.size(); ++i) {
        const char16_t unit = units[i];
        const bool isHigh = unit >= 0xD800 && unit < 0xDC00;
        if (isHigh && i + 1 < units.size() && units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000) {
            sdk::appendUtf8(text, 0x10000u + ((unit - 0xD800u) << 10) + (units[i + 1] - 0xDC00u));
            ++i;
        } else if (unit >= 0xD800 && unit < 0xE000) {
            sdk::appendUtf8(text, 0xFFFD);
        } else {
            sdk::appendUtf8(text, unit);
        }
    }
    return tidy(text);
}

std::string decodeText(std::string_view bytes)
{
    if (bytes.substr(0, 2) == kUtf16LittleMark)
        return fromUtf16Bytes(bytes.substr(2), false);
    if (bytes.substr(0, 2) == kUtf16BigMark)
        return fromUtf16Bytes(bytes.substr(2), true);
    if (bytes.substr(0, 3) == kUtf8Mark)
        bytes.remove_prefix(3);
    return tidy(isUtf8(bytes) ? std::string(bytes) : fromWindows1252(bytes));
}

} // namespace stellatune::lrc
