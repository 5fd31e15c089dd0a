#include "app/session/data_folder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace stellatune {

namespace {

Error unusable(ErrorCode code, const QString& path, const QString& why)
{
    return {code, "app.data_folder",
            QStringLiteral(
                "The data folder %1 cannot be used: %2. Make it a folder you can write to, or choose another "
                "one with --data-dir.")
                .arg(QDir::toNativeSeparators(path), why)
                .toStdString()};
}

} // namespace

QString resolveDataFolder(const QString& requested)
{
    const QString path =
        requested.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) : requested;
    return QDir::cleanPath(QFileInfo(path).absoluteFilePath());
}

DataFolder::DataFolder(const QString& path) : m_path(path), m_lock(filePath(QStringLiteral("lock")))
{
    // Held for hours: its age says nothing, only whether its process lives.
    m_lock.setStaleLockTime(0);
}

QString DataFolder::filePath(const QString& name) const
{
    return m_path + QLatin1Char('/') + name;
}

Result<std::unique_ptr<DataFolder>> DataFolder::claim(const QString& path)
{
    const QFileInfo info(path);
    if (info.exists() && !info.isDir())
        return unusable(ErrorCode::InvalidArgument, path, QStringLiteral("it is a file"));
    if (!info.exists()) {
        if (!QDir().mkpath(path))
            return unusable(ErrorCode::PermissionDenied, path, QStringLiteral("it cannot be created"));
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    std::unique_ptr<DataFolder> folder(new DataFolder(path));
    if (folder->m_lock.tryLock(0))
        return folder;
    switch (folder->m_lock.error()) {
    case QLockFile::LockFailedError:
        return std::unique_ptr<DataFolder>();
    case QLockFile::PermissionError:
        return unusable(ErrorCode::PermissionDenied, path, QStringLiteral("it is not writable"));
    default:
        return unusable(ErrorCode::Io, path,
                        QStringLiteral("no lock file can be written there (disk full?)"));
    }
}

} // namespace stellatune
