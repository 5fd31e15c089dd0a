// What is told of plugins, for people. Pure: takes the answers of app/plugins/plugin_requests.h.
#pragma once

#include "app/cli/json_text.h"

#include <string>

namespace stellatune::cli {

/// Tables end every row with a newline; names in them are safe for a terminal.
std::string pluginTable(const Json& answer);
std::string statusText(const Json& answer);
/// Without what had nothing to do.
std::string historyText(const Json& answer);
std::string leaseTable(const Json& answer);
/// One line of the log, or of what was done.
std::string logLine(const Json& line);

/// What the user has to know before a plugin is installed, over several lines.
std::string trustText(const Json& plugin);
/// "Gain 1.0.0 (0a1b2c3d)"
std::string pluginTitle(const Json& plugin);

/// "applied: 1 loaded, 1 collected, 12.3 ms"
std::string reportText(const Json& report);
/// A line for each thing that was done.
std::string outcomesText(const Json& report);
/// What became of one plugin: "reloaded", "to be loaded when it is needed".
std::string becameText(const Json& report, const std::string& id);
/// Why it did not work for the plugin, or for any when `id` is empty; empty when it worked.
std::string failureIn(const Json& report, const std::string& id);

} // namespace stellatune::cli
