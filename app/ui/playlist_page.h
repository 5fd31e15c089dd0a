// The centre of the window: filter, messages, rows or what to do where there are none, progress.
#pragma once

#include "app/playlist/playlist_track.h"

#include <QTimer>
#include <QWidget>

class QMenu;
class QStackedLayout;

namespace stellatune {

class Actions;
class EmptyState;
class FilterBar;
class MessageStrip;
class PlaylistEditor;
class PlaylistFilter;
class PlaylistModel;
class PlaylistView;
class ProgressStrip;

class PlaylistPage : public QWidget {
    Q_OBJECT

  public:
    struct Parts {
        PlaylistModel& model;
        PlaylistFilter& filter;
        PlaylistEditor& editor;
        const Actions& actions;
    };
    /// `hasDemo`: there is a demo album to offer where the playlist is empty.
    PlaylistPage(const Parts& parts, bool hasDemo, QWidget* parent = nullptr);

    PlaylistView& view() { return *m_view; }
    FilterBar& filterBar() { return *m_filterBar; }
    MessageStrip& messages() { return *m_messages; }

  signals:
    void playRequested(stellatune::EntryId id);
    /// Which rows are on screen changed, some time ago.
    void visibleRowsSettled(const QList<stellatune::EntryId>& ids);
    void sorted();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void connectAdding();
    void connectSorting();
    void showCount();

    PlaylistModel& m_model;
    PlaylistFilter& m_filter;
    PlaylistEditor& m_editor;
    FilterBar* m_filterBar;
    MessageStrip* m_messages;
    PlaylistView* m_view;
    EmptyState* m_empty;
    EmptyState* m_noMatch;
    ProgressStrip* m_progress;
    QStackedLayout* m_stack;
    QMenu* m_contextMenu;
    QTimer m_visibleTimer;
    bool m_sorting = false; ///< the new order of rows is the one the header asked for
};

} // namespace stellatune
