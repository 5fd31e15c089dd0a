#include "mp4_timing.h"

#include <cstdio>

namespace stellatune::ffmpeg {

namespace {

constexpr uint32_t name(char a, char b, char c, char d)
{
    return static_cast<uint32_t>(a) << 24U | static_cast<uint32_t>(b) << 16U |
           static_cast<uint32_t>(c) << 8U | static_cast<uint32_t>(d);
}

/// Boxes looked at in one folder of boxes, for damaged files.
constexpr int kMostBoxes = 4096;

struct Box {
    uint32_t name = 0;
    int64_t begin = 0; ///< of the content
    int64_t end = 0;
};

struct Track {
    uint32_t id = 0;
    uint32_t timescale = 0;
    uint64_t duration = 0;   ///< of the media, in its timescale
    uint32_t edits = 0;      ///< that play something
    uint64_t editLength = 0; ///< in the movie's timescale
    uint64_t editStart = 0;  ///< in the media's timescale
};

/// Calls `visit` for each box between `begin` and `end`.
template <typename Visit>
void forEachBox(AVIOContext& io, int64_t begin, int64_t end, Visit&& visit)
{
    int64_t at = begin;
    for (int i = 0; i < kMostBoxes && end - at >= 8; ++i) {
        if (avio_seek(&io, at, SEEK_SET) != at)
            return;
        uint64_t size = avio_rb32(&io);
        Box box;
        box.name = avio_rb32(&io);
        box.begin = at + 8;
        if (size == 1) {
            size = avio_rb64(&io);
            box.begin += 8;
        } else if (size == 0) {
            size = static_cast<uint64_t>(end - at);
        }
        if (avio_feof(&io) || size > static_cast<uint64_t>(end - at) ||
            size < static_cast<uint64_t>(box.begin - at))
            return;
        box.end = at + static_cast<int64_t>(size);
        visit(box);
        at = box.end;
    }
}

/// Opens a box with version and flags; the answer is the version.
int enterFullBox(AVIOContext& io, const Box& box)
{
    avio_seek(&io, box.begin, SEEK_SET);
    const int version = avio_r8(&io);
    avio_rb24(&io);
    return version;
}

uint64_t readTime(AVIOContext& io, int version)
{
    return version == 1 ? avio_rb64(&io) : avio_rb32(&io);
}

void readEdits(AVIOContext& io, const Box& box, Track& track)
{
    const int version = enterFullBox(io, box);
    const uint32_t count = avio_rb32(&io);
    for (uint32_t i = 0; i < count && i < kMostBoxes && avio_tell(&io) < box.end; ++i) {
        const uint64_t length = readTime(io, version);
        const int64_t start =
            version == 1 ? static_cast<int64_t>(avio_rb64(&io)) : static_cast<int32_t>(avio_rb32(&io));
        avio_rb32(&io); // speed
        if (start < 0)
            continue; // an empty edit: a pause before the sound
        ++track.edits;
        track.editLength = length;
        track.editStart = static_cast<uint64_t>(start);
    }
}

Track readTrack(AVIOContext& io, const Box& trak)
{
    Track track;
    forEachBox(io, trak.begin, trak.end, [&](const Box& box) {
        if (box.name == name('t', 'k', 'h', 'd')) {
            const int version = enterFullBox(io, box);
            avio_skip(&io, version == 1 ? 16 : 8);
            track.id = avio_rb32(&io);
        } else if (box.name == name('e', 'd', 't', 's')) {
            forEachBox(io, box.begin, box.end, [&](const Box& inner) {
                if (inner.name == name('e', 'l', 's', 't'))
                    readEdits(io, inner, track);
            });
        } else if (box.name == name('m', 'd', 'i', 'a')) {
            forEachBox(io, box.begin, box.end, [&](const Box& inner) {
                if (inner.name != name('m', 'd', 'h', 'd'))
                    return;
                const int version = enterFullBox(io, inner);
                avio_skip(&io, version == 1 ? 16 : 8);
                track.timescale = avio_rb32(&io);
                track.duration = readTime(io, version);
            });
        }
    });
    return track;
}

std::optional<uint64_t> lengthOf(const Track& track, uint32_t movieTimescale, uint32_t sampleRate)
{
    if (track.timescale == 0 || track.duration == 0 || track.duration > INT64_MAX || track.edits > 1)
        return std::nullopt;
    uint64_t media = track.duration;
    if (track.edits == 1) {
        media = track.duration > track.editStart ? track.duration - track.editStart : 0;
        if (movieTimescale != 0 && track.editLength != 0 && track.editLength <= INT64_MAX) {
            // The edit may end before the media does. Within a tick of the movie's clock it is the same end,
            // rounded.
            const auto edit = static_cast<uint64_t>(
                av_rescale(static_cast<int64_t>(track.editLength), track.timescale, movieTimescale));
            const uint64_t tick = (track.timescale + movieTimescale - 1) / movieTimescale;
            if (edit + tick < media)
                media = edit;
        }
    }
    return static_cast<uint64_t>(
        av_rescale(static_cast<int64_t>(media), static_cast<int64_t>(sampleRate), track.timescale));
}

} // namespace

std::optional<uint64_t> readMp4Length(AVIOContext& io, int trackId, uint32_t sampleRate)
{
    if ((io.seekable & AVIO_SEEKABLE_NORMAL) == 0)
        return std::nullopt;
    const int64_t before = avio_tell(&io);
    const int64_t size = avio_size(&io);
    uint32_t movieTimescale = 0;
    std::optional<Track> found;
    bool isFragmented = false;
    forEachBox(io, 0, size, [&](const Box& top) {
        if (top.name != name('m', 'o', 'o', 'v'))
            return;
        forEachBox(io, top.begin, top.end, [&](const Box& box) {
            if (box.name == name('m', 'v', 'h', 'd')) {
                const int version = enterFullBox(io, box);
                avio_skip(&io, version == 1 ? 16 : 8);
                movieTimescale = avio_rb32(&io);
            } else if (box.name == name('m', 'v', 'e', 'x')) {
                isFragmented = true;
            } else if (box.name == name('t', 'r', 'a', 'k')) {
                const Track track = readTrack(io, box);
                if (track.id == static_cast<uint32_t>(trackId))
                    found = track;
            }
        });
    });
    avio_seek(&io, before, SEEK_SET);
    if (!found || isFragmented)
        return std::nullopt;
    return lengthOf(*found, movieTimescale, sampleRate);
}

std::optional<uint64_t> parseItunesLength(const char* note)
{
    unsigned priming = 0;
    unsigned padding = 0;
    unsigned long long frames = 0;
    if (std::sscanf(note, "%*x %x %x %llx", &priming, &padding, &frames) != 3 || frames == 0 ||
        frames > static_cast<unsigned long long>(INT64_MAX / 2))
        return std::nullopt;
    return frames;
}

} // namespace stellatune::ffmpeg
