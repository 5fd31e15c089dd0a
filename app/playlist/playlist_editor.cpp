#include "app/playlist/playlist_editor.h"

#include "app/playlist/playlist_commands.h"
#include "app/playlist/playlist_order.h"

#include <algorithm>
#include <numeric>

namespace stellatune {

namespace {

constexpr int kUndoSteps = 100;

bool isIdentity(const QList<int>& order)
{
    for (int row = 0; row < order.size(); ++row) {
        if (order.at(row) != row)
            return false;
    }
    return true;
}

/// Ascending, each once, none outside the list.
QList<int> tidied(QList<int> rows, int rowCount)
{
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    rows.removeIf([rowCount](int row) { return row < 0 || row >= rowCount; });
    return rows;
}

QList<PlaylistTrack> makeTracks(const QStringList& files)
{
    QList<PlaylistTrack> tracks;
    tracks.reserve(files.size());
    for (const QString& file : files)
        tracks.append(makeTrack(file));
    return tracks;
}

QList<EntryId> idsOf(const QList<PlaylistTrack>& tracks)
{
    QList<EntryId> ids;
    ids.reserve(tracks.size());
    for (const PlaylistTrack& track : tracks)
        ids.append(track.id);
    return ids;
}

} // namespace

PlaylistEditor::PlaylistEditor(PlaylistModel& model, QObject* parent) : QObject(parent), m_model(model)
{
    m_undoStack.setUndoLimit(kUndoSteps);
    connect(&m_collector, &FileCollector::collected, this, &PlaylistEditor::insertCollected);
    connect(&m_collector, &FileCollector::finished, this, [this](quint64 job) { m_additions.remove(job); });
    connect(&m_model, &PlaylistModel::filesDropped, this,
            [this](const QStringList& files, int row) { addFiles(files, row); });
    connect(&m_model, &PlaylistModel::moveRequested, this, [this](const QList<EntryId>& ids, int row) {
        QList<int> rows;
        rows.reserve(ids.size());
        for (const EntryId id : ids)
            rows.append(m_model.rowOf(id));
        move(rows, row);
    });
}

QList<EntryId> PlaylistEditor::add(const QStringList& files, int row)
{
    if (files.isEmpty())
        return {};
    QList<PlaylistTrack> tracks = makeTracks(files);
    const QList<EntryId> ids = idsOf(tracks);
    const int before = row < 0 ? m_model.rowCount() : std::min(row, m_model.rowCount());
    m_undoStack.push(new AddTracksCommand(m_model, before, std::move(tracks), ids.first()));
    return ids;
}

void PlaylistEditor::addFiles(const QStringList& pathsOrAddresses, int row, Then then)
{
    if (pathsOrAddresses.isEmpty())
        return;
    const bool atEnd = row < 0 || row >= m_model.rowCount();
    Addition addition;
    addition.before = atEnd ? 0 : m_model.idAt(row);
    addition.then = then;
    m_additions.insert(m_collector.collect(pathsOrAddresses), addition);
}

void PlaylistEditor::insertCollected(quint64 job, const QStringList& files)
{
    const auto addition = m_additions.find(job);
    if (addition == m_additions.end() || files.isEmpty())
        return;
    QList<PlaylistTrack> tracks = makeTracks(files);
    const QList<EntryId> ids = idsOf(tracks);
    if (addition->operation == 0)
        addition->operation = ids.first();
    const bool play = addition->then == Then::Play;
    addition->then = Then::Nothing;
    const int before = m_model.rowOf(addition->before);
    m_undoStack.push(new AddTracksCommand(m_model, before < 0 ? m_model.rowCount() : before,
                                          std::move(tracks), addition->operation));
    emit filesAdded(ids);
    if (play)
        emit playRequested(ids.first());
}

void PlaylistEditor::remove(QList<int> rows)
{
    rows = tidied(std::move(rows), m_model.rowCount());
    if (rows.isEmpty())
        return;
    const QString text = rows.size() == 1 ? tr("Remove Track") : tr("Remove %1 Tracks").arg(rows.size());
    m_undoStack.push(new RemoveTracksCommand(m_model, std::move(rows), text));
}

void PlaylistEditor::move(QList<int> rows, int row)
{
    const int total = m_model.rowCount();
    rows = tidied(std::move(rows), total);
    const int target = std::clamp(row, 0, total);
    QList<int> order;
    order.reserve(total);
    auto next = rows.begin();
    for (int old = 0; old <= total; ++old) {
        if (old == target)
            order.append(rows);
        if (next != rows.end() && *next == old)
            ++next;
        else if (old < total)
            order.append(old);
    }
    if (isIdentity(order))
        return;
    const QString text = rows.size() == 1 ? tr("Move Track") : tr("Move %1 Tracks").arg(rows.size());
    m_undoStack.push(new ReorderTracksCommand(m_model, std::move(order), text));
}

void PlaylistEditor::sort(int column, Qt::SortOrder direction)
{
    QList<int> order = sortedOrder(m_model.tracks(), column, direction);
    if (isIdentity(order))
        return;
    const QString by = column == PlaylistModel::NumberColumn
                           ? tr("Track Number")
                           : m_model.headerData(column, Qt::Horizontal).toString();
    m_undoStack.push(new ReorderTracksCommand(m_model, std::move(order), tr("Sort by %1").arg(by)));
}

void PlaylistEditor::clear()
{
    m_collector.cancel();
    m_additions.clear(); // batches that are on their way come too late
    if (m_model.rowCount() == 0)
        return;
    QList<int> rows(m_model.rowCount());
    std::iota(rows.begin(), rows.end(), 0);
    m_undoStack.push(new RemoveTracksCommand(m_model, std::move(rows), tr("Clear Playlist")));
}

} // namespace stellatune
