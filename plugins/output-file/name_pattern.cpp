#include "name_pattern.h"

#include <algorithm>
#include <array>

#include <pluginapi/sdk/utf8.h>

namespace stellatune::filesink {

namespace {

constexpr std::array<std::string_view, 10> kPlaceholders{"track",        "disc",  "title", "artist", "album",
                                                         "album_artist", "genre", "date",  "file",   "now"};

bool isForbidden(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F || std::string_view("<>:\"/\\|?*").find(c) != std::string_view::npos;
}

/// Windows takes these for devices, with any extension.
bool isDeviceName(std::string_view name)
{
    std::string base(name.substr(0, name.find('.')));
    while (!base.empty() && base.back() == ' ')
        base.pop_back();
    std::transform(base.begin(), base.end(), base.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    if (base == "CON" || base == "PRN" || base == "AUX" || base == "NUL")
        return true;
    return base.size() == 4 && (base.compare(0, 3, "COM") == 0 || base.compare(0, 3, "LPT") == 0) &&
           base[3] >= '0' && base[3] <= '9';
}

void trimEnd(std::string& name)
{
    while (!name.empty() && (name.back() == ' ' || name.back() == '.'))
        name.pop_back();
}

} // namespace

std::string safeName(std::string_view text)
{
    std::string name;
    while (!text.empty()) {
        const size_t length = sdk::utf8Length(text);
        if (name.size() + std::max<size_t>(length, 1) > kLongestName)
            break;
        if (length == 1 && (text[0] == ' ' || text[0] == '\t' || text[0] == '\n' || text[0] == '\r')) {
            if (!name.empty() && name.back() != ' ')
                name += ' ';
        } else if (length == 0 || (length == 1 && isForbidden(text[0]))) {
            name += '_';
        } else {
            name += text.substr(0, length);
        }
        text.remove_prefix(std::max<size_t>(length, 1));
    }
    if (!name.empty() && name.front() == '.' && name.find_first_not_of(". ") != std::string::npos)
        name.front() = '_'; // or the file would be hidden
    trimEnd(name);
    if (isDeviceName(name))
        name.insert(std::min(name.find('.'), name.size()), "_");
    return name;
}

std::optional<NamePattern> NamePattern::parse(std::string_view text)
{
    if (text.empty())
        return std::nullopt;
    NamePattern pattern;
    pattern.m_parts.emplace_back();
    std::string literal;
    const auto endPart = [&] {
        if (!literal.empty())
            pattern.m_parts.back().push_back({literal, {}});
        literal.clear();
    };
    for (size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '/') {
            endPart();
            pattern.m_parts.emplace_back();
        } else if (c == '{') {
            const size_t close = text.find('}', at);
            if (close == std::string_view::npos)
                return std::nullopt;
            const std::string_view name = text.substr(at + 1, close - at - 1);
            if (std::find(kPlaceholders.begin(), kPlaceholders.end(), name) == kPlaceholders.end())
                return std::nullopt;
            pattern.m_parts.back().push_back({literal, std::string(name)});
            literal.clear();
            at = close;
        } else if (c == '}') {
            return std::nullopt;
        } else {
            literal += c;
        }
    }
    endPart();
    return pattern;
}

std::string NamePattern::expandPart(const Part& part, const NameFields& fields)
{
    std::string result;
    bool lastWasEmpty = false;
    for (size_t index = 0; index < part.size(); ++index) {
        const Piece& piece = part[index];
        if (piece.placeholder.empty()) {
            if (!lastWasEmpty)
                result += piece.text;
            continue;
        }
        const auto field = fields.find(piece.placeholder);
        lastWasEmpty = field == fields.end() || field->second.empty();
        if (lastWasEmpty)
            continue;
        if (index == 0 || !result.empty())
            result += piece.text;
        result += field->second;
    }
    return safeName(result);
}

std::string NamePattern::expand(const NameFields& fields, std::string_view fallback) const
{
    std::string result;
    for (size_t index = 0; index < m_parts.size(); ++index) {
        std::string part = expandPart(m_parts[index], fields);
        if (part.empty() && index + 1 == m_parts.size()) {
            part = safeName(fallback);
            if (part.empty())
                part = "Track";
        }
        if (part.empty())
            continue;
        if (!result.empty())
            result += '/';
        result += part;
    }
    return result;
}

} // namespace stellatune::filesink
