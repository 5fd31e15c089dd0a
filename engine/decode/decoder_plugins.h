// The decoders that plugins bring, as the decode thread sees them.
#pragma once

#include "pluginhost/runtime/decoder_candidate.h"
#include "pluginhost/worker/worker_endpoint.h"

#include <functional>
#include <string>
#include <vector>

namespace stellatune {

/// How the decode thread comes to decoders. The functions may be called from any thread, as long as the
/// player lives, and never wait. The defaults know the built-in decoders alone.
struct DecoderPlugins {
    /// For files of that extension (lower case, no dot; may be empty), the first to be tried first.
    std::function<std::vector<DecoderCandidate>(const std::string& extension)> candidates =
        [](const std::string&) { return std::vector<DecoderCandidate>(1); };
    /// For a candidate that is not built in. `wake` is called from any thread whenever something was posted
    /// to the endpoint's mailbox, and must not wait; it may still be called when the endpoint is gone.
    std::function<WorkerEndpoint(const DecoderCandidate& candidate, std::function<void()> wake)> bind;
};

} // namespace stellatune
