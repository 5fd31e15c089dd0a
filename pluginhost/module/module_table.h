// The table that a plugin's entry returns, read and checked.
#pragma once

#include "pluginapi/abi/module.h"
#include "pluginhost/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace stellatune {

/// What a library says about itself, copied, so that it outlives the library.
struct ModuleInfo {
    std::string id;
    std::string name;
    std::string version;
    std::string author;
    std::string license;
    std::string description;
    std::string homepage;
};

enum class CapabilityKind : uint32_t {
    Decoder = ST_CAPABILITY_DECODER,
    Dsp = ST_CAPABILITY_DSP,
    Source = ST_CAPABILITY_SOURCE,
    Lyrics = ST_CAPABILITY_LYRICS,
    Output = ST_CAPABILITY_OUTPUT,
};

/// "decoder", "dsp", "source", "lyrics" or "output".
std::string_view nameOf(CapabilityKind kind);

/// One type of instances that a library makes. The texts are copies.
struct ModuleCapability {
    CapabilityKind kind = CapabilityKind::Decoder;
    std::string typeId;
    std::string displayName;
    std::string configSchema;  ///< JSON Schema, or empty
    std::string defaultConfig; ///< a JSON object, or empty
    /// In the order of CapabilityKind. Points into the library.
    std::variant<const StDecoderType*, const StDspType*, const StSourceType*, const StLyricsType*,
                 const StSinkType*>
        type;
};

/// One way in which a table breaks the interface.
struct TableFault {
    /// Unsupported for another interface version, and when the plugin itself refuses.
    ErrorCode code = ErrorCode::Corrupt;
    std::string where; ///< "module", "dsp gain"
    std::string text;  ///< reads on from "<file> ", and ends with the remedy where there is one
};

struct ModuleTable {
    ModuleInfo info;
    std::vector<ModuleCapability> capabilities;
    /// Points into the library. Null when it has none, or none that lies where this interface has it.
    int32_t (*shutdown)() = nullptr;
    std::vector<TableFault> faults; ///< empty: the rest can be used
};

/// Reads what the entry returned, null too. Looks at everything that the table says, and calls nothing.
/// [module]
ModuleTable readModuleTable(const StModule* module);

} // namespace stellatune
