// What the command line does. Each returns the process's exit code.
#pragma once

#include "app/cli/arguments.h"

namespace stellatune::cli {

int runPlay(const PlayArguments& arguments);
int runDevices(const DevicesArguments& arguments);
int runInfo(const InfoArguments& arguments);
int runPlugins(const PluginsArguments& arguments);

} // namespace stellatune::cli
