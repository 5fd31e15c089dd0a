// What a file is by its first bytes, whatever its name says.
#pragma once

#include "engine/decode/input_file.h"

#include <cstdint>

namespace stellatune {

enum class FileKind : uint8_t {
    Unknown,
    Flac,
    OggFlac,
    OggVorbis,
    OggOpus,
    Mpeg,    ///< layers 1 to 3
    Sndfile, ///< something libsndfile knows by a magic number
};

/// Hides a leading ID3v2 tag (and the zeros that some taggers leave behind it) from everyone after, whatever
/// the tag is in front of.
void hideLeadingTags(InputFile& file);

/// Reads a bounded stretch from the start. `file` is at position 0 afterwards.
FileKind recognise(InputFile& file);

} // namespace stellatune
