#include "pluginhost/runtime/desired_state.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellatune {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;

Json asJson(const FileStamp& stamp)
{
    return {{"size", stamp.size},
            {"modified_ns", stamp.modifiedNs},
            {"changed_ns", stamp.changedNs},
            {"inode", stamp.inode}};
}

FileStamp stampFrom(const Json& json)
{
    return {json.at("size").get<uint64_t>(), json.at("modified_ns").get<int64_t>(),
            json.at("changed_ns").get<int64_t>(), json.at("inode").get<uint64_t>()};
}

Json asJson(const DesiredPlugin& plugin)
{
    return {{"id", plugin.id},
            {"version", plugin.version},
            {"folder", plugin.folder},
            {"previous_folder", plugin.previousFolder},
            {"enabled", plugin.enabled},
            {"uninstall_pending", plugin.uninstallPending},
            {"keep_settings", plugin.keepSettings},
            {"fingerprint",
             {{"manifest", asJson(plugin.fingerprint.manifest)},
              {"artifact", asJson(plugin.fingerprint.artifact)},
              {"sha256", plugin.fingerprint.sha256},
              {"side_stamps", plugin.fingerprint.sideStamps}}}};
}

DesiredPlugin pluginFrom(const Json& json)
{
    DesiredPlugin plugin;
    plugin.id = json.at("id").get<std::string>();
    plugin.version = json.at("version").get<std::string>();
    plugin.folder = json.at("folder").get<std::string>();
    plugin.previousFolder = json.at("previous_folder").get<std::string>();
    plugin.enabled = json.at("enabled").get<bool>();
    plugin.uninstallPending = json.at("uninstall_pending").get<bool>();
    plugin.keepSettings = json.at("keep_settings").get<bool>();
    const Json& fingerprint = json.at("fingerprint");
    plugin.fingerprint = {stampFrom(fingerprint.at("manifest")), stampFrom(fingerprint.at("artifact")),
                          fingerprint.at("sha256").get<std::string>(),
                          fingerprint.at("side_stamps").get<std::string>()};
    return plugin;
}

bool isBefore(const DesiredPlugin& plugin, std::string_view id)
{
    return plugin.id < id;
}

Error unreadable(std::string_view why)
{
    return {ErrorCode::Corrupt, "plugins.state", fmt::format("The list of installed plugins {}.", why)};
}

} // namespace

const DesiredPlugin* DesiredState::find(std::string_view id) const
{
    const auto place = std::lower_bound(plugins.begin(), plugins.end(), id, isBefore);
    return place != plugins.end() && place->id == id ? &*place : nullptr;
}

DesiredPlugin* DesiredState::find(std::string_view id)
{
    return const_cast<DesiredPlugin*>(std::as_const(*this).find(id));
}

void DesiredState::put(DesiredPlugin plugin)
{
    const auto place = std::lower_bound(plugins.begin(), plugins.end(), plugin.id, isBefore);
    if (place != plugins.end() && place->id == plugin.id)
        *place = std::move(plugin);
    else
        plugins.insert(place, std::move(plugin));
}

void DesiredState::remove(std::string_view id)
{
    std::erase_if(plugins, [id](const DesiredPlugin& plugin) { return plugin.id == id; });
}

std::string toJson(const DesiredState& state)
{
    Json plugins = Json::array();
    for (const DesiredPlugin& plugin : state.plugins)
        plugins.push_back(asJson(plugin));
    return Json{{"format", kFormat}, {"plugins", std::move(plugins)}}.dump(2) + "\n";
}

Result<DesiredState> desiredStateFromJson(std::string_view text)
{
    try {
        const Json json = Json::parse(text);
        if (const int format = json.at("format").get<int>(); format > kFormat)
            return Error{ErrorCode::Unsupported, "plugins.state",
                         fmt::format("The list of installed plugins was written by a newer StellaTune "
                                     "(format {})",
                                     format)};
        if (json.at("format").get<int>() != kFormat)
            return unreadable(fmt::format("was written by another version of StellaTune (format {})",
                                          json.at("format").get<int>()));
        DesiredState state;
        for (const Json& entry : json.at("plugins")) {
            DesiredPlugin plugin = pluginFrom(entry);
            if (plugin.id.empty() || state.find(plugin.id) != nullptr)
                return unreadable(fmt::format("names the plugin \"{}\" twice or not at all", plugin.id));
            state.put(std::move(plugin));
        }
        return state;
    } catch (const Json::exception& exception) {
        return unreadable(fmt::format("cannot be read: {}", exception.what()));
    }
}

} // namespace stellatune
