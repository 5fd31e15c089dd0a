// What the pictures show in lists.
#pragma once

#include "app/playlist/playlist_track.h"
#include "engine/control/player.h"

#include <vector>

namespace stellatune::testing {

/// `path` exists, because the player looks ahead.
PlaylistTrack makeRow(const QString& path, const QString& title, const QString& artist, const QString& album,
                      int seconds);
/// A few albums, each track behind the same path.
QList<PlaylistTrack> someTracks(const QString& path);
std::vector<DeviceInfo> someDevices();

} // namespace stellatune::testing
