// Loads the cover of what is playing, off the GUI thread.
#pragma once

#include <QImage>
#include <QObject>
#include <QThreadPool>

#include <atomic>

namespace stellatune {

class CoverLoader : public QObject {
    Q_OBJECT

  public:
    explicit CoverLoader(QObject* parent = nullptr);
    ~CoverLoader() override;

    /// Asks for the cover of the file `path`, scaled to fit `size` (device-independent pixels), sharp at
    /// `devicePixelRatio`. An earlier request that was not answered yet never will be.
    void request(const QString& path, QSize size, qreal devicePixelRatio);
    void cancel();

  signals:
    /// `cover` is null when the file has none, or none that can be decoded.
    void coverReady(const QString& path, const QImage& cover);

  private:
    QThreadPool m_pool;
    std::atomic<quint64> m_latest{
        0}; ///< the number of the latest request; jobs that are not the latest give up
};

} // namespace stellatune
