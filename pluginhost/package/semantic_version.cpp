#include "pluginhost/package/semantic_version.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace stellatune {

namespace {

constexpr size_t kLongest = 64;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNumeric(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isDigit);
}

bool hasLeadingZero(std::string_view number)
{
    return number.size() > 1 && number.front() == '0';
}

/// Takes what stands before the first `separator`, and the separator, off `rest`; all of it when there is
/// none.
std::string_view takeUntil(char separator, std::string_view& rest, bool& found)
{
    const size_t end = rest.find(separator);
    found = end != std::string_view::npos;
    const std::string_view taken = rest.substr(0, end);
    rest = found ? rest.substr(end + 1) : std::string_view();
    return taken;
}

/// The parts between dots; none when one of them is empty or holds anything but letters, digits and '-'.
std::optional<std::vector<std::string>> identifiers(std::string_view text)
{
    std::vector<std::string> parts;
    for (bool more = true; more;) {
        const std::string_view part = takeUntil('.', text, more);
        const bool isValid = !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
            return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
        });
        if (!isValid)
            return std::nullopt;
        parts.emplace_back(part);
    }
    return parts;
}

/// Numbers below words, numbers by value without limits of size, words by their characters.
std::strong_ordering compareIdentifiers(std::string_view left, std::string_view right)
{
    const bool leftIsNumber = isNumeric(left);
    const bool rightIsNumber = isNumeric(right);
    if (leftIsNumber != rightIsNumber)
        return leftIsNumber ? std::strong_ordering::less : std::strong_ordering::greater;
    if (leftIsNumber && left.size() != right.size())
        return left.size() <=> right.size();
    return left.compare(right) <=> 0;
}

} // namespace

std::optional<SemanticVersion> SemanticVersion::parse(std::string_view text)
{
    if (text.size() > kLongest)
        return std::nullopt;
    bool hasBuild = false;
    bool hasPreRelease = false;
    std::string_view build = text;
    std::string_view preRelease = takeUntil('+', build, hasBuild);
    std::string_view core = takeUntil('-', preRelease, hasPreRelease);
    if (hasBuild && !identifiers(build))
        return std::nullopt;

    SemanticVersion version;
    if (hasPreRelease) {
        auto parts = identifiers(preRelease);
        if (!parts || std::any_of(parts->begin(), parts->end(), [](const std::string& part) {
                return isNumeric(part) && hasLeadingZero(part);
            }))
            return std::nullopt;
        version.m_preRelease = std::move(*parts);
    }
    for (int i = 0; i < 3; ++i) {
        bool more = false;
        const std::string_view number = takeUntil('.', core, more);
        const char* end = number.data() + number.size();
        if (!isNumeric(number) || hasLeadingZero(number) || more != (i < 2) ||
            std::from_chars(number.data(), end, version.m_numbers[i]).ec != std::errc())
            return std::nullopt;
    }
    return version;
}

std::strong_ordering SemanticVersion::operator<=>(const SemanticVersion& other) const
{
    for (int i = 0; i < 3; ++i) {
        if (const auto order = m_numbers[i] <=> other.m_numbers[i]; order != 0)
            return order;
    }
    // A version in the making comes before the finished one.
    if (m_preRelease.empty() != other.m_preRelease.empty())
        return m_preRelease.empty() ? std::strong_ordering::greater : std::strong_ordering::less;
    const size_t common = std::min(m_preRelease.size(), other.m_preRelease.size());
    for (size_t i = 0; i < common; ++i) {
        if (const auto order = compareIdentifiers(m_preRelease[i], other.m_preRelease[i]); order != 0)
            return order;
    }
    return m_preRelease.size() <=> other.m_preRelease.size();
}

} // namespace stellatune
