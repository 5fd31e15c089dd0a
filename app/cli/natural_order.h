// The order people expect of file names: "2 b" before "10 a", and case does not count.
#pragma once

#include <string_view>

namespace stellatune::cli {

/// A strict weak order: runs of digits compare as numbers, ASCII letters without case, all else by bytes.
/// Names that differ only in case or leading zeros are ordered by bytes, so that the order is the same
/// everywhere.
bool naturallyBefore(std::string_view a, std::string_view b);

} // namespace stellatune::cli
