// Text that is safe on a terminal and fits it: what tags and file names say may hold anything.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stellatune::cli {

/// Control characters, which could drive the terminal, become blanks; bytes that are no UTF-8 become U+FFFD.
std::string printable(std::string_view text);

/// Columns that printable text takes on a terminal: wide East Asian characters and emoji take two, combining
/// marks none. Does not depend on the locale.
size_t displayWidth(std::string_view text);

/// `text` when it fits `columns`, else as much of it as fits with "…" behind.
std::string truncated(std::string_view text, size_t columns);

} // namespace stellatune::cli
