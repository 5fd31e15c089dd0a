// What all plugins commands say alike.
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/json_text.h"
#include "pluginhost/base/result.h"

#include <string>

namespace stellatune::cli {

/// Says on stderr why it did not work, and on stdout too when JSON is wanted. Returns the exit code.
int failPlugins(const PluginsArguments& arguments, const Error& error);
/// With what to do about it.
Error withRemedy(Error error, const std::string& remedy);

/// One line, at once.
void printJsonLine(const Json& json);

} // namespace stellatune::cli
