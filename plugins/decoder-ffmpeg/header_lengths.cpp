#include "header_lengths.h"

namespace stellatune::ffmpeg {

namespace {

constexpr uint32_t kFrameLength = 1152;

/// Seven bits a byte, the highest first; the top bit says that more follow.
uint64_t readVarint(AVIOContext& io)
{
    uint64_t value = 0;
    for (int i = 0; i < 9; ++i) {
        const auto byte = static_cast<uint64_t>(avio_r8(&io));
        value = value << 7U | (byte & 0x7FU);
        if ((byte & 0x80U) == 0)
            break;
    }
    return value;
}

/// Past an ID3v2 tag in front.
void skipId3(AVIOContext& io)
{
    uint8_t head[10];
    if (avio_read(&io, head, sizeof head) == sizeof head && head[0] == 'I' && head[1] == 'D' &&
        head[2] == '3') {
        const int64_t size =
            (head[6] & 0x7F) << 21 | (head[7] & 0x7F) << 14 | (head[8] & 0x7F) << 7 | (head[9] & 0x7F);
        avio_seek(&io, 10 + size + ((head[5] & 0x10) != 0 ? 10 : 0), SEEK_SET);
    } else {
        avio_seek(&io, 0, SEEK_SET);
    }
}

std::optional<uint64_t> readStreamVersion7(AVIOContext& io)
{
    if ((avio_r8(&io) & 0x0F) != 7)
        return std::nullopt;
    const uint64_t frames = avio_rl32(&io);
    avio_skip(&io, 12); // flags and replay gain
    const uint32_t last = avio_rl32(&io);
    if (frames == 0)
        return std::nullopt;
    const bool isExact = (last >> 31U) != 0;
    const uint64_t lastLength = (last >> 20U) & 0x7FFU;
    if (!isExact || lastLength == 0 || lastLength > kFrameLength)
        return frames * kFrameLength - kMusepackDelay;
    return (frames - 1) * kFrameLength + lastLength;
}

std::optional<uint64_t> readStreamVersion8(AVIOContext& io)
{
    // Packets of a two-letter key and a size that counts itself; the stream header is among the first.
    for (int i = 0; i < 16 && !avio_feof(&io); ++i) {
        const int64_t begin = avio_tell(&io);
        const unsigned key = avio_rb16(&io);
        const uint64_t size = readVarint(io);
        if (key == ('S' << 8 | 'H')) {
            avio_skip(&io, 5); // checksum and version
            const uint64_t frames = readVarint(io);
            const uint64_t silence = readVarint(io);
            return frames > silence ? std::optional(frames - silence) : std::nullopt;
        }
        if (size < 3 || size > (1U << 20U))
            break;
        avio_seek(&io, begin + static_cast<int64_t>(size), SEEK_SET);
    }
    return std::nullopt;
}

} // namespace

std::optional<uint64_t> readMusepackLength(AVIOContext& io)
{
    if ((io.seekable & AVIO_SEEKABLE_NORMAL) == 0)
        return std::nullopt;
    const int64_t before = avio_tell(&io);
    avio_seek(&io, 0, SEEK_SET);
    skipId3(io);
    std::optional<uint64_t> frames;
    const uint32_t magic = avio_rb24(&io);
    if (magic == ('M' << 16 | 'P' << 8 | '+')) {
        frames = readStreamVersion7(io);
    } else if (magic == ('M' << 16 | 'P' << 8 | 'C') && avio_r8(&io) == 'K') {
        frames = readStreamVersion8(io);
    }
    avio_seek(&io, before, SEEK_SET);
    return frames;
}

std::optional<uint64_t> readDsfLength(AVIOContext& io)
{
    constexpr int64_t kSampleCount = 64; // behind the file's header and most of the format chunk
    if ((io.seekable & AVIO_SEEKABLE_NORMAL) == 0)
        return std::nullopt;
    const int64_t before = avio_tell(&io);
    avio_seek(&io, kSampleCount, SEEK_SET);
    const uint64_t bits = avio_rl64(&io);
    avio_seek(&io, before, SEEK_SET);
    return bits >= 8 ? std::optional(bits / 8) : std::nullopt;
}

} // namespace stellatune::ffmpeg
