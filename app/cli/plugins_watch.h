// Following an author's builds.
#pragma once

#include "app/cli/arguments.h"

#include <QString>

namespace stellatune::cli {

/// Installs each build of the file, or of the newest one in a folder, until somebody asks to stop. A build
/// that cannot be used leaves the one before it where it is. Returns the process's exit code. Needs a
/// QCoreApplication.
int watchPlugin(const PluginsArguments& arguments, const QString& dataFolder);

} // namespace stellatune::cli
