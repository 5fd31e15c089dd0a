// Text in whatever encoding it was stored, made into UTF-8 with "\n" between lines.
#pragma once

#include <string>
#include <string_view>

namespace stellatune::lrc {

/// Takes UTF-8 with and without a mark, UTF-16 with a mark, and everything else as Windows-1252. The result
/// is valid UTF-8 without control characters except tabs and line ends.
std::string decodeText(std::string_view bytes);

/// The same for UTF-16 code units; lone surrogates become U+FFFD.
std::string decodeUtf16(std::u16string_view units);

} // namespace stellatune::lrc
