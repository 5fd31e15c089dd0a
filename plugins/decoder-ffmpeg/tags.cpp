#include "tags.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <locale>
#include <sstream>
#include <string>

namespace stellatune::ffmpeg {

namespace {

struct Key {
    const char* theirs;
    const char* ours;
};

/// FFmpeg gives most formats' tags common names; the rest are those that it leaves as they are. Earlier
/// entries win.
constexpr Key kTexts[] = {
    {"title", "title"},
    {"artist", "artist"},
    {"author", "artist"},
    {"album", "album"},
    {"album_artist", "album_artist"},
    {"albumartist", "album_artist"},
    {"album artist", "album_artist"},
    {"WM/AlbumArtist", "album_artist"},
    {"genre", "genre"},
    {"WM/Genre", "genre"},
    {"date", "date"},
    {"year", "date"},
    {"WM/Year", "date"},
    {"track", "track"},
    {"tracknumber", "track"},
    {"WM/TrackNumber", "track"},
    {"disc", "disc"},
    {"discnumber", "disc"},
    {"comment", "comment"},
    {"description", "comment"},
};

constexpr Key kGains[] = {
    {"replaygain_track_gain", "replaygain_track_gain"},
    {"replaygain_album_gain", "replaygain_album_gain"},
    {"replaygain_track_peak", "replaygain_track_peak"},
    {"replaygain_album_peak", "replaygain_album_peak"},
};

/// The tag's value: of the track or else of the file. FFmpeg ignores the case of names.
const char* find(const Container& container, const char* key)
{
    for (const AVDictionary* tags : {container.format().metadata, container.track().metadata}) {
        const AVDictionaryEntry* const entry = av_dict_get(tags, key, nullptr, 0);
        if (entry != nullptr && entry->value[0] != '\0')
            return entry->value;
    }
    return nullptr;
}

/// A number with a point at the start of `text`, in any locale: "-7.30 dB".
std::optional<double> readNumber(const char* text)
{
    std::istringstream stream(text);
    stream.imbue(std::locale::classic());
    double number = 0.0;
    if (!(stream >> number) || !std::isfinite(number))
        return std::nullopt;
    return number;
}

} // namespace

sdk::Json readTags(const Container& container)
{
    sdk::Json tags = sdk::Json::object();
    for (const Key& key : kTexts) {
        const char* const value = find(container, key.theirs);
        if (value != nullptr && !tags.contains(key.ours))
            tags[key.ours] = value;
    }
    for (const Key& key : kGains) {
        const char* const value = find(container, key.theirs);
        if (const std::optional<double> number = value != nullptr ? readNumber(value) : std::nullopt)
            tags[key.ours] = *number;
    }
    int64_t bitRate = container.track().codecpar->bit_rate;
    if (bitRate <= 0 && container.tracks().size() == 1 && !container.hasVideo())
        bitRate = container.format().bit_rate;
    if (bitRate > 0)
        tags["bit_rate"] = bitRate;
    if (container.tracks().size() > 1) {
        sdk::Json names = sdk::Json::array();
        for (const unsigned index : container.tracks()) {
            const AVDictionary* const track = container.format().streams[index]->metadata;
            const AVDictionaryEntry* entry = av_dict_get(track, "title", nullptr, 0);
            if (entry == nullptr)
                entry = av_dict_get(track, "language", nullptr, 0);
            names.push(entry != nullptr ? std::string(entry->value)
                                        : "Track " + std::to_string(names.size() + 1));
        }
        tags["subsong_names"] = std::move(names);
    }
    return tags;
}

} // namespace stellatune::ffmpeg
