#include "app/plugins/decoder_access.h"

#include "pluginhost/runtime/decoder_choice.h"
#include "pluginhost/runtime/usable_plugin.h"

#include <utility>

namespace stellatune {

DecoderPlugins decodersOf(PluginRuntimeCoordinator& coordinator)
{
    DecoderPlugins decoders;
    decoders.candidates = [&coordinator](const std::string& extension) {
        std::vector<PluginMetadata> enabled;
        for (PluginStatus& plugin : coordinator.plugins()) {
            if (isUsable(plugin))
                enabled.push_back(std::move(plugin.metadata));
        }
        return decoderCandidates(extension, coordinator.decoderOrder(), enabled);
    };
    decoders.bind = [&coordinator](const DecoderCandidate& candidate, std::function<void()> wake) {
        return coordinator.registry().bind(candidate.pluginId, CapabilityKind::Decoder, candidate.typeId,
                                           std::move(wake));
    };
    return decoders;
}

std::set<std::string> decodedExtensions(const std::vector<PluginStatus>& plugins)
{
    std::set<std::string> extensions;
    for (const PluginStatus& plugin : plugins) {
        if (!isUsable(plugin))
            continue;
        for (const auto& type : plugin.metadata.capabilities) {
            if (type.kind != CapabilityKind::Decoder)
                continue;
            if (type.scores.empty())
                extensions.insert("*");
            for (const auto& score : type.scores)
                extensions.insert(score.extension);
        }
    }
    return extensions;
}

} // namespace stellatune
