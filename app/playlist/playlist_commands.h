// The undoable steps of playlist editing.
#pragma once

#include "app/playlist/playlist_model.h"

#include <QUndoCommand>

namespace stellatune {

/// Adds rows. Consecutive commands of one `operation` (a large folder arrives in batches) merge into one
/// step.
class AddTracksCommand : public QUndoCommand {
  public:
    AddTracksCommand(PlaylistModel& model, int row, QList<PlaylistTrack> tracks, quint64 operation);
    void redo() override;
    void undo() override;
    int id() const override;
    bool mergeWith(const QUndoCommand* next) override;

  private:
    PlaylistModel& m_model;
    int m_row;
    qsizetype m_count;
    QList<PlaylistTrack>
        m_tracks; ///< held only while they are not in the model, so that tags read since survive
    quint64 m_operation;
};

/// Removes rows; undo puts each back where it was, with its id and tags.
class RemoveTracksCommand : public QUndoCommand {
  public:
    /// `rows` ascending, each once.
    RemoveTracksCommand(PlaylistModel& model, QList<int> rows, const QString& text);
    void redo() override;
    void undo() override;

  private:
    PlaylistModel& m_model;
    QList<int> m_rows;
    QList<PlaylistTrack> m_tracks; ///< held only while they are not in the model
};

/// Moves and sorts: any new order of the same rows.
class ReorderTracksCommand : public QUndoCommand {
  public:
    /// See PlaylistModel::reorder().
    ReorderTracksCommand(PlaylistModel& model, QList<int> order, const QString& text);
    void redo() override;
    void undo() override;

  private:
    PlaylistModel& m_model;
    QList<int> m_order;
};

} // namespace stellatune
