#include "app/playlist/tag_loader.h"

#include "app/playlist/file_path.h"
#include "engine/tags/tags.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace stellatune {

namespace {

TagResult readRow(EntryId id, const QString& path)
{
    TagResult result;
    result.id = id;
    const Result<TrackTags> tags = readTags(toFilesystemPath(path));
    if (!tags) {
        result.failure = QString::fromStdString(tags.error().message);
        return result;
    }
    // A table row is one line, whatever a tag holds.
    result.title = QString::fromStdString(tags->title).simplified();
    result.artist = QString::fromStdString(tags->artist).simplified();
    result.album = QString::fromStdString(tags->album).simplified();
    result.trackNumber = tags->trackNumber;
    result.discNumber = tags->discNumber;
    result.durationSeconds = tags->durationSeconds;
    return result;
}

} // namespace

/// The reading thread and what it shares with the GUI thread, under one mutex.
class TagLoader::Worker {
  public:
    /// `resultsWaiting` is called on the reading thread when there are results after there were none.
    explicit Worker(std::function<void()> resultsWaiting)
        : m_resultsWaiting(std::move(resultsWaiting)), m_thread([this] { run(); })
    {}

    ~Worker()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stop = true;
        }
        m_condition.notify_one();
        m_thread.join();
    }

    void add(EntryId id, const QString& path)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_wanted.insert_or_assign(id, path).second)
                m_order.push_back(id);
        }
        m_condition.notify_one();
    }

    void forget(EntryId id)
    {
        const std::lock_guard lock(m_mutex);
        m_wanted.erase(id);
    }

    void forgetAll()
    {
        const std::lock_guard lock(m_mutex);
        m_wanted.clear();
        m_order.clear();
    }

    void setPriority(const QList<EntryId>& ids)
    {
        const std::lock_guard lock(m_mutex);
        m_priority.assign(ids.begin(), ids.end());
    }

    QList<TagResult> takeResults()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_results, {});
    }

    bool isIdle() const
    {
        const std::lock_guard lock(m_mutex);
        return m_wanted.empty() && !m_reading && m_results.isEmpty();
    }

  private:
    void run()
    {
        std::unique_lock lock(m_mutex);
        while (true) {
            m_condition.wait(lock, [this] { return m_stop || !m_wanted.empty(); });
            if (m_stop)
                return;
            const EntryId id = nextId();
            const QString path = std::move(m_wanted.extract(id).mapped());
            m_reading = true;
            lock.unlock();
            TagResult result = readRow(id, path);
            lock.lock();
            m_reading = false;
            m_results.append(std::move(result));
            if (m_results.size() == 1)
                m_resultsWaiting();
        }
    }

    /// [lock held, m_wanted not empty] Every wanted id stands in m_order; ids not wanted any more are dropped
    /// here.
    EntryId nextId()
    {
        while (!m_priority.empty()) {
            const EntryId id = m_priority.front();
            m_priority.pop_front();
            if (m_wanted.contains(id))
                return id;
        }
        while (true) {
            const EntryId id = m_order.front();
            m_order.pop_front();
            if (m_wanted.contains(id))
                return id;
        }
    }

    const std::function<void()> m_resultsWaiting;
    mutable std::mutex m_mutex;
    std::condition_variable m_condition;
    std::unordered_map<EntryId, QString> m_wanted;
    std::deque<EntryId> m_order;
    std::deque<EntryId> m_priority;
    QList<TagResult> m_results;
    bool m_reading = false;
    bool m_stop = false;
    std::thread m_thread; ///< last, so that it starts when the rest is there
};

TagLoader::TagLoader(PlaylistModel& model, QObject* parent)
    : QObject(parent), m_model(model), m_worker(std::make_unique<Worker>([this] {
          QMetaObject::invokeMethod(this, &TagLoader::resultsWaiting, Qt::QueuedConnection);
      }))
{
    m_batchTimer.setSingleShot(true);
    m_batchTimer.setInterval(kBatchIntervalMs);
    connect(&m_batchTimer, &QTimer::timeout, this, &TagLoader::deliver);
    connect(&model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex&, int first, int last) { enqueueUnread(first, last); });
    connect(&model, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex&, int first, int last) {
                for (int row = first; row <= last; ++row)
                    m_worker->forget(m_model.idAt(row));
            });
    connect(&model, &QAbstractItemModel::modelReset, this, [this] {
        m_worker->forgetAll();
        enqueueUnread(0, m_model.rowCount() - 1);
    });
    enqueueUnread(0, model.rowCount() - 1);
}

TagLoader::~TagLoader() = default;

void TagLoader::setPriority(const QList<EntryId>& ids)
{
    m_worker->setPriority(ids);
}

void TagLoader::reload(const QList<EntryId>& ids)
{
    for (const EntryId id : ids) {
        if (const PlaylistTrack* track = m_model.find(id))
            m_worker->add(id, track->path);
    }
}

bool TagLoader::isIdle() const
{
    return m_worker->isIdle();
}

void TagLoader::enqueueUnread(int first, int last)
{
    for (int row = first; row <= last; ++row) {
        const PlaylistTrack& track = m_model.track(row);
        if (track.tagState == TagState::Unread)
            m_worker->add(track.id, track.path);
    }
}

void TagLoader::resultsWaiting()
{
    if (!m_batchTimer.isActive())
        m_batchTimer.start();
}

void TagLoader::deliver()
{
    m_model.applyTags(m_worker->takeResults());
    if (m_worker->isIdle())
        emit idle();
}

} // namespace stellatune
