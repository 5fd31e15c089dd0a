#include "app/playlist/playlist_track.h"

#include <QFileInfo>

#include <atomic>

namespace stellatune {

QString PlaylistTrack::displayTitle() const
{
    if (!title.isEmpty())
        return title;
    const QFileInfo file(path);
    const QString name = file.completeBaseName();
    return name.isEmpty() ? file.fileName() : name;
}

EntryId makeEntryId()
{
    static std::atomic<EntryId> last{0};
    return ++last;
}

PlaylistTrack makeTrack(const QString& path)
{
    PlaylistTrack track;
    track.id = makeEntryId();
    track.path = path;
    return track;
}

QString formatDuration(double seconds)
{
    constexpr double kLongest = 1e9;
    if (!(seconds > 0.0) || seconds > kLongest)
        return QStringLiteral("–");
    const auto whole = static_cast<qint64>(seconds);
    const qint64 hours = whole / 3600;
    const qint64 minutes = whole / 60 % 60;
    const QString tail = QStringLiteral(":%1").arg(whole % 60, 2, 10, QLatin1Char('0'));
    if (hours == 0)
        return QString::number(minutes) + tail;
    return QStringLiteral("%1:%2").arg(hours).arg(minutes, 2, 10, QLatin1Char('0')) + tail;
}

} // namespace stellatune
