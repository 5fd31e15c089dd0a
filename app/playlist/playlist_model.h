// The playlist as a table: rows in playing order. Changes here know nothing of undo; PlaylistEditor adds
// that.
#pragma once

#include "app/playlist/playlist_track.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QTimer>

namespace stellatune {

/// What a tag reader found out about one row.
struct TagResult {
    EntryId id = 0;
    QString title;
    QString artist;
    QString album;
    uint32_t trackNumber = 0;
    uint32_t discNumber = 0;
    double durationSeconds = 0.0;
    QString failure; ///< set when the file could not be read; the other fields then mean nothing
};

/// GUI thread. For a view: use QAbstractItemView::DragDrop with Qt::CopyAction as the default drop action.
/// Rows dragged within one playlist are moved all the same; offering a move would let a file manager take the
/// files away.
class PlaylistModel : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Column { NumberColumn, TitleColumn, ArtistColumn, AlbumColumn, LengthColumn, kColumnCount };
    enum Role {
        EntryIdRole = Qt::UserRole + 1, ///< EntryId
        PathRole,                       ///< QString
        FailureRole,                    ///< QString, empty when nothing is wrong; also the tool tip
        CurrentRole,                    ///< bool: the row that is heard or paused
        TagsReadRole,                   ///< bool: false while the tags are still to be read
    };

    explicit PlaylistModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override;
    Qt::DropActions supportedDragActions() const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                         const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

    const QList<PlaylistTrack>& tracks() const { return m_tracks; }
    const PlaylistTrack& track(int row) const { return m_tracks.at(row); }
    EntryId idAt(int row) const { return m_tracks.at(row).id; }
    int rowOf(EntryId id) const; ///< -1: not in the list
    const PlaylistTrack* find(EntryId id) const;
    /// Sum of the known lengths.
    double totalSeconds() const;

    /// The rows for Player::setQueue. The same pointer until rows change.
    QueueEntries entries() const;

    /// The row that is marked as heard; 0: none. It may name a row that was removed and may come back.
    EntryId current() const { return m_current; }
    void setCurrent(EntryId id);

    /// Unknown ids are passed over: the row was removed meanwhile.
    void applyTags(const QList<TagResult>& results);
    /// An empty `message` takes the mark away.
    void setFailure(EntryId id, const QString& message);

    // ---- rows; what PlaylistEditor's commands are made of ----
    void insertTracks(int row, const QList<PlaylistTrack>& tracks);
    void removeRange(int first, int count);
    /// Row i becomes what row order[i] was; `order` holds each row once. Selections follow their rows.
    void reorder(const QList<int>& order);
    /// Replaces everything; for restoring a session.
    void resetTracks(const QList<PlaylistTrack>& tracks);

  signals:
    /// Rows came, went or moved; give entries() to the player. At most once in 100 ms.
    void queueChanged();
    void currentChanged(stellatune::EntryId id);
    /// Rows of this playlist were dropped before `row`.
    void moveRequested(const QList<stellatune::EntryId>& ids, int row);
    /// Files, folders, playlists or addresses from elsewhere were dropped before `row`.
    void filesDropped(const QStringList& pathsOrAddresses, int row);

  private:
    void rowsChanged();
    void emitRowChanged(int row);
    QList<EntryId> draggedIds(const QMimeData* data) const;

    QList<PlaylistTrack> m_tracks;
    EntryId m_current = 0;
    mutable QHash<EntryId, int> m_rowOfId; ///< complete only when m_rowOfIdValid
    mutable bool m_rowOfIdValid = true;
    mutable QueueEntries m_entries; ///< null: to be built
    QByteArray m_dragToken;         ///< tells rows of this list from those of another process
    QTimer m_queueTimer;
};

} // namespace stellatune
