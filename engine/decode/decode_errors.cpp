#include "engine/decode/decode_errors.h"

#include "engine/audio/format.h"

#include <fmt/format.h>

namespace stellatune {

Error damagedHeader(const InputFile& file, std::string_view domain, std::string_view codec)
{
    if (file.hasFailed())
        return unreadableRest(file, domain);
    return {ErrorCode::Corrupt, std::string(domain),
            fmt::format("{} looks like {}, but its header is damaged.", file.quotedName(), codec)};
}

Error unreadableRest(const InputFile& file, std::string_view domain)
{
    if (file.hasFailed())
        return {
            ErrorCode::Io, std::string(domain),
            fmt::format("{} cannot be read any further: the disk or the network failed.", file.quotedName())};
    return {ErrorCode::Corrupt, std::string(domain),
            fmt::format("{} is damaged and cannot be played any further.", file.quotedName())};
}

Result<void> checkPlayable(const InputFile& file, std::string_view domain, int64_t sampleRate,
                           int64_t channels)
{
    if (channels < 1 || channels > kMaxChannels)
        return Error{ErrorCode::Unsupported, std::string(domain),
                     fmt::format("{} says it has {} channels; 1 to {} can be played.", file.quotedName(),
                                 channels, kMaxChannels)};
    if (sampleRate < kMinSampleRate || sampleRate > kMaxSampleRate)
        return Error{ErrorCode::Unsupported, std::string(domain),
                     fmt::format("{} says it has a sample rate of {} Hz; {} to {} Hz can be played.",
                                 file.quotedName(), sampleRate, kMinSampleRate, kMaxSampleRate)};
    return {};
}

} // namespace stellatune
