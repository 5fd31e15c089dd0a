#include "app/playlist/file_path.h"

#include <QFile>
#include <QUrl>

namespace stellatune {

// std::filesystem's own conversions from UTF-16 throw on a lone surrogate, which a damaged session may hold.

std::filesystem::path toFilesystemPath(const QString& path)
{
#ifdef Q_OS_WIN
    return {path.toStdWString()};
#else
    return {QFile::encodeName(path).toStdString()};
#endif
}

QString toQString(const std::filesystem::path& path)
{
#ifdef Q_OS_WIN
    return QString::fromStdWString(path.generic_wstring());
#else
    return QFile::decodeName(QByteArray::fromStdString(path.native()));
#endif
}

QString localPathOf(const QString& address)
{
    QUrl url(address);
    if (url.host().compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0)
        url.setHost({});
    return url.isLocalFile() ? url.toLocalFile() : QString();
}

} // namespace stellatune
