// The player and its tracks as plugins read of them.
#pragma once

#include "app/playlist/player_controller.h"
#include "app/playlist/playlist_model.h"
#include "app/plugins/plugin_json.h"

#include <string>
#include <string_view>

namespace stellatune {

std::string_view nameOf(PlaybackState state);

/// {"entry", "title", "artist", "file"}; of an entry that was removed meanwhile the number alone.
PluginJson trackJson(const PlaylistModel& playlist, EntryId entry);
/// {"state", "entry", "position_seconds", "duration_seconds"}; nobody knows a duration that is null.
PluginJson positionJson(const PlayerController& player);

/// As one line. Bytes that are no UTF-8, as in names of files, are replaced.
std::string toText(const PluginJson& json);

} // namespace stellatune
