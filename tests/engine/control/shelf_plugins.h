// What a player is configured with to play through the plugins of two shelves.
#pragma once

#include "engine/control/player.h"
#include "tests/fixtures/plugin_shelf.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace stellatune::testing {

/// The shelves outlive the player.
inline PlayerConfig withPlugins(PluginShelf& decoders, PluginShelf& nodes,
                                std::vector<DecoderCandidate> candidates)
{
    PlayerConfig config;
    config.decoders.candidates = [candidates = std::move(candidates)](const std::string&) {
        return candidates;
    };
    config.decoders.bind = [&decoders](const DecoderCandidate& candidate, std::function<void()> wake) {
        return decoders.registry().bind(candidate.pluginId, CapabilityKind::Decoder, candidate.typeId,
                                        std::move(wake));
    };
    config.dsp.bind = [&nodes](const std::string& plugin, const std::string& type,
                               std::function<void()> wake) {
        return nodes.registry().bind(plugin, CapabilityKind::Dsp, type, std::move(wake));
    };
    return config;
}

} // namespace stellatune::testing
