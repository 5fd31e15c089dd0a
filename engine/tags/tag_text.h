// Text as it stands in tags, which is often not in the encoding it claims, made into valid UTF-8.
#pragma once

#include <string>
#include <string_view>

#include <tstring.h>

namespace stellatune::tagtext {

/// Valid UTF-8 whatever the units are: lone surrogates become U+FFFD, and white space and NULs at the ends
/// go.
std::string toUtf8(const TagLib::String& text);

/// `bytes` when they are valid UTF-8; else read as Windows-1252, the encoding that old taggers wrote.
std::string repairUtf8(std::string_view bytes);

bool isValidUtf8(std::string_view bytes);

/// Makes TagLib read "Latin-1" text of ID3 tags by repairUtf8(): many taggers put UTF-8 there. Once per
/// process.
void installLatin1Reader();

} // namespace stellatune::tagtext
