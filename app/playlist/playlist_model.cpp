#include "app/playlist/playlist_model.h"

#include "app/playlist/file_path.h"

#include <QDataStream>
#include <QIODevice>
#include <QMimeData>
#include <QUrl>
#include <QUuid>

#include <algorithm>
#include <numeric>

namespace stellatune {

namespace {

constexpr int kQueueDelayMs = 100;

QString rowsMimeType()
{
    return QStringLiteral("application/x-stellatune-rows");
}

} // namespace

PlaylistModel::PlaylistModel(QObject* parent)
    : QAbstractTableModel(parent), m_dragToken(QUuid::createUuid().toRfc4122())
{
    m_queueTimer.setSingleShot(true);
    m_queueTimer.setInterval(kQueueDelayMs);
    connect(&m_queueTimer, &QTimer::timeout, this, &PlaylistModel::queueChanged);
}

int PlaylistModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_tracks.size());
}

int PlaylistModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumnCount;
}

QVariant PlaylistModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const PlaylistTrack& track = m_tracks.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case NumberColumn:
            return track.trackNumber == 0 ? QVariant() : QVariant(track.trackNumber);
        case TitleColumn:
            return track.displayTitle();
        case ArtistColumn:
            return track.artist;
        case AlbumColumn:
            return track.album;
        case LengthColumn:
            return formatDuration(track.durationSeconds);
        default:
            return {};
        }
    case Qt::TextAlignmentRole:
        if (index.column() == NumberColumn || index.column() == LengthColumn)
            return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    case Qt::AccessibleTextRole:
        if (index.column() == TitleColumn && !track.failure.isEmpty())
            return QStringLiteral("%1. %2").arg(track.displayTitle(), track.failure);
        return {};
    case Qt::ToolTipRole:
        return track.failure.isEmpty() ? QVariant() : QVariant(track.failure);
    case EntryIdRole:
        return QVariant::fromValue(track.id);
    case PathRole:
        return track.path;
    case FailureRole:
        return track.failure;
    case CurrentRole:
        return track.id == m_current;
    case TagsReadRole:
        return track.tagState == TagState::Read;
    default:
        return {};
    }
}

QVariant PlaylistModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool right = section == NumberColumn || section == LengthColumn;
        return QVariant::fromValue(
            Qt::Alignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NumberColumn:
        return tr("#");
    case TitleColumn:
        return tr("Title");
    case ArtistColumn:
        return tr("Artist");
    case AlbumColumn:
        return tr("Album");
    case LengthColumn:
        return tr("Length");
    default:
        return {};
    }
}

Qt::ItemFlags PlaylistModel::flags(const QModelIndex& index) const
{
    // Drops go between rows, so only the table itself takes them.
    if (!index.isValid())
        return Qt::ItemIsDropEnabled;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren;
}

int PlaylistModel::rowOf(EntryId id) const
{
    if (!m_rowOfIdValid) {
        m_rowOfId.clear();
        m_rowOfId.reserve(m_tracks.size());
        for (int row = 0; row < m_tracks.size(); ++row)
            m_rowOfId.insert(m_tracks.at(row).id, row);
        m_rowOfIdValid = true;
    }
    return m_rowOfId.value(id, -1);
}

const PlaylistTrack* PlaylistModel::find(EntryId id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &m_tracks.at(row);
}

double PlaylistModel::totalSeconds() const
{
    return std::accumulate(m_tracks.begin(), m_tracks.end(), 0.0, [](double sum, const PlaylistTrack& track) {
        return sum + std::max(track.durationSeconds, 0.0);
    });
}

QueueEntries PlaylistModel::entries() const
{
    if (!m_entries) {
        auto entries = std::make_shared<std::vector<QueueEntry>>();
        entries->reserve(static_cast<size_t>(m_tracks.size()));
        for (const PlaylistTrack& track : m_tracks)
            entries->push_back({track.id, toFilesystemPath(track.path)});
        m_entries = std::move(entries);
    }
    return m_entries;
}

void PlaylistModel::setCurrent(EntryId id)
{
    if (id == m_current)
        return;
    const int before = rowOf(m_current);
    m_current = id;
    emitRowChanged(before);
    emitRowChanged(rowOf(id));
    emit currentChanged(id);
}

void PlaylistModel::applyTags(const QList<TagResult>& results)
{
    QList<int> rows;
    rows.reserve(results.size());
    for (const TagResult& result : results) {
        const int row = rowOf(result.id);
        if (row < 0)
            continue;
        PlaylistTrack& track = m_tracks[row];
        track.tagState = TagState::Read;
        track.failure = result.failure;
        if (result.failure.isEmpty()) {
            track.title = result.title;
            track.artist = result.artist;
            track.album = result.album;
            track.trackNumber = result.trackNumber;
            track.discNumber = result.discNumber;
            track.durationSeconds = result.durationSeconds;
        }
        rows.append(row);
    }
    std::sort(rows.begin(), rows.end());
    for (qsizetype first = 0; first < rows.size();) {
        qsizetype last = first;
        while (last + 1 < rows.size() && rows[last + 1] <= rows[last] + 1)
            ++last;
        emit dataChanged(index(rows[first], 0), index(rows[last], kColumnCount - 1));
        first = last + 1;
    }
}

void PlaylistModel::setFailure(EntryId id, const QString& message)
{
    const int row = rowOf(id);
    if (row < 0 || m_tracks.at(row).failure == message)
        return;
    m_tracks[row].failure = message;
    emitRowChanged(row);
}

void PlaylistModel::insertTracks(int row, const QList<PlaylistTrack>& tracks)
{
    Q_ASSERT(row >= 0 && row <= m_tracks.size());
    if (tracks.isEmpty())
        return;
    const auto count = static_cast<int>(tracks.size());
    const bool atEnd = row == m_tracks.size();
    beginInsertRows({}, row, row + count - 1);
    if (atEnd) {
        m_tracks.append(tracks);
        if (m_rowOfIdValid) {
            for (int i = 0; i < count; ++i)
                m_rowOfId.insert(tracks.at(i).id, row + i);
        }
    } else {
        m_tracks.insert(row, count, {});
        std::copy(tracks.begin(), tracks.end(), m_tracks.begin() + row);
        m_rowOfIdValid = false;
    }
    rowsChanged();
    endInsertRows();
}

void PlaylistModel::removeRange(int first, int count)
{
    Q_ASSERT(first >= 0 && count >= 0 && first + count <= m_tracks.size());
    if (count == 0)
        return;
    beginRemoveRows({}, first, first + count - 1);
    m_tracks.remove(first, count);
    m_rowOfIdValid = false;
    rowsChanged();
    endRemoveRows();
}

void PlaylistModel::reorder(const QList<int>& order)
{
    Q_ASSERT(order.size() == m_tracks.size());
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    QList<PlaylistTrack> tracks;
    tracks.reserve(m_tracks.size());
    QList<int> newRowOf(order.size());
    for (int row = 0; row < order.size(); ++row) {
        tracks.append(m_tracks.at(order.at(row)));
        newRowOf[order.at(row)] = row;
    }
    m_tracks.swap(tracks);
    m_rowOfIdValid = false;
    rowsChanged();

    const QModelIndexList from = persistentIndexList();
    QModelIndexList to;
    to.reserve(from.size());
    for (const QModelIndex& old : from)
        to.append(index(newRowOf.at(old.row()), old.column()));
    changePersistentIndexList(from, to);
    emit layoutChanged({}, VerticalSortHint);
}

void PlaylistModel::resetTracks(const QList<PlaylistTrack>& tracks)
{
    beginResetModel();
    m_tracks = tracks;
    m_rowOfIdValid = false;
    rowsChanged();
    endResetModel();
}

void PlaylistModel::rowsChanged()
{
    m_entries.reset();
    if (!m_queueTimer.isActive())
        m_queueTimer.start();
}

void PlaylistModel::emitRowChanged(int row)
{
    if (row >= 0)
        emit dataChanged(index(row, 0), index(row, kColumnCount - 1));
}

// ---- drag and drop ----

Qt::DropActions PlaylistModel::supportedDropActions() const
{
    return Qt::CopyAction | Qt::MoveAction | Qt::LinkAction;
}

Qt::DropActions PlaylistModel::supportedDragActions() const
{
    return Qt::CopyAction | Qt::LinkAction;
}

QStringList PlaylistModel::mimeTypes() const
{
    return {rowsMimeType(), QStringLiteral("text/uri-list")};
}

QMimeData* PlaylistModel::mimeData(const QModelIndexList& indexes) const
{
    QList<int> rows;
    rows.reserve(indexes.size());
    for (const QModelIndex& index : indexes)
        rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());

    QByteArray encoded;
    QDataStream stream(&encoded, QIODevice::WriteOnly);
    stream << m_dragToken;
    QList<QUrl> urls;
    urls.reserve(rows.size());
    for (const int row : rows) {
        stream << quint64{m_tracks.at(row).id};
        urls.append(QUrl::fromLocalFile(m_tracks.at(row).path));
    }
    auto* mime = new QMimeData;
    mime->setData(rowsMimeType(), encoded);
    mime->setUrls(urls);
    return mime;
}

QList<EntryId> PlaylistModel::draggedIds(const QMimeData* data) const
{
    QDataStream stream(data->data(rowsMimeType()));
    QByteArray token;
    stream >> token;
    QList<EntryId> ids;
    if (token != m_dragToken)
        return ids;
    while (!stream.atEnd()) {
        quint64 id = 0;
        stream >> id;
        if (stream.status() != QDataStream::Ok)
            return {};
        ids.append(id);
    }
    return ids;
}

bool PlaylistModel::canDropMimeData(const QMimeData* data, Qt::DropAction action, int, int,
                                    const QModelIndex&) const
{
    return (action & supportedDropActions()) != 0 && (data->hasFormat(rowsMimeType()) || data->hasUrls());
}

bool PlaylistModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                                 const QModelIndex& parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    if (row < 0 || row > m_tracks.size())
        row = parent.isValid() ? parent.row() : rowCount();

    if (const QList<EntryId> ids = draggedIds(data); !ids.isEmpty()) {
        emit moveRequested(ids, row);
        return true;
    }
    QStringList files;
    for (const QUrl& url : data->urls())
        files.append(url.isLocalFile() ? url.toLocalFile() : url.toString());
    if (files.isEmpty())
        return false;
    emit filesDropped(files, row);
    return true;
}

} // namespace stellatune
