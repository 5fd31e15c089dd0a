// Installing plugins from the command line: asking the user, and following an author's builds.
#pragma once

#include "app/cli/arguments.h"

#include <QString>

namespace stellatune::cli {

/// Return the process's exit code. Need a QCoreApplication.
int installPlugin(const PluginsArguments& arguments, const QString& dataFolder);
int watchPlugin(const PluginsArguments& arguments, const QString& dataFolder);

} // namespace stellatune::cli
