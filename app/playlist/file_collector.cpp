#include "app/playlist/file_collector.h"

#include "app/playlist/file_path.h"
#include "app/playlist/natural_order.h"
#include "app/playlist/playlist_file.h"
#include "engine/decode/decoder.h"
#include "engine/decode/file_extension.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <functional>
#include <system_error>
#include <vector>

namespace stellatune {

namespace {

namespace fs = std::filesystem;

constexpr qint64 kTellIntervalMs = 100;

/// One job, on the pool's thread.
class Walk {
  public:
    struct Listener {
        std::function<void(const QStringList& files)> files;
        std::function<void(int found, const QString& folder)> progress;
    };

    Walk(const std::atomic<bool>& cancelled, const std::set<std::string>& moreExtensions, Listener listener)
        : m_cancelled(cancelled), m_moreExtensions(moreExtensions), m_listener(std::move(listener)),
          m_collator(naturalCollator())
    {
        m_sinceTold.start();
    }

    CollectionReport run(const QStringList& pathsOrAddresses)
    {
        for (const QString& name : pathsOrAddresses) {
            if (m_cancelled)
                break;
            addNamed(name, Playlists::Follow);
        }
        m_report.cancelled = m_cancelled;
        flush();
        return m_report;
    }

  private:
    enum class Playlists : uint8_t { Follow, LeaveOut };
    void addNamed(const QString& name, Playlists playlists);
    void addPlaylist(const QString& path);
    void addFolder(const QString& path);
    /// Takes the folder's files and yields its folders, in natural order.
    std::vector<fs::path> readFolder(const QString& path);
    bool isOfPlayableKind(const fs::path& file) const
    {
        return hasPlayableExtension(file) || m_moreExtensions.count(fileExtension(file)) > 0;
    }
    void take(const QString& file);
    void leaveOut(const QString& reason);
    void flush();

    const std::atomic<bool>& m_cancelled;
    const std::set<std::string>& m_moreExtensions;
    Listener m_listener;
    QCollator m_collator;
    QSet<QString> m_entered; ///< canonical paths of folders
    QStringList m_batch;
    QElapsedTimer m_sinceTold;
    CollectionReport m_report;
};

void Walk::addNamed(const QString& name, Playlists playlists)
{
    QString path = name;
    if (name.contains(QStringLiteral("://"))) {
        path = localPathOf(name);
        if (path.isEmpty()) {
            leaveOut(FileCollector::tr("%1: addresses on the network cannot be played.").arg(name));
            return;
        }
    }
    const QFileInfo info(QDir::cleanPath(QFileInfo(path).absoluteFilePath()));
    path = info.filePath();
    if (info.isDir()) {
        addFolder(path);
    } else if (isPlaylistFile(path)) {
        if (playlists == Playlists::Follow)
            addPlaylist(path);
        else
            leaveOut(FileCollector::tr("%1: a playlist within a playlist is not followed.").arg(path));
    } else if (!info.exists() || isOfPlayableKind(toFilesystemPath(path)) ||
               m_moreExtensions.count("*") > 0) {
        take(path); // when it cannot be played, its row says so
    } else if (const auto decoder = openDecoder(toFilesystemPath(path)); decoder) {
        take(path);
    } else {
        leaveOut(QString::fromStdString(decoder.error().message));
    }
}

void Walk::addPlaylist(const QString& path)
{
    const Result<ParsedPlaylist> playlist = readPlaylistFile(path);
    if (!playlist) {
        leaveOut(QString::fromStdString(playlist.error().message));
        return;
    }
    for (const QString& address : playlist->unsupported)
        leaveOut(FileCollector::tr("%1: addresses on the network cannot be played.").arg(address));
    for (const PlaylistFileEntry& entry : playlist->entries) {
        if (m_cancelled)
            return;
        addNamed(entry.path, Playlists::LeaveOut);
    }
}

void Walk::addFolder(const QString& path)
{
    std::vector<fs::path> waiting{toFilesystemPath(path)};
    while (!waiting.empty() && !m_cancelled) {
        const QString folder = toQString(waiting.back());
        waiting.pop_back();
        const QString canonical = QFileInfo(folder).canonicalFilePath();
        if (!canonical.isEmpty() && m_entered.contains(canonical))
            continue; // a link to a folder that was read already, perhaps one that it lies in
        m_entered.insert(canonical);
        std::vector<fs::path> folders = readFolder(folder);
        waiting.insert(waiting.end(), std::make_move_iterator(folders.rbegin()),
                       std::make_move_iterator(folders.rend()));
    }
}

std::vector<fs::path> Walk::readFolder(const QString& path)
{
    struct Entry {
        QCollatorSortKey key;
        fs::path path;
    };
    std::vector<Entry> files;
    std::vector<Entry> folders;

    std::error_code error;
    fs::directory_iterator iterator(toFilesystemPath(path), error);
    for (; !error && iterator != fs::directory_iterator(); iterator.increment(error)) {
        if (m_cancelled)
            return {};
        const fs::path& entry = iterator->path();
        const QString name = toQString(entry.filename());
        if (name.startsWith(QLatin1Char('.')))
            continue;
        std::error_code unknown; // a link that leads nowhere is neither a folder nor a file
        const bool isFolder = iterator->is_directory(unknown);
        if (!isFolder && !isOfPlayableKind(entry))
            continue;
        if (toFilesystemPath(name) != entry.filename()) {
            leaveOut(FileCollector::tr("%1/%2: the name is not valid UTF-8; rename it.").arg(path, name));
        } else if (isFolder) {
            folders.push_back({m_collator.sortKey(name), entry});
        } else if (iterator->is_regular_file(unknown)) {
            files.push_back({m_collator.sortKey(name), entry});
        } else {
            leaveOut(FileCollector::tr("%1: not a regular file.").arg(toQString(entry)));
        }
    }
    if (error)
        leaveOut(FileCollector::tr("%1: the folder cannot be read: %2.")
                     .arg(path, QString::fromStdString(error.message())));

    const auto before = [](const Entry& a, const Entry& b) {
        const int order = a.key.compare(b.key);
        return order != 0 ? order < 0 : a.path.native() < b.path.native();
    };
    std::sort(files.begin(), files.end(), before);
    std::sort(folders.begin(), folders.end(), before);
    for (const Entry& file : files)
        take(toQString(file.path));
    if (m_sinceTold.hasExpired(kTellIntervalMs)) {
        flush();
        m_listener.progress(m_report.found, path);
    }
    std::vector<fs::path> paths;
    paths.reserve(folders.size());
    for (Entry& folder : folders)
        paths.push_back(std::move(folder.path));
    return paths;
}

void Walk::take(const QString& file)
{
    ++m_report.found;
    m_batch.append(file);
    if (m_batch.size() >= FileCollector::kBatchSize)
        flush();
}

void Walk::leaveOut(const QString& reason)
{
    ++m_report.leftOut;
    if (m_report.reasons.size() < CollectionReport::kMaxReasons)
        m_report.reasons.append(reason);
}

void Walk::flush()
{
    m_sinceTold.restart();
    if (!m_batch.isEmpty())
        m_listener.files(std::exchange(m_batch, {}));
}

} // namespace

FileCollector::FileCollector(QObject* parent)
    : QObject(parent), m_moreExtensions(std::make_shared<const std::set<std::string>>()),
      m_cancelled(std::make_shared<std::atomic<bool>>(false))
{
    m_pool.setMaxThreadCount(1);
}

FileCollector::~FileCollector()
{
    *m_cancelled = true;
    m_pool.waitForDone();
}

void FileCollector::setMoreExtensions(std::set<std::string> extensions)
{
    m_moreExtensions = std::make_shared<const std::set<std::string>>(std::move(extensions));
}

quint64 FileCollector::collect(const QStringList& pathsOrAddresses)
{
    const quint64 job = ++m_lastJob;
    if (m_unfinished++ == 0)
        emit busyChanged(true);
    m_pool.start([this, job, pathsOrAddresses, more = m_moreExtensions, cancelled = m_cancelled] {
        // Queued, also because the destructor waits for this thread and so must not be waited for.
        const auto tell = [this](auto call) {
            QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
        };
        Walk::Listener listener;
        listener.files = [this, tell, job](const QStringList& files) {
            tell([this, job, files] { emit collected(job, files); });
        };
        listener.progress = [this, tell, job](int found, const QString& folder) {
            tell([this, job, found, folder] { emit progress(job, found, folder); });
        };
        const CollectionReport report = Walk(*cancelled, *more, std::move(listener)).run(pathsOrAddresses);
        tell([this, job, report] { finish(job, report); });
    });
    return job;
}

void FileCollector::cancel()
{
    m_cancelled->store(true);
    m_cancelled = std::make_shared<std::atomic<bool>>(false);
}

void FileCollector::finish(quint64 job, const CollectionReport& report)
{
    --m_unfinished;
    emit finished(job, report);
    if (m_unfinished == 0)
        emit busyChanged(false);
}

} // namespace stellatune
