// The raw fields of a Vorbis comment, for files whose text is not the UTF-8 it should be: TagLib drops such
// fields.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <tfile.h>

namespace stellatune {

/// NAME (upper case) and text (valid UTF-8) of each field of a FLAC or Ogg file, in order; pictures are left
/// out. Empty for other files and for a comment that is damaged at its start.
std::vector<std::pair<std::string, std::string>> readVorbisComment(TagLib::File& file);

} // namespace stellatune
