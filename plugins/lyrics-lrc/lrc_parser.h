// The LRC format, and plain text as its simplest case.
#pragma once

#include "lyrics_document.h"

#include <string_view>

namespace stellatune::lrc {

/// Reads
///   [mm:ss], [mm:ss.xx], [mm:ss.xxx], [mm:ss:xx] and [hh:mm:ss.xx], several in front of a line;
///   <mm:ss.xx> or [mm:ss.xx] in front of words;
///   [ti:], [ar:], [al:], [la:] and [offset:], which moves everything earlier by that many milliseconds;
/// sorts by time, and leaves out what has no time once anything has one. A text without times is not
/// synchronised and keeps its lines. `text` is as decodeText() gives it. Throws sdk::Error for texts that
/// repeat themselves beyond all use; takes everything else.
Document parseLrc(std::string_view text);

} // namespace stellatune::lrc
