// One program per data folder: a second start hands its files to the first and ends.
#pragma once

#include "app/session/data_folder.h"

#include <QLocalServer>
#include <QObject>
#include <QStringList>

#include <chrono>
#include <memory>

namespace stellatune {

/// What a second start asks of the first.
struct HandOver {
    QStringList files; ///< absolute paths
    bool raiseWindow = true;
    bool operator==(const HandOver&) const = default;
};

/// The first start's ear. Only processes of the same user reach it. GUI thread.
class SingleInstance : public QObject {
    Q_OBJECT

  public:
    static constexpr qint64 kMaxMessageBytes = 4 * 1024 * 1024;
    static constexpr int kMaxConnections = 16;
    static constexpr int kConnectionLimitMs = 5000; ///< for a whole message; then the caller is cut off

    /// Call only with the folder's lock held: a socket left by a process that died is replaced.
    static Result<std::unique_ptr<SingleInstance>> listen(const QString& dataFolder);

    /// Blocks up to `limit`. Success once the other process has acknowledged.
    static Result<void> send(const QString& dataFolder, const HandOver& message,
                             std::chrono::milliseconds limit);

  signals:
    void handedOver(const stellatune::HandOver& message);

  private:
    SingleInstance() = default;
    void accept();

    QLocalServer m_server;
};

/// The beginning of every start: either this process owns the folder, or it has handed over and should exit
/// with 0.
struct Claim {
    std::unique_ptr<DataFolder> folder; ///< null: handed over
    std::unique_ptr<SingleInstance>
        instance; ///< null: handed over, or nobody can reach this process (logged)
};
/// Needs a QCoreApplication. `path` from resolveDataFolder(). Tries for up to `limit` while the other process
/// is still starting or busy.
Result<Claim> claimOrHandOver(const QString& path, const HandOver& message,
                              std::chrono::milliseconds limit = std::chrono::seconds(5));

} // namespace stellatune
