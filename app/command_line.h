// What the user typed to start the program.
#pragma once

#include "engine/output/device.h"
#include "pluginhost/base/result.h"

#include <QStringList>

#include <optional>

namespace stellatune {

struct CommandLine {
    QStringList files; ///< absolute paths and addresses
    std::optional<DeviceChoice> device;
    QString dataFolder;    ///< empty: the usual one
    bool play = true;      ///< false: add the files without playing them
    bool safeMode = false; ///< load no plugin in this run
    bool showHelp = false;
    bool showVersion = false;
};

/// `arguments` without the program's name. An error is wrong usage. Needs no application object.
Result<CommandLine> parseCommandLine(const QStringList& arguments);
QString helpText();

} // namespace stellatune
