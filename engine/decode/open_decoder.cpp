#include "engine/decode/decoder.h"
#include "engine/decode/file_kind.h"
#include "engine/decode/flac_decoder.h"
#include "engine/decode/input_file.h"
#include "engine/decode/mpg123_decoder.h"
#include "engine/decode/sndfile_decoder.h"
#include "engine/decode/vorbis_decoder.h"

#include <utility>

#include <fmt/format.h>

namespace stellatune {

Result<std::unique_ptr<Decoder>> openDecoder(const std::filesystem::path& path)
{
    Result<InputFile> opened = InputFile::open(path);
    if (!opened)
        return opened.error();
    InputFile file = std::move(*opened);
    if (file.size() == 0)
        return Error{ErrorCode::Corrupt, "decode.file", fmt::format("{} is empty.", file.quotedName())};

    hideLeadingTags(file);
    switch (recognise(file)) {
    case FileKind::Flac:
        return FlacDecoder::open(std::move(file), FlacDecoder::Container::Native);
    case FileKind::OggFlac:
        return FlacDecoder::open(std::move(file), FlacDecoder::Container::Ogg);
    case FileKind::OggVorbis:
        return VorbisDecoder::open(std::move(file));
    case FileKind::Mpeg:
        return Mpg123Decoder::open(std::move(file));
    case FileKind::OggOpus:
    case FileKind::Sndfile:
        return SndfileDecoder::open(std::move(file));
    case FileKind::Unknown:
        break;
    }
    if (file.hasFailed())
        return Error{ErrorCode::Io, "decode.file", fmt::format("{} cannot be read.", file.quotedName())};
    return Error{
        ErrorCode::Unsupported, "decode.file",
        fmt::format("{} is not audio, or of a kind that StellaTune does not play.", file.quotedName())};
}

} // namespace stellatune
