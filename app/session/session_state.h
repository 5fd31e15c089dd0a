// What the program remembers from one start to the next, and its JSON form.
#pragma once

#include "app/playlist/playlist_track.h"
#include "app/playlist/sink_choices.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QStringList>

namespace stellatune {

struct SessionState {
    QList<PlaylistTrack>
        tracks; ///< with their tags, so that the list is there at once; ids and failures are not kept
    int currentRow = -1;
    double positionSeconds = 0.0;
    double volumePercent = 100.0;
    bool muted = false;
    RepeatMode repeat = RepeatMode::Off;
    bool shuffle = false;
    int sortColumn = -1; ///< what the header shows; -1: nothing
    Qt::SortOrder sortOrder = Qt::AscendingOrder;
    QByteArray geometry; ///< QWidget::saveGeometry()
    QByteArray settingsGeometry;
    QString settingsPage; ///< the one on show last, by its object name
    QList<int> columnWidths;
    OutputSettings output;
    SinkChoices sinks;
    DecoderConfigs decoders;
    FadeSettings fades; ///< as long as this when they are on
    bool fadesOn = true;
    ReplayGainSettings replayGain;
    DspSpec dsp;
    /// An effect chain that could not be read, as it stood in the file; written again while there is no
    /// other.
    QJsonObject unreadDsp;
    QString dspTrouble;                       ///< why it could not; not written
    QString theme = QStringLiteral("system"); ///< "system", "light", "dark"
    bool sidePanel = true;
    QStringList recentFiles; ///< newest first
};

QByteArray toJson(const SessionState& state);
/// Values that are missing or make no sense get their defaults; an error when it is no session at all.
/// ErrorCode::Unsupported: written by a newer version. Rows get fresh ids. GUI thread.
Result<SessionState> sessionFromJson(const QByteArray& json);

} // namespace stellatune
