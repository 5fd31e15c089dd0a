// What the user wants done to the sound, as a value.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace stellatune {

struct DspNodeSpec {
    /// Not 0, and unique in a DspSpec. A node with the id of one before is that one, with what changed.
    uint64_t id = 0;
    std::string pluginId;
    std::string typeId;
    std::string config; ///< a JSON object, or empty for the plugin's defaults
    bool bypassed = false;

    bool operator==(const DspNodeSpec&) const = default;
};

struct DspSpec {
    std::vector<DspNodeSpec> beforeMapping; ///< on the track's own channels, at its own rate
    std::vector<DspNodeSpec> afterMapping;  ///< on what the device takes

    bool operator==(const DspSpec&) const = default;
};

} // namespace stellatune
