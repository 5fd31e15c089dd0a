// The way of the samples in words: a stage after the other from the file to the device, and what that means.
// Pure.
#pragma once

#include "engine/control/player.h"
#include "engine/output/server_route.h"

#include <QList>
#include <QString>

namespace stellatune {

struct SignalStage {
    QString title;          ///< "Sample rate"
    QString detail;         ///< "44.1 kHz to 48 kHz, high quality"
    bool isChange = false;  ///< samples leave it as others than they came
    bool isUnknown = false; ///< or nobody can tell

    bool operator==(const SignalStage&) const = default;
};

struct SignalStory {
    QList<SignalStage> stages;
    QString verdict; ///< a sentence or two
    /// Each sample is known to arrive as it is in the file, as far as anybody can tell; the verdict says how
    /// far that is.
    bool isBitPerfect = false;
    /// What is known ends at a sound server.
    bool endsAtServer = false;

    bool operator==(const SignalStory&) const = default;
};

/// `server`: what was read back, where a server was asked and answered.
SignalStory signalStory(const SignalPath& path, const std::optional<ServerRoute>& server);
/// A stage in a line, and the verdict.
QString asText(const SignalStory& story);

} // namespace stellatune
