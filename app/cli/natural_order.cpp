#include "app/cli/natural_order.h"

#include <algorithm>
#include <cstddef>

namespace stellatune::cli {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

int lower(char c)
{
    return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/// Takes the digits off the front of `text`, leading zeros left out.
std::string_view takeNumber(std::string_view& text)
{
    const auto* const end = std::find_if_not(text.begin(), text.end(), isDigit);
    std::string_view digits = text.substr(0, static_cast<size_t>(end - text.begin()));
    text.remove_prefix(digits.size());
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
}

/// Negative, zero or positive like strcmp.
int compare(std::string_view a, std::string_view b)
{
    while (!a.empty() && !b.empty()) {
        if (isDigit(a.front()) && isDigit(b.front())) {
            const std::string_view numberA = takeNumber(a);
            const std::string_view numberB = takeNumber(b);
            if (numberA.size() != numberB.size())
                return numberA.size() < numberB.size() ? -1 : 1;
            if (const int order = numberA.compare(numberB); order != 0)
                return order;
        } else {
            if (const int order = lower(a.front()) - lower(b.front()); order != 0)
                return order;
            a.remove_prefix(1);
            b.remove_prefix(1);
        }
    }
    return static_cast<int>(!a.empty()) - static_cast<int>(!b.empty());
}

} // namespace

bool naturallyBefore(std::string_view a, std::string_view b)
{
    const int order = compare(a, b);
    return order != 0 ? order < 0 : a < b;
}

} // namespace stellatune::cli
