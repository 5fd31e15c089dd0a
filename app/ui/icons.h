// Our line icons, tinted and sharp at any scale.
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>

namespace stellatune {

enum class Icon : uint8_t {
    AddFiles,
    AddFolder,
    BitPerfect,
    Close,
    Device,
    Next,
    Note,
    OpenPlaylist,
    Pause,
    Play,
    Playing,
    Plugin,
    Previous,
    Repeat,
    RepeatOne,
    Save,
    Search,
    Shuffle,
    Stop,
    VolumeHigh,
    VolumeLow,
    VolumeMuted,
    Warning,
};

/// `size` is in device-independent pixels; the pixmap has size * devicePixelRatio pixels. Kept in
/// QPixmapCache, so asking in a paint event is cheap. GUI thread.
QPixmap iconPixmap(Icon icon, int size, const QColor& tint, qreal devicePixelRatio);

/// The program's own icon, for the window and the About dialog.
QIcon applicationIcon();

} // namespace stellatune
