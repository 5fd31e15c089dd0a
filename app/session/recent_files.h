// The last few files, folders and playlists opened, for a menu.
#pragma once

#include <QObject>
#include <QStringList>

namespace stellatune {

class RecentFiles : public QObject {
    Q_OBJECT

  public:
    static constexpr int kMax = 10;

    explicit RecentFiles(QObject* parent = nullptr) : QObject(parent) {}

    const QStringList& list() const { return m_list; } ///< newest first
    void setList(const QStringList& paths);
    void add(const QString& path); ///< to the top, once
    void remove(const QString& path);
    void clear();

  signals:
    void changed();

  private:
    QStringList m_list;
};

} // namespace stellatune
