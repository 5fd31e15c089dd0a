// One row of the playlist: a file, what its tags say, and what went wrong with it.
#pragma once

#include "engine/control/player.h"

#include <QList>
#include <QString>

namespace stellatune {

enum class TagState : uint8_t { Unread, Read };

struct PlaylistTrack {
    EntryId id = 0; ///< unique within the process; the same file may stand in two rows under two ids
    QString path;   ///< absolute
    QString title;  ///< as tagged; empty when the file does not say
    QString artist;
    QString album;
    uint32_t trackNumber = 0;
    uint32_t discNumber = 0;
    double durationSeconds = 0.0; ///< 0: unknown
    TagState tagState = TagState::Unread;
    QString failure; ///< why it could not be read or played; empty when nothing is known against it

    /// What to call it: the title, else the file name without its extension.
    QString displayTitle() const;
    bool operator==(const PlaylistTrack&) const = default;
};

/// An id no row had before. GUI thread.
EntryId makeEntryId();
/// A row for a file nothing is known about yet, with an id of its own.
PlaylistTrack makeTrack(const QString& path);

/// "3:07", "1:02:03"; an en dash when `seconds` is 0 or less.
QString formatDuration(double seconds);

} // namespace stellatune
