// One way to open a file.
#pragma once

#include <string>

namespace stellatune {

struct DecoderCandidate {
    std::string pluginId; ///< both empty for the built-in decoders
    std::string typeId;

    bool isBuiltIn() const { return pluginId.empty(); }
    /// As DecoderOrder has it.
    std::string name() const;

    bool operator==(const DecoderCandidate&) const = default;
};

} // namespace stellatune
