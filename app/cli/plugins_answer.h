// What all plugins commands say alike.
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/json_text.h"
#include "pluginhost/base/result.h"

#include <optional>
#include <string>

namespace stellatune::cli {

/// Says on stderr why it did not work, and on stdout too when JSON is wanted. Returns the exit code.
int failPlugins(const PluginsArguments& arguments, const Error& error);
/// `answer` came, but `report` in it tells that it did not work for the plugin, or for any when `id` is
/// empty: why. None when it worked.
std::optional<Error> failureOf(const Json& answer, const std::string& id);
/// What came, with why it did not work, for programs.
Json withError(const Json& answer, const Error& error);
/// Prints `answer` for programs, or `text` for people; what failed as failPlugins() does. Returns the exit
/// code.
int endPlugins(const PluginsArguments& arguments, const Json& answer, const std::optional<Error>& failure,
               const std::string& text);
/// With what to do about it.
Error withRemedy(Error error, const std::string& remedy);

/// One line, at once.
void printJsonLine(const Json& json);

} // namespace stellatune::cli
