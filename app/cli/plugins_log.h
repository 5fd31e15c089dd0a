// What plugins say in the window that runs.
#pragma once

#include "app/cli/arguments.h"

#include <QString>

namespace stellatune::cli {

/// Return the process's exit code. Need a QCoreApplication.
int showLog(const PluginsArguments& arguments, const QString& dataFolder);
/// Goes on through the end of the window and the start of another one.
int followLog(const PluginsArguments& arguments, const QString& dataFolder);

} // namespace stellatune::cli
