#include "app/cli/sink_choice.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace stellatune::cli {

namespace {

bool isEndOf(std::string_view end, std::string_view id)
{
    return id == end ||
           (id.size() > end.size() && id.ends_with(end) && id[id.size() - end.size() - 1] == '.');
}

bool isMeant(std::string_view text, const SinkAddress& sink)
{
    const size_t slash = text.find('/');
    if (slash != std::string_view::npos)
        return isEndOf(text.substr(0, slash), sink.pluginId) && text.substr(slash + 1) == sink.typeId;
    return isEndOf(text, sink.pluginId) || text == sink.typeId;
}

std::vector<std::string> namesOf(const std::vector<SinkAddress>& sinks)
{
    std::vector<std::string> names;
    for (const SinkAddress& sink : sinks)
        names.push_back(sink.pluginId + "/" + sink.typeId);
    return names;
}

} // namespace

Result<SinkAddress> sinkOf(std::string_view text, const std::vector<PluginMetadata>& plugins)
{
    const std::string_view name = text.substr(0, text.find(':'));
    const std::string_view target = name.size() < text.size() ? text.substr(name.size() + 1) : "";
    std::vector<SinkAddress> all;
    std::vector<SinkAddress> meant;
    for (const PluginMetadata& plugin : plugins) {
        for (const CapabilityMetadata& type : plugin.capabilities) {
            if (type.kind != CapabilityKind::Output)
                continue;
            all.push_back({plugin.info.id, type.typeId, std::string(target)});
            if (!name.empty() && isMeant(name, all.back()))
                meant.push_back(all.back());
        }
    }
    if (meant.size() == 1)
        return meant.front();
    if (all.empty())
        return Error{
            ErrorCode::NotFound, "cli",
            fmt::format(
                "there is no output '{}': no plugin that is switched on has one; `stellatune-cli plugins "
                "list` tells what is installed",
                name)};
    if (meant.empty())
        return Error{ErrorCode::NotFound, "cli",
                     fmt::format("there is no output '{}' of a plugin that is switched on; there are: {}",
                                 name, fmt::join(namesOf(all), ", "))};
    return Error{ErrorCode::InvalidArgument, "cli",
                 fmt::format("'{}' may mean {}", name, fmt::join(namesOf(meant), " or "))};
}

std::string whereItGoes(std::string_view sink, const std::vector<SinkTarget>& targets)
{
    if (targets.empty())
        return {};
    const auto chosen = std::find_if(targets.begin(), targets.end(),
                                     [](const SinkTarget& target) { return target.isDefault; });
    if (chosen != targets.end())
        return fmt::format("Target: {}. Another one is chosen by --sink {}:TARGET.", chosen->name, sink);
    std::vector<std::string> known;
    for (const SinkTarget& target : targets)
        known.push_back(fmt::format("--sink {}:{} ({})", sink, target.id, target.name));
    return fmt::format("The plugin chooses the target. Another one is chosen by {}.",
                       fmt::join(known, " or "));
}

} // namespace stellatune::cli
