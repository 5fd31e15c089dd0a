#include "engine/output/track_text.h"

#include "engine/tags/tags.h"
#include "pluginhost/base/file_error.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace stellatune {

namespace {

using Json = nlohmann::json;

void add(Json& track, const char* key, const std::string& text)
{
    if (!text.empty())
        track[key] = text;
}

void add(Json& track, const char* key, uint32_t number)
{
    if (number != 0)
        track[key] = number;
}

void add(Json& track, const char* key, const std::optional<double>& value)
{
    if (value)
        track[key] = *value;
}

} // namespace

std::string trackText(const std::filesystem::path& path, double seconds)
{
    Json track = Json::object();
    track["path"] = inUtf8(path);
    if (seconds > 0.0)
        track["duration_ms"] = std::llround(seconds * 1000.0);
    if (const Result<TrackTags> tags = readTags(path)) {
        add(track, "title", tags->title);
        add(track, "artist", tags->artist);
        add(track, "album", tags->album);
        add(track, "album_artist", tags->albumArtist);
        add(track, "genre", tags->genre);
        add(track, "date", tags->date);
        add(track, "track", tags->trackNumber);
        add(track, "disc", tags->discNumber);
        add(track, "replaygain_track_gain", tags->replayGain.trackGainDb);
        add(track, "replaygain_track_peak", tags->replayGain.trackPeak);
        add(track, "replaygain_album_gain", tags->replayGain.albumGainDb);
        add(track, "replaygain_album_peak", tags->replayGain.albumPeak);
    }
    // Paths and tags need not be UTF-8.
    return track.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace stellatune
