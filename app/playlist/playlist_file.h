// Playlists on disk: m3u, m3u8 and pls.
#pragma once

#include "pluginhost/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace stellatune {

struct PlaylistFileEntry {
    QString path;                 ///< absolute
    QString title;                ///< as people read it ("Artist - Title"); may be empty
    double durationSeconds = 0.0; ///< 0: unknown
    bool operator==(const PlaylistFileEntry&) const = default;
};

struct ParsedPlaylist {
    QList<PlaylistFileEntry> entries;
    QStringList unsupported; ///< addresses on the network, as written
    bool operator==(const ParsedPlaylist&) const = default;
};

enum class PlaylistFormat : uint8_t { M3u, Pls };

// ---- pure; `folder` is the absolute folder of the playlist, which relative paths start from ----

/// UTF-8, with or without a byte order mark, UTF-16 with one; what is not valid UTF-8 is read as Latin-1.
/// Takes relative and absolute paths, file:// addresses, Windows separators and any line ends. An error only
/// for what is no playlist of files at all: binary data, or a list of segments of a network stream.
Result<ParsedPlaylist> parsePlaylist(const QByteArray& bytes, PlaylistFormat format, const QString& folder);
/// Paths inside `folder` are written relative to it, others absolute; a name that a line cannot hold as it is
/// (line breaks, a backslash, outer spaces) as a file:// address.
QByteArray formatPlaylist(const QList<PlaylistFileEntry>& entries, PlaylistFormat format,
                          const QString& folder);

// ---- blocking file I/O, any thread ----

/// By extension: m3u, m3u8, pls.
bool isPlaylistFile(const QString& path);
Result<ParsedPlaylist> readPlaylistFile(const QString& path);
/// The format follows the extension; m3u8 when it is neither. The file is replaced in one step or not at all.
Result<void> writePlaylistFile(const QString& path, const QList<PlaylistFileEntry>& entries);

} // namespace stellatune
