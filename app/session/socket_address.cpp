#include "app/session/socket_address.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QStandardPaths>

namespace stellatune {

QString socketAddress(const QString& dataFolder, const QString& purpose)
{
    // The same for everybody, by whatever links they came.
    const QString canonical = QFileInfo(dataFolder).canonicalFilePath();
    const QString folder = canonical.isEmpty() ? dataFolder : canonical;
#ifndef Q_OS_WIN
    // Beside the lock, where only the user gets; a socket's address holds little more than 100 bytes.
    constexpr qsizetype kMaxAddressBytes = 80;
    const QString inFolder = QStringLiteral("%1/%2.socket").arg(folder, purpose);
    if (inFolder.toUtf8().size() <= kMaxAddressBytes)
        return inFolder;
#endif
    const QByteArray key = folder.toUtf8();
    const QString hash =
        QString::fromLatin1(QCryptographicHash::hash(key, QCryptographicHash::Sha1).toHex().left(20));
    const QString name = QStringLiteral("stellatune-%1-%2").arg(purpose, hash);
#ifdef Q_OS_WIN
    return name;
#else
    return QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) + QLatin1Char('/') + name;
#endif
}

} // namespace stellatune
