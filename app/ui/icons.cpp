#include "app/ui/icons.h"

#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <array>

// The resources live in a static library, which the linker drops unless they are asked for; the macro must
// stand outside any namespace.
static void registerIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace stellatune {
namespace {

// In the order of Icon.
constexpr std::array kFileNames = {
    "add_files", "add_folder",    "bit_perfect", "close",        "device",  "next",
    "note",      "open_playlist", "pause",       "play",         "playing", "plugin",
    "previous",  "repeat",        "repeat_one",  "save",         "search",  "shuffle",
    "stop",      "volume_high",   "volume_low",  "volume_muted", "warning",
};
static_assert(kFileNames.size() == static_cast<size_t>(Icon::Warning) + 1);

QString fileName(Icon icon)
{
    return QStringLiteral(":/icons/%1.svg").arg(QLatin1String(kFileNames[static_cast<size_t>(icon)]));
}

QPixmap render(const QString& file, int size, qreal devicePixelRatio)
{
    registerIcons();
    const int pixels = qRound(size * devicePixelRatio);
    QPixmap pixmap(pixels, pixels);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    QSvgRenderer(file).render(&painter, QRectF(0, 0, pixels, pixels));
    return pixmap;
}

} // namespace

QPixmap iconPixmap(Icon icon, int size, const QColor& tint, qreal devicePixelRatio)
{
    const QString key = QStringLiteral("stellatune/%1/%2/%3/%4")
                            .arg(static_cast<int>(icon))
                            .arg(size)
                            .arg(tint.rgba(), 8, 16)
                            .arg(devicePixelRatio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = render(fileName(icon), size, devicePixelRatio);
    QPainter painter(&pixmap);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(pixmap.rect(), tint);
    painter.end();
    pixmap.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QIcon applicationIcon()
{
    QIcon icon;
    for (const int size : {16, 32, 48, 64, 128})
        icon.addPixmap(render(QStringLiteral(":/icons/stellatune.svg"), size, 1.0));
    return icon;
}

} // namespace stellatune
