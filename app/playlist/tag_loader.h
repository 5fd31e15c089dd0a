// Reads the tags of playlist rows in the background.
#pragma once

#include "app/playlist/playlist_model.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace stellatune {

/// Follows the model: rows whose tags are unread are read in order, those on screen first. The model hears of
/// results at most every kBatchInterval, so that tens of thousands of rows never hold up the window. GUI
/// thread.
class TagLoader : public QObject {
    Q_OBJECT

  public:
    static constexpr int kBatchIntervalMs = 50;

    explicit TagLoader(PlaylistModel& model, QObject* parent = nullptr);
    /// Waits for the one file at hand.
    ~TagLoader() override;

    /// The rows on screen, top to bottom: read before all others. Replaces the list given before.
    void setPriority(const QList<EntryId>& ids);
    /// Reads a row again, its tags being known already.
    void reload(const QList<EntryId>& ids);
    bool isIdle() const;

  signals:
    /// Everything asked for so far is in the model.
    void idle();

  private:
    class Worker;
    void enqueueUnread(int first, int last);
    void resultsWaiting();
    void deliver();

    PlaylistModel& m_model;
    QTimer m_batchTimer;
    std::unique_ptr<Worker> m_worker;
};

} // namespace stellatune
