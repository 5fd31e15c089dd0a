// What a plugin's library says about itself, kept so that it need not be loaded to be listed.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/module/module_table.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

class ModuleLibrary;

/// Which files a decoder wants.
struct ExtensionScore {
    std::string extension; ///< lower case, no dot; "*" for every file
    uint32_t score = 0;    ///< higher is asked earlier

    bool operator==(const ExtensionScore&) const = default;
};

/// One type of instances.
struct CapabilityMetadata {
    CapabilityKind kind = CapabilityKind::Decoder;
    std::string typeId;
    std::string displayName;
    std::string configSchema;           ///< JSON Schema, or empty
    std::string defaultConfig;          ///< a JSON object, or empty
    std::vector<ExtensionScore> scores; ///< of decoders; empty: every file, with score 0

    bool operator==(const CapabilityMetadata&) const = default;
};

struct PluginMetadata {
    ModuleInfo info;
    std::vector<CapabilityMetadata> capabilities; ///< in the library's order
};

/// Copies what the library offers. [module]
PluginMetadata metadataOf(const ModuleLibrary& library);

/// As text, and back. The error says what is wrong with it.
std::string toJson(const PluginMetadata& metadata);
Result<PluginMetadata> metadataFromJson(std::string_view json);

} // namespace stellatune
