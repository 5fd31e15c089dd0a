#include "app/plugins/plugin_folder.h"

#include <QFile>

namespace stellatune {

std::filesystem::path pluginFolder(const QString& dataFolder)
{
#ifdef Q_OS_WIN
    return std::filesystem::path(dataFolder.toStdWString()) / "plugins";
#else
    return std::filesystem::path(QFile::encodeName(dataFolder).toStdString()) / "plugins";
#endif
}

} // namespace stellatune
