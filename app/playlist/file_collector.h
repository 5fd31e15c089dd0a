// Finds the playable files behind what the user points at: files, folders, playlists, addresses.
#pragma once

#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include <atomic>
#include <memory>
#include <set>
#include <string>

namespace stellatune {

struct CollectionReport {
    int found = 0;
    int leftOut = 0;     ///< files, folders and addresses the user might have expected to see
    QStringList reasons; ///< one sentence each, the first kMaxReasons of them
    bool cancelled = false;
    static constexpr int kMaxReasons = 20;
};

/// Works on a thread of its own, one job after the other; signals arrive on the owner's thread. Folders are
/// read recursively in natural order; each folder is entered once, however many links lead to it. In folders
/// only files with a playable extension count, and files of other kinds (covers, texts) are passed over in
/// silence; files named one by one are always taken, so that the player can say what is wrong with them.
class FileCollector : public QObject {
    Q_OBJECT

  public:
    static constexpr int kBatchSize = 500;

    explicit FileCollector(QObject* parent = nullptr);
    /// Cancels and waits for the step at hand (one directory entry).
    ~FileCollector() override;

    /// What plays besides the built-in kinds: extensions in lower case, without a dot; "*" for any file that
    /// is named by itself. For the jobs after it.
    void setMoreExtensions(std::set<std::string> extensions);

    /// Returns the job's number, which its signals carry.
    quint64 collect(const QStringList& pathsOrAddresses);
    /// Ends every job soon; each still reports finished().
    void cancel();
    bool isBusy() const { return m_unfinished > 0; }

  signals:
    void collected(quint64 job, const QStringList& files);
    /// Now and then: files found so far, and where it looks.
    void progress(quint64 job, int found, const QString& folder);
    void finished(quint64 job, const stellatune::CollectionReport& report);
    void busyChanged(bool busy);

  private:
    void finish(quint64 job, const CollectionReport& report);

    QThreadPool m_pool;
    std::shared_ptr<const std::set<std::string>> m_moreExtensions;
    std::shared_ptr<std::atomic<bool>> m_cancelled; ///< of the jobs started since the last cancel()
    quint64 m_lastJob = 0;
    int m_unfinished = 0;
};

} // namespace stellatune
