// What is set of the decoders that plugins bring, and what is told of a change.
#pragma once

#include "pluginhost/runtime/decoder_candidate.h"
#include "pluginhost/worker/worker_controller.h"

#include <cstdint>
#include <map>
#include <string>

namespace stellatune {

/// JSON objects by DecoderCandidate::name(). What is not there has its plugin's defaults.
using DecoderConfigs = std::map<std::string, std::string>;

struct DecoderConfigChange {
    std::string config;      ///< a JSON object, or empty for the plugin's defaults
    uint64_t generation = 0; ///< grows with each change
};

/// What became of a change of a decoder's settings.
struct DecoderOutcome {
    DecoderCandidate type;
    UpdateOutcome outcome;
};

} // namespace stellatune
