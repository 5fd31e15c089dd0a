// The playlist's rows: drawn flat, chosen, dragged, dropped on.
#pragma once

#include "app/playlist/playlist_track.h"

#include <QTreeView>

namespace stellatune {

class PlaylistFilter;

class PlaylistView : public QTreeView {
    Q_OBJECT

  public:
    explicit PlaylistView(PlaylistFilter& filter, QWidget* parent = nullptr);

    /// Rows of the playlist itself, not of the filtered view, ascending.
    QList<int> selectedSourceRows() const;
    /// The ids on screen, top to bottom.
    QList<EntryId> visibleIds() const;
    void reveal(EntryId id);

    QList<int> columnWidths() const;
    void setColumnWidths(const QList<int>& widths);

    /// Typing while the rows have the focus starts a search.
    void keyboardSearch(const QString& search) override;

  signals:
    void searchTyped(const QString& text);
    void columnWidthsChanged();
    void visibleRowsChanged();

  protected:
    void drawRow(QPainter* painter, const QStyleOptionViewItem& option,
                 const QModelIndex& index) const override;
    void drawBranches(QPainter*, const QRect&, const QModelIndex&) const override {}
    void paintEvent(QPaintEvent* event) override;
    void startDrag(Qt::DropActions supportedActions) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

  private:
    void paintFailure(QPainter& painter, const QStyleOptionViewItem& option, const QString& message) const;
    void setHovered(const QModelIndex& index);
    void setDropAtEnd(bool atEnd);
    void fitColumns();

    PlaylistFilter& m_filter;
    QList<int> m_wantedWidths; ///< per column, as the user left them; a narrow window gets less
    bool m_fitting = false;    ///< the resizing under way is not the user's
    QPersistentModelIndex m_hovered;
    bool m_dropAtEnd = false; ///< something is held over the empty part below the rows
};

} // namespace stellatune
