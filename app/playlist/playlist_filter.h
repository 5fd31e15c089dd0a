// Search as you type: shows the rows that hold every word typed, whatever case and accents.
#pragma once

#include "app/playlist/playlist_track.h"

#include <QHash>
#include <QSortFilterProxyModel>

namespace stellatune {

class PlaylistModel;

/// Lower case, without diacritics and with compatibility forms unified; what is compared in a search.
QString foldForSearch(const QString& text);

/// Keeps the playlist's order; sorting is PlaylistEditor::sort(), so leave QTableView::setSortingEnabled off.
class PlaylistFilter : public QSortFilterProxyModel {
    Q_OBJECT

  public:
    explicit PlaylistFilter(PlaylistModel& model, QObject* parent = nullptr);

    QString text() const { return m_text; }
    bool isActive() const { return !m_words.isEmpty(); }
    /// Words apart by white space; each must occur in title, artist, album or file name.
    void setText(const QString& text);

  protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const override;

  private:
    void forgetRows(int first, int last);

    PlaylistModel& m_model;
    QString m_text;
    QStringList m_words; ///< folded
    mutable QHash<EntryId, QString>
        m_haystacks; ///< folded text per row, filled on first use, empty while inactive
};

} // namespace stellatune
