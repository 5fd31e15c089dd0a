// Which decoders are asked to open a file, and in which order.
#pragma once

#include "pluginhost/package/decoder_order.h"
#include "pluginhost/package/plugin_metadata.h"
#include "pluginhost/runtime/decoder_candidate.h"

#include <string_view>
#include <vector>

namespace stellatune {

/// Who fails to open the file yields to the next; nobody looks into the file to choose. First the user's
/// order for `extension` (lower case, no dot; may be empty), of which what is not there is passed over and
/// what does not name the extension counts nevertheless. Then, each once: plugins that name the extension,
/// the built-in decoders, plugins for every file; among plugins the higher score, then the id, then the
/// type's id. `enabled` are the plugins that may be used. Pure.
std::vector<DecoderCandidate> decoderCandidates(std::string_view extension, const DecoderOrder& order,
                                                const std::vector<PluginMetadata>& enabled);

} // namespace stellatune
