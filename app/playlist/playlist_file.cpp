#include "app/playlist/playlist_file.h"

#include "app/playlist/file_path.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMap>
#include <QRegularExpression>
#include <QSaveFile>
#include <QStringDecoder>
#include <QUrl>

#include <cmath>

namespace stellatune {

namespace {

constexpr char kDomain[] = "app.playlist_file";
constexpr qint64 kMaxFileBytes = 64 * 1024 * 1024;
constexpr double kLongestSeconds = 1e7;

Error notAPlaylist(const QString& why)
{
    return {ErrorCode::Corrupt, kDomain, why.toStdString()};
}

/// The text without its byte order mark.
QString decodeText(const QByteArray& bytes)
{
    QStringDecoder decoder(QStringConverter::encodingForData(bytes).value_or(QStringConverter::Utf8));
    QString text = decoder.decode(bytes);
    return decoder.hasError() ? QString::fromLatin1(bytes) : text;
}

QStringList trimmedLines(const QString& text)
{
    static const QRegularExpression lineEnd(QStringLiteral("\r\n|\n|\r"));
    QStringList lines = text.split(lineEnd, Qt::SkipEmptyParts);
    for (QString& line : lines)
        line = line.trimmed();
    lines.removeAll(QString());
    return lines;
}

bool isAddress(const QString& text)
{
    static const QRegularExpression scheme(QStringLiteral("^[A-Za-z][A-Za-z0-9+.-]+://"));
    return scheme.match(text).hasMatch();
}

bool isWindowsPath(const QString& path)
{
    static const QRegularExpression drive(QStringLiteral("^[A-Za-z]:[/\\\\]"));
    return drive.match(path).hasMatch() || path.startsWith(QStringLiteral("\\\\"));
}

double readSeconds(QStringView text)
{
    const double seconds = text.trimmed().toDouble();
    return std::isfinite(seconds) && seconds > 0.0 && seconds < kLongestSeconds ? seconds : 0.0;
}

/// An absolute path for what a line names; nothing for an address on the network.
QString resolve(const QString& location, const QString& folder)
{
    if (isAddress(location)) {
        const QString path = localPathOf(location);
        return path.isEmpty() ? path : QDir::cleanPath(path);
    }
    QString path = location;
    if (isWindowsPath(path))
        return QDir::cleanPath(path.replace(QLatin1Char('\\'), QLatin1Char('/')));
    // A name of ours with a backslash in it is written as an address, so here it can only be a separator.
    if (!path.contains(QLatin1Char('/')))
        path.replace(QLatin1Char('\\'), QLatin1Char('/'));
    return QDir::cleanPath(QDir(folder).filePath(path));
}

void append(ParsedPlaylist& playlist, const QString& location, PlaylistFileEntry entry, const QString& folder)
{
    entry.path = resolve(location, folder);
    if (entry.path.isEmpty())
        playlist.unsupported.append(location);
    else
        playlist.entries.append(std::move(entry));
}

Result<ParsedPlaylist> parseM3u(const QString& text, const QString& folder)
{
    static const QRegularExpression info(QStringLiteral("^#EXTINF:\\s*(-?[0-9.]+)[^,]*,?(.*)$"));
    ParsedPlaylist playlist;
    PlaylistFileEntry next;
    for (const QString& line : trimmedLines(text)) {
        if (line.startsWith(QStringLiteral("#EXT-X-TARGETDURATION")))
            return Error{ErrorCode::Unsupported, kDomain,
                         "The playlist lists the parts of a network stream, not files."};
        if (!line.startsWith(QLatin1Char('#'))) {
            append(playlist, line, std::exchange(next, {}), folder);
        } else if (const auto match = info.match(line); match.hasMatch()) {
            next.durationSeconds = readSeconds(match.capturedView(1));
            next.title = match.captured(2).trimmed();
        }
    }
    return playlist;
}

Result<ParsedPlaylist> parsePls(const QString& text, const QString& folder)
{
    static const QRegularExpression assignment(
        QStringLiteral("^(File|Title|Length)([0-9]{1,9})\\s*=\\s*(.*)$"),
        QRegularExpression::CaseInsensitiveOption);
    struct Numbered {
        QString location;
        PlaylistFileEntry entry;
    };
    QMap<int, Numbered> byNumber;
    const QStringList lines = trimmedLines(text);
    if (!lines.isEmpty() && lines.first().compare(QStringLiteral("[playlist]"), Qt::CaseInsensitive) != 0)
        return notAPlaylist(QStringLiteral("The file does not begin with [playlist]."));
    for (const QString& line : lines) {
        const auto match = assignment.match(line);
        if (!match.hasMatch())
            continue;
        Numbered& item = byNumber[match.capturedView(2).toInt()];
        const QString value = match.captured(3);
        switch (match.capturedView(1).front().toLower().unicode()) {
        case u'f':
            item.location = value;
            break;
        case u't':
            item.entry.title = value;
            break;
        default:
            item.entry.durationSeconds = readSeconds(value);
            break;
        }
    }
    ParsedPlaylist playlist;
    for (const Numbered& item : std::as_const(byNumber)) {
        if (!item.location.isEmpty())
            append(playlist, item.location, item.entry, folder);
    }
    return playlist;
}

QString formatLocation(const QString& path, const QString& folder)
{
    static const QRegularExpression unsafe(
        QStringLiteral("[\\x00-\\x1f\\x7f\\x{85}\\x{2028}\\x{2029}\\\\]|^\\s|\\s$"));
    const QString prefix = folder.endsWith(QLatin1Char('/')) ? folder : folder + QLatin1Char('/');
    if (unsafe.match(path).hasMatch() || isWindowsPath(path))
        return QUrl::fromLocalFile(path).toString(QUrl::FullyEncoded);
    if (!path.startsWith(prefix))
        return path;
    const QString relative = path.mid(prefix.size());
    const bool misread = relative.startsWith(QLatin1Char('#')) || relative.at(0).isSpace() ||
                         relative.at(0) == QChar::ByteOrderMark || isAddress(relative) ||
                         isWindowsPath(relative);
    return misread ? QStringLiteral("./") + relative : relative;
}

PlaylistFormat formatOf(const QString& path)
{
    const bool pls = QFileInfo(path).suffix().compare(QLatin1String("pls"), Qt::CaseInsensitive) == 0;
    return pls ? PlaylistFormat::Pls : PlaylistFormat::M3u;
}

} // namespace

Result<ParsedPlaylist> parsePlaylist(const QByteArray& bytes, PlaylistFormat format, const QString& folder)
{
    const QString text = decodeText(bytes);
    if (text.contains(QChar::Null))
        return notAPlaylist(QStringLiteral("The file holds binary data, not a playlist."));
    return format == PlaylistFormat::Pls ? parsePls(text, folder) : parseM3u(text, folder);
}

QByteArray formatPlaylist(const QList<PlaylistFileEntry>& entries, PlaylistFormat format,
                          const QString& folder)
{
    const auto wholeSeconds = [](double seconds) {
        return seconds > 0.0 ? QString::number(std::llround(seconds)) : QStringLiteral("-1");
    };
    QString text =
        format == PlaylistFormat::Pls ? QStringLiteral("[playlist]\n") : QStringLiteral("#EXTM3U\n");
    for (qsizetype i = 0; i < entries.size(); ++i) {
        const PlaylistFileEntry& entry = entries.at(i);
        const QString location = formatLocation(entry.path, folder);
        const QString title = entry.title.simplified();
        if (format == PlaylistFormat::M3u) {
            if (!title.isEmpty() || entry.durationSeconds > 0.0)
                text += QStringLiteral("#EXTINF:") + wholeSeconds(entry.durationSeconds) + QLatin1Char(',') +
                        title + QLatin1Char('\n');
            text += location + QLatin1Char('\n');
        } else {
            const QString number = QString::number(i + 1);
            text += QStringLiteral("File") + number + QLatin1Char('=') + location + QLatin1Char('\n');
            if (!title.isEmpty())
                text += QStringLiteral("Title") + number + QLatin1Char('=') + title + QLatin1Char('\n');
            text += QStringLiteral("Length") + number + QLatin1Char('=') +
                    wholeSeconds(entry.durationSeconds) + QLatin1Char('\n');
        }
    }
    if (format == PlaylistFormat::Pls)
        text += QStringLiteral("NumberOfEntries=%1\nVersion=2\n").arg(entries.size());
    return text.toUtf8();
}

bool isPlaylistFile(const QString& path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    return suffix == QLatin1String("m3u") || suffix == QLatin1String("m3u8") ||
           suffix == QLatin1String("pls");
}

Result<ParsedPlaylist> readPlaylistFile(const QString& path)
{
    const QFileInfo info(path);
    const auto failed = [&path](ErrorCode code, const QString& why) {
        return Error{code, kDomain,
                     QStringLiteral("%1: the playlist cannot be read: %2").arg(path, why).toStdString()};
    };
    if (!info.exists())
        return failed(ErrorCode::NotFound, QStringLiteral("there is no such file."));
    if (!info.isFile()) // opening a fifo would wait for a writer
        return failed(ErrorCode::InvalidArgument, QStringLiteral("it is not a regular file."));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        const bool denied = file.error() == QFileDevice::PermissionsError || !info.isReadable();
        return failed(denied ? ErrorCode::PermissionDenied : ErrorCode::Io,
                      file.errorString() + QLatin1Char('.'));
    }
    if (file.size() > kMaxFileBytes)
        return failed(ErrorCode::Corrupt, QStringLiteral("it is larger than any playlist."));
    const QByteArray bytes = file.readAll();
    if (file.error() != QFileDevice::NoError)
        return failed(ErrorCode::Io, file.errorString() + QLatin1Char('.'));
    Result<ParsedPlaylist> playlist = parsePlaylist(bytes, formatOf(path), info.absolutePath());
    if (!playlist)
        return failed(playlist.error().code, QString::fromStdString(playlist.error().message));
    return playlist;
}

Result<void> writePlaylistFile(const QString& path, const QList<PlaylistFileEntry>& entries)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(formatPlaylist(entries, formatOf(path), QFileInfo(path).absolutePath()));
        if (file.commit())
            return {};
    }
    const ErrorCode code = file.error() == QFileDevice::PermissionsError ? ErrorCode::PermissionDenied
                           : file.error() == QFileDevice::ResourceError  ? ErrorCode::NoSpace
                                                                         : ErrorCode::Io;
    return Error{
        code, kDomain,
        QStringLiteral("%1: the playlist cannot be saved: %2.").arg(path, file.errorString()).toStdString()};
}

} // namespace stellatune
