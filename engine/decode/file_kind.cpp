#include "engine/decode/file_kind.h"

#include "engine/decode/mpeg_frame_header.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace stellatune {

namespace {

/// Enough for two frames of any MPEG layer and for the first Ogg pages.
constexpr size_t kHeadBytes = size_t{16} * 1024;
/// How far a file called .mp3 is searched for its first frame.
constexpr size_t kMpegSearchBytes = size_t{256} * 1024;
constexpr size_t kId3HeaderBytes = 10;

using Bytes = std::span<const unsigned char>;

bool hasText(Bytes bytes, size_t offset, std::string_view text)
{
    return bytes.size() >= offset + text.size() &&
           std::equal(text.begin(), text.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset),
                      [](char a, unsigned char b) { return static_cast<unsigned char>(a) == b; });
}

/// Whole length of the ID3v2 tag that `head` starts with, 0 when there is none.
uint64_t id3Length(Bytes head)
{
    if (head.size() < kId3HeaderBytes || !hasText(head, 0, "ID3") || head[3] == 0xFF || head[4] == 0xFF)
        return 0;
    uint64_t length = 0;
    for (const unsigned char digit : head.subspan(6, 4)) {
        if (digit >= 0x80)
            return 0;
        length = length << 7 | digit;
    }
    const bool hasFooter = (head[5] & 0x10) != 0;
    return length + kId3HeaderBytes * (hasFooter ? 2 : 1);
}

FileKind recogniseOgg(Bytes bytes)
{
    // The streams of a file are announced in its first pages, one each.
    constexpr size_t kPageHeaderBytes = 27;
    constexpr unsigned char kFirstPageOfStream = 0x02;
    size_t page = 0;
    while (hasText(bytes, page, "OggS") && bytes.size() > page + kPageHeaderBytes &&
           (bytes[page + 5] & kFirstPageOfStream) != 0) {
        const size_t segments = bytes[page + kPageHeaderBytes - 1];
        const size_t payload = page + kPageHeaderBytes + segments;
        if (hasText(bytes, payload,
                    "\x7F"
                    "FLAC"))
            return FileKind::OggFlac;
        if (hasText(bytes, payload, "\x01vorbis"))
            return FileKind::OggVorbis;
        if (hasText(bytes, payload, "OpusHead"))
            return FileKind::OggOpus;
        if (payload > bytes.size())
            break;
        size_t next = payload;
        for (const unsigned char segment : bytes.subspan(page + kPageHeaderBytes, segments))
            next += segment;
        page = next;
    }
    return FileKind::Unknown;
}

bool isSndfile(Bytes bytes)
{
    using namespace std::string_view_literals;
    if (hasText(bytes, 0, "RIFF") || hasText(bytes, 0, "RIFX") || hasText(bytes, 0, "RF64"))
        return hasText(bytes, 8, "WAVE");
    if (hasText(bytes, 0, "FORM"))
        return hasText(bytes, 8, "AIFF") || hasText(bytes, 8, "AIFC") || hasText(bytes, 8, "8SVX") ||
               hasText(bytes, 8, "16SV");
    constexpr std::array kMagics{"caff"sv,    "riff\x2E\x91\xCF\x11"sv,
                                 ".snd"sv,    "dns."sv,
                                 "NIST_1A"sv, "Creative Voice File"sv,
                                 " paf"sv,    "fap "sv,
                                 "2BIT"sv,    "\x64\xA3"sv};
    return std::any_of(kMagics.begin(), kMagics.end(),
                       [&](std::string_view magic) { return hasText(bytes, 0, magic); });
}

/// A frame header at `offset`, followed by another of the same stream where it says, or by the end of the
/// file.
bool isMpegAt(Bytes bytes, size_t offset, bool bytesAreAll)
{
    constexpr int kFramesInARow = 3;
    std::optional<MpegFrameHeader> first;
    for (int frame = 0; frame < kFramesInARow; ++frame) {
        if (offset + 4 > bytes.size())
            return frame > 0 && bytesAreAll;
        const auto header = MpegFrameHeader::parse(bytes.subspan(offset).first<4>());
        if (!header || (first && header->stream != first->stream))
            return false;
        first = first ? first : header;
        offset += header->bytes;
    }
    return true;
}

bool isCalledMpeg(const InputFile& file)
{
    constexpr std::array<std::string_view, 4> kExtensions{"mp3", "mp2", "mp1", "mpga"};
    return std::find(kExtensions.begin(), kExtensions.end(), file.extension()) != kExtensions.end();
}

std::vector<unsigned char> readHead(InputFile& file, size_t count)
{
    std::vector<unsigned char> head(count);
    head.resize(file.readAt(0, head));
    file.seek(0);
    return head;
}

} // namespace

void hideLeadingTags(InputFile& file)
{
    std::array<unsigned char, kId3HeaderBytes> head{};
    bool found = false;
    for (;;) {
        const size_t got = file.readAt(0, head);
        const uint64_t length = id3Length(Bytes(head).first(got));
        if (length == 0)
            break;
        // A tag that claims more than the file holds is damaged; what is behind its header may be sound.
        file.hideStart(length < file.size() ? length : kId3HeaderBytes);
        found = true;
    }
    file.seek(0);
    if (!found)
        return;
    const std::vector<unsigned char> rest = readHead(file, kHeadBytes);
    const auto sound = std::find_if(rest.begin(), rest.end(), [](unsigned char byte) { return byte != 0; });
    if (sound != rest.end())
        file.hideStart(static_cast<uint64_t>(sound - rest.begin()));
}

FileKind recognise(InputFile& file)
{
    std::vector<unsigned char> head = readHead(file, kHeadBytes);
    if (hasText(head, 0, "fLaC"))
        return FileKind::Flac;
    if (hasText(head, 0, "OggS"))
        return recogniseOgg(head);
    if (isSndfile(head))
        return FileKind::Sndfile;
    if (isMpegAt(head, 0, head.size() == file.size()))
        return FileKind::Mpeg;
    if (!isCalledMpeg(file))
        return FileKind::Unknown;

    head = readHead(file, kMpegSearchBytes);
    for (size_t offset = 1; offset + 4 <= head.size(); ++offset) {
        if (isMpegAt(head, offset, false))
            return FileKind::Mpeg;
    }
    return FileKind::Unknown;
}

} // namespace stellatune
