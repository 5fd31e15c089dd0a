// Plugins in the words of the command line: what is told of them, as JSON.
#pragma once

#include "pluginhost/host/plugin_log.h"
#include "pluginhost/package/install_candidate.h"
#include "pluginhost/runtime/coordinator.h"

#include <nlohmann/json.hpp>

namespace stellatune {

/// Keeps the order in which members were put in, for people who read it.
using PluginJson = nlohmann::ordered_json;

PluginJson asJson(const PluginStatus& plugin);
PluginJson asJson(const LeaseView& lease);
PluginJson asJson(const PluginLog::Line& line);
PluginJson asJson(const InstallCandidate& candidate);
PluginJson asJson(const ApplyReport& report);
/// A report as it is kept, without its number, which counts anew in each process.
PluginJson forOthers(PluginJson report);
std::string_view nameOf(ApplyMachine::Status status);

/// An answer that says why nothing was done, and its reader: none when the answer is of another kind.
PluginJson asAnswer(const Error& error);
std::optional<Error> errorIn(const PluginJson& answer);

} // namespace stellatune
