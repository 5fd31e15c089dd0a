// The orders a playlist can be sorted in.
#pragma once

#include "app/playlist/playlist_track.h"

namespace stellatune {

/// For PlaylistModel::reorder(): the rows by a column of PlaylistModel, equal ones as they are, those without
/// a value last. NumberColumn sorts by disc and track number; ArtistColumn by artist, album, disc and track
/// number; AlbumColumn by album, disc and track number.
QList<int> sortedOrder(const QList<PlaylistTrack>& tracks, int column, Qt::SortOrder direction);

} // namespace stellatune
