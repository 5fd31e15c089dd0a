// Lyrics in the tags of music files.
#pragma once

#include "lyrics_document.h"

#include <filesystem>
#include <vector>

namespace stellatune::lrc {

/// Reads ID3v2 (SYLT, USLT), Vorbis comments, MP4, APE and ASF, whatever of these the file has, synchronised
/// ones first. In the same file the order is always the same. None for files that are not there or that
/// TagLib does not know. Texts beyond kLargestText are left out.
std::vector<Document> readEmbeddedLyrics(const std::filesystem::path& music);

} // namespace stellatune::lrc
