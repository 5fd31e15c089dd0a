#include "app/playlist/playlist_commands.h"

#include <QCoreApplication>

#include <utility>

namespace stellatune {

namespace {

constexpr int kAddCommandId = 1; // commands with one id may merge

QString addText(qsizetype count)
{
    if (count == 1)
        return QCoreApplication::translate("PlaylistCommands", "Add Track");
    return QCoreApplication::translate("PlaylistCommands", "Add %1 Tracks").arg(count);
}

QList<int> inverse(const QList<int>& order)
{
    QList<int> result(order.size());
    for (int row = 0; row < order.size(); ++row)
        result[order.at(row)] = row;
    return result;
}

/// The order that brings `rows` (ascending) to the end of `total` rows.
QList<int> orderWithRowsLast(const QList<int>& rows, int total)
{
    QList<int> order;
    order.reserve(total);
    auto next = rows.begin();
    for (int row = 0; row < total; ++row) {
        if (next != rows.end() && *next == row)
            ++next;
        else
            order.append(row);
    }
    order.append(rows);
    return order;
}

bool isOneRange(const QList<int>& rows)
{
    return rows.last() - rows.first() + 1 == rows.size();
}

} // namespace

AddTracksCommand::AddTracksCommand(PlaylistModel& model, int row, QList<PlaylistTrack> tracks,
                                   quint64 operation)
    : QUndoCommand(addText(tracks.size())), m_model(model), m_row(row), m_count(tracks.size()),
      m_tracks(std::move(tracks)), m_operation(operation)
{}

void AddTracksCommand::redo()
{
    m_model.insertTracks(m_row, std::exchange(m_tracks, {}));
}

void AddTracksCommand::undo()
{
    m_tracks = m_model.tracks().mid(m_row, m_count);
    m_model.removeRange(m_row, static_cast<int>(m_count));
}

int AddTracksCommand::id() const
{
    return kAddCommandId;
}

bool AddTracksCommand::mergeWith(const QUndoCommand* next)
{
    const auto* other = static_cast<const AddTracksCommand*>(next);
    if (other->m_operation != m_operation || other->m_row != m_row + m_count)
        return false;
    m_count += other->m_count;
    setText(addText(m_count));
    return true;
}

RemoveTracksCommand::RemoveTracksCommand(PlaylistModel& model, QList<int> rows, const QString& text)
    : QUndoCommand(text), m_model(model), m_rows(std::move(rows))
{
    Q_ASSERT(!m_rows.isEmpty());
}

// Scattered rows are gathered at the end first, so that one removal serves for any number of ranges.

void RemoveTracksCommand::redo()
{
    int first = m_rows.first();
    if (!isOneRange(m_rows)) {
        m_model.reorder(orderWithRowsLast(m_rows, m_model.rowCount()));
        first = m_model.rowCount() - static_cast<int>(m_rows.size());
    }
    m_tracks = m_model.tracks().mid(first, m_rows.size());
    m_model.removeRange(first, static_cast<int>(m_rows.size()));
}

void RemoveTracksCommand::undo()
{
    const bool oneRange = isOneRange(m_rows);
    m_model.insertTracks(oneRange ? m_rows.first() : m_model.rowCount(), std::exchange(m_tracks, {}));
    if (!oneRange)
        m_model.reorder(inverse(orderWithRowsLast(m_rows, m_model.rowCount())));
}

ReorderTracksCommand::ReorderTracksCommand(PlaylistModel& model, QList<int> order, const QString& text)
    : QUndoCommand(text), m_model(model), m_order(std::move(order))
{}

void ReorderTracksCommand::redo()
{
    m_model.reorder(m_order);
}

void ReorderTracksCommand::undo()
{
    m_model.reorder(inverse(m_order));
}

} // namespace stellatune
