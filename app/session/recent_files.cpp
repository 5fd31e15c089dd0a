#include "app/session/recent_files.h"

namespace stellatune {

void RecentFiles::setList(const QStringList& paths)
{
    QStringList list = paths;
    list.removeDuplicates();
    list = list.mid(0, kMax);
    if (list == m_list)
        return;
    m_list = list;
    emit changed();
}

void RecentFiles::add(const QString& path)
{
    setList(QStringList(path) + m_list);
}

void RecentFiles::remove(const QString& path)
{
    QStringList list = m_list;
    list.removeAll(path);
    setList(list);
}

void RecentFiles::clear()
{
    setList({});
}

} // namespace stellatune
