// What can be asked about plugins from outside the window: requests and answers are JSON objects.
#pragma once

#include "app/plugins/plugin_json.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace stellatune {

/// Everything that queries are answered from.
struct PluginsNow {
    bool isRunning = false; ///< a window has the plugins; otherwise nothing is loaded
    ApplyMachine::Status status = ApplyMachine::Status::Idle;
    std::vector<PluginStatus> plugins;
    std::vector<std::string> history; ///< newest last
    std::vector<LeaseView> leases;
    std::vector<PluginLog::Line> log; ///< oldest first
};

/// Of it, what the query asks for.
PluginsNow pluginsNow(const PluginRuntimeCoordinator& coordinator, const PluginJson& query);
/// Of a store that no runtime works on; without the log. Waits for the disk.
PluginsNow pluginsNow(const PluginStore& store);

/// {"command": "list" | "status" | "history" | "leases" | "log"}; "log" takes "plugin", an id, and "after", a
/// line's number. None when it is no query. Pure.
std::optional<PluginJson> answerQuery(const PluginsNow& now, const PluginJson& request);
/// Changes nothing. Pure.
inline bool isQuery(const PluginJson& request)
{
    return request.is_object() && answerQuery({}, request).has_value();
}

/// The name of a file for a request: percent-encoded, since it may be no UTF-8, which JSON cannot hold.
std::string fileText(const std::filesystem::path& file);

/// Besides the queries:
///   {"command": "examine", "file"}                    answered by {"plugin"}: what there is to ask the user
///   {"command": "install", "file", "sha256", "allow_downgrade", "allow_other_source"}
///                                                      "sha256", when given: what the user agreed to
///   {"command": "enable" | "disable", "id"}, {"command": "uninstall", "id", "keep_settings"}
///   {"command": "apply"}                               all answered by {"report"}
/// What fails is answered by {"error": {"code", "domain", "message"}}. Any thread; `done` is called once, at
/// once or on the coordinator's thread, and must not wait. Files are named by absolute paths, as fileText()
/// writes them.
void answerPluginRequest(PluginRuntimeCoordinator& coordinator, const PluginJson& request,
                         std::function<void(PluginJson)> done);

} // namespace stellatune
