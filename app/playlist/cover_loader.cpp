#include "app/playlist/cover_loader.h"

#include "app/playlist/file_path.h"
#include "engine/tags/tags.h"

#include <QBuffer>
#include <QByteArray>
#include <QImageReader>

namespace stellatune {

namespace {

constexpr qint64 kMaxPixels = 100'000'000; // a lying header must not cost gigabytes

QImage decodeCover(const CoverImage& cover, QSize pixels)
{
    QByteArray bytes = QByteArray::fromRawData(reinterpret_cast<const char*>(cover.bytes.data()),
                                               static_cast<qsizetype>(cover.bytes.size()));
    QBuffer buffer(&bytes);
    QImageReader reader(&buffer); // by content: the MIME type in tags is often wrong
    reader.setAutoTransform(true);
    const QSize stored = reader.size();
    if (stored.isValid()) {
        if (qint64{stored.width()} * stored.height() > kMaxPixels)
            return {};
        // Only JPEG is decoded faster for being smaller.
        const bool larger = stored.width() > pixels.width() || stored.height() > pixels.height();
        if (larger && reader.format() == "jpeg")
            reader.setScaledSize(stored.scaled(pixels, Qt::KeepAspectRatio).expandedTo({1, 1}));
    }
    QImage image = reader.read();
    if (image.width() > pixels.width() || image.height() > pixels.height()) {
        // Qt forgets the colours of a two-colour image when it scales one.
        image = image.convertToFormat(QImage::Format_ARGB32_Premultiplied)
                    .scaled(pixels, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    }
    return image;
}

} // namespace

CoverLoader::CoverLoader(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

CoverLoader::~CoverLoader()
{
    cancel();
    m_pool.waitForDone();
}

void CoverLoader::request(const QString& path, QSize size, qreal devicePixelRatio)
{
    const quint64 number = ++m_latest;
    const QSize pixels = (QSizeF(size) * devicePixelRatio).toSize().expandedTo({1, 1});
    m_pool.start([this, path, pixels, devicePixelRatio, number] {
        if (m_latest != number)
            return;
        QImage image;
        if (const std::optional<CoverImage> cover = readCover(toFilesystemPath(path));
            cover && m_latest == number)
            image = decodeCover(*cover, pixels);
        if (!image.isNull())
            image.setDevicePixelRatio(devicePixelRatio);
        QMetaObject::invokeMethod(
            this,
            [this, path, image, number] {
                if (m_latest == number)
                    emit coverReady(path, image);
            },
            Qt::QueuedConnection);
    });
}

void CoverLoader::cancel()
{
    ++m_latest;
}

} // namespace stellatune
