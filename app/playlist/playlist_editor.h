// What the user does to the playlist: add, remove, move, sort, clear, each of which can be undone.
#pragma once

#include "app/playlist/file_collector.h"
#include "app/playlist/playlist_model.h"

#include <QHash>
#include <QObject>
#include <QUndoStack>

namespace stellatune {

/// GUI thread. Connects itself to the model's drops. clear() ends additions that are under way.
class PlaylistEditor : public QObject {
    Q_OBJECT

  public:
    enum class Then : uint8_t { Nothing, Play };

    explicit PlaylistEditor(PlaylistModel& model, QObject* parent = nullptr);

    QUndoStack& undoStack() { return m_undoStack; }
    /// Its progress, report and cancel() are for the window.
    FileCollector& collector() { return m_collector; }

    /// Adds files as they are, before `row` (-1: at the end), as one step. Returns the ids of the new rows.
    QList<EntryId> add(const QStringList& files, int row = -1);
    /// Expands folders and playlists off the GUI thread and adds what is found before `row` (-1: at the end),
    /// in batches that are one undo step unless the list is edited meanwhile. Also takes file:// addresses.
    void addFiles(const QStringList& pathsOrAddresses, int row = -1, Then then = Then::Nothing);

    void remove(QList<int> rows);
    /// The rows come to stand, in their order, before what is row `row` now.
    void move(QList<int> rows, int row);
    void sort(int column, Qt::SortOrder order);
    void clear();

  signals:
    /// The first row of an addFiles(…, Then::Play) is there. Give the player model.entries(), then play this.
    void playRequested(stellatune::EntryId id);
    /// Rows were added by addFiles().
    void filesAdded(const QList<stellatune::EntryId>& ids);

  private:
    struct Addition {
        EntryId before = 0; ///< new rows go before this one; 0 or gone: at the end
        Then then = Then::Nothing;
        quint64 operation = 0; ///< what merges its batches into one undo step: its first row's id
    };
    void insertCollected(quint64 job, const QStringList& files);

    PlaylistModel& m_model;
    QUndoStack m_undoStack;
    FileCollector m_collector;
    QHash<quint64, Addition> m_additions; ///< by the collector's job
};

} // namespace stellatune
