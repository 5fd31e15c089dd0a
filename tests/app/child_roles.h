// What the test program does when a test starts it as a second process: `--role=NAME ARGUMENTS`.
#pragma once

#include <QString>
#include <QStringList>

namespace stellatune::fixtures {

/// "save-session FOLDER": saves one session after the other until it is killed; prints a line per save.
/// "claim FOLDER": prints "owner" or "taken" and ends.
/// "start FOLDER FILE...": what the program does at its start; prints "owner" and runs until killed, or
/// prints "handed over" and ends with 0.
int runChildRole(const QString& role, const QStringList& arguments);

} // namespace stellatune::fixtures
