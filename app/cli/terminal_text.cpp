#include "app/cli/terminal_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace stellatune::cli {

namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr std::string_view kEllipsis = "…";

struct Range {
    char32_t first;
    char32_t last;
};

/// East Asian Width W and F (Unicode 15), neighbours joined where nothing narrow lies between that music
/// names.
constexpr std::array kWide{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x23E9, 0x23EC},   Range{0x2614, 0x2615},
    Range{0x2648, 0x2653},   Range{0x26A1, 0x26A1},   Range{0x26BD, 0x26BE},   Range{0x2705, 0x2705},
    Range{0x2728, 0x2728},   Range{0x274C, 0x274C},   Range{0x2753, 0x2757},   Range{0x2795, 0x2797},
    Range{0x2B1B, 0x2B1C},   Range{0x2B50, 0x2B50},   Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},
    Range{0x3400, 0x4DBF},   Range{0x4E00, 0xA4CF},   Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},
    Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},   Range{0xFF01, 0xFF60},   Range{0xFFE0, 0xFFE6},
    Range{0x16FE0, 0x18D08}, Range{0x1B000, 0x1B2FB}, Range{0x1F004, 0x1F004}, Range{0x1F0CF, 0x1F0CF},
    Range{0x1F18E, 0x1F19A}, Range{0x1F200, 0x1F320}, Range{0x1F32D, 0x1F64F}, Range{0x1F680, 0x1F6FF},
    Range{0x1F7E0, 0x1F7EB}, Range{0x1F90C, 0x1F9FF}, Range{0x1FA70, 0x1FAFF}, Range{0x20000, 0x3FFFD}};

/// Combining marks, joiners and variation selectors.
constexpr std::array kZeroWidth{
    Range{0x0300, 0x036F},  Range{0x0483, 0x0489}, Range{0x0591, 0x05BD}, Range{0x0610, 0x061A},
    Range{0x064B, 0x065F},  Range{0x06D6, 0x06DC}, Range{0x0900, 0x0902}, Range{0x093C, 0x093C},
    Range{0x0941, 0x0948},  Range{0x094D, 0x094D}, Range{0x0E31, 0x0E31}, Range{0x0E34, 0x0E3A},
    Range{0x0E47, 0x0E4E},  Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF}, Range{0x200B, 0x200F},
    Range{0x202A, 0x202E},  Range{0x2060, 0x2064}, Range{0x20D0, 0x20F0}, Range{0x302A, 0x302D},
    Range{0x3099, 0x309A},  Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}, Range{0xFEFF, 0xFEFF},
    Range{0xE0001, 0xE01EF}};

template <size_t N>
bool isIn(const std::array<Range, N>& ranges, char32_t c)
{
    const auto* const range = std::lower_bound(ranges.begin(), ranges.end(), c,
                                               [](const Range& r, char32_t value) { return r.last < value; });
    return range != ranges.end() && c >= range->first;
}

size_t widthOf(char32_t c)
{
    if (isIn(kZeroWidth, c))
        return 0;
    return isIn(kWide, c) ? 2 : 1;
}

struct Character {
    char32_t code = kReplacement;
    size_t bytes = 1; ///< taken from the text; a broken sequence takes one
};

/// The character at the front of `text`, which is not empty.
Character firstCharacter(std::string_view text)
{
    const auto first = static_cast<uint8_t>(text[0]);
    if (first < 0x80)
        return {first, 1};
    const size_t length = first >= 0xF0 && first < 0xF5   ? 4
                          : first >= 0xE0 && first < 0xF0 ? 3
                          : first >= 0xC2                 ? 2
                                                          : 0;
    if (length == 0 || first >= 0xF5 || text.size() < length)
        return {};
    char32_t code = first & (0x7FU >> length);
    for (size_t i = 1; i < length; ++i) {
        const auto byte = static_cast<uint8_t>(text[i]);
        if ((byte & 0xC0U) != 0x80)
            return {};
        code = (code << 6U) | (byte & 0x3FU);
    }
    constexpr std::array<char32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
    if (code < kSmallest[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return {};
    return {code, length};
}

/// C0, DEL and C1 controls, and the marks that turn the direction of the text that follows.
bool isControl(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

} // namespace

std::string printable(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Character character = firstCharacter(text);
        const bool broken = character.bytes == 1 && character.code == kReplacement;
        if (broken)
            out += "\uFFFD";
        else if (isControl(character.code))
            out += ' ';
        else
            out += text.substr(0, character.bytes);
        text.remove_prefix(character.bytes);
    }
    return out;
}

size_t displayWidth(std::string_view text)
{
    size_t columns = 0;
    while (!text.empty()) {
        const Character character = firstCharacter(text);
        columns += widthOf(character.code);
        text.remove_prefix(character.bytes);
    }
    return columns;
}

std::string truncated(std::string_view text, size_t columns)
{
    if (displayWidth(text) <= columns)
        return std::string(text);
    if (columns == 0)
        return {};
    const size_t room = columns - 1; // for the ellipsis
    size_t used = 0;
    size_t bytes = 0;
    while (bytes < text.size()) {
        const Character character = firstCharacter(text.substr(bytes));
        const size_t width = widthOf(character.code);
        if (used + width > room)
            break;
        used += width;
        bytes += character.bytes;
    }
    return std::string(text.substr(0, bytes)).append(kEllipsis);
}

} // namespace stellatune::cli
