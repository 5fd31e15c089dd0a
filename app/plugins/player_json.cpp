#include "app/plugins/player_json.h"

namespace stellatune {

std::string_view nameOf(PlaybackState state)
{
    switch (state) {
    case PlaybackState::Stopped:
        return "stopped";
    case PlaybackState::Playing:
        return "playing";
    case PlaybackState::Paused:
        return "paused";
    case PlaybackState::WaitingForDevice:
        break;
    }
    return "waiting_for_device";
}

PluginJson trackJson(const PlaylistModel& playlist, EntryId entry)
{
    PluginJson json{{"entry", entry}};
    if (const PlaylistTrack* track = playlist.find(entry)) {
        json["title"] = track->displayTitle().toStdString();
        json["artist"] = track->artist.toStdString();
        json["file"] = track->path.toStdString();
    }
    return json;
}

PluginJson positionJson(const PlayerController& player)
{
    const PlayerSnapshot snapshot = player.snapshot();
    PluginJson json{{"state", nameOf(snapshot.state)},
                    {"entry", snapshot.current},
                    {"position_seconds", snapshot.positionSeconds},
                    {"duration_seconds", nullptr}};
    if (snapshot.durationSeconds)
        json["duration_seconds"] = *snapshot.durationSeconds;
    return json;
}

std::string toText(const PluginJson& json)
{
    return json.dump(-1, ' ', false, PluginJson::error_handler_t::replace);
}

} // namespace stellatune
