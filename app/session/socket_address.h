// Where a program that works on a data folder can be reached by others of the same user.
#pragma once

#include <QString>

namespace stellatune {

/// For QLocalServer and QLocalSocket. `purpose` is a plain word, "instance".
QString socketAddress(const QString& dataFolder, const QString& purpose);

} // namespace stellatune
