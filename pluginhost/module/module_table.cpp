#include "pluginhost/module/module_table.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace stellatune {
namespace {

/// The size that a structure had when version 9 of the interface began; what was appended since may be
/// missing.
template <typename Struct, typename Field>
constexpr uint32_t sizeThrough(Field Struct::*, size_t offset)
{
    return static_cast<uint32_t>(offset + sizeof(Field));
}
#define SIZE_THROUGH(structure, field) sizeThrough(&structure::field, offsetof(structure, field))

// No honest plugin comes near these; a garbled table is refused before it is copied.
constexpr uint64_t kLongestText = 4096;       ///< bytes
constexpr uint64_t kLongestSchema = 1u << 20; ///< bytes
constexpr uint32_t kMostCapabilities = 256;
constexpr uint32_t kMostScores = 4096;

bool isUtf8(std::string_view text)
{
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    for (size_t i = 0; i < text.size();) {
        const unsigned char first = byte(i);
        const size_t length = first < 0x80   ? 1
                              : first < 0xc2 ? 0
                              : first < 0xe0 ? 2
                              : first < 0xf0 ? 3
                              : first < 0xf5 ? 4
                                             : 0;
        if (length == 0 || length > text.size() - i)
            return false;
        for (size_t k = 1; k < length; ++k) {
            if ((byte(i + k) & 0xc0) != 0x80)
                return false;
        }
        // overlong forms, surrogates, and what lies beyond Unicode
        if (length > 2) {
            const unsigned char second = byte(i + 1);
            if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
                (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
                return false;
        }
        i += length;
    }
    return true;
}

bool consistsOf(std::string_view text, std::string_view punctuation)
{
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               punctuation.find(c) != std::string_view::npos;
    });
}

bool isModuleId(std::string_view id)
{
    return id.size() >= 3 && id.size() <= 128 && consistsOf(id, ".-");
}

bool isTypeId(std::string_view id)
{
    return !id.empty() && id.size() <= 64 && consistsOf(id, "-");
}

/// "1.2.3", with what semantic versioning allows behind it.
bool isSemanticVersion(std::string_view version)
{
    for (int part = 0; part < 3; ++part) {
        size_t digits = 0;
        while (digits < version.size() && version[digits] >= '0' && version[digits] <= '9')
            ++digits;
        if (digits == 0 || digits > 9)
            return false;
        version.remove_prefix(digits);
        if (part < 2) {
            if (version.empty() || version[0] != '.')
                return false;
            version.remove_prefix(1);
        }
    }
    return version.empty() || ((version[0] == '-' || version[0] == '+') && version.size() > 1);
}

/// Reads one table and keeps what is wrong with it.
class TableReader {
  public:
    explicit TableReader(ModuleTable& table) : m_table(table) {}

    void read(const StModule* module)
    {
        m_where = "module";
        if (module == nullptr)
            return fault("refuses to run here; it said why in the log", ErrorCode::Unsupported);
        // Everything else may lie elsewhere in another version.
        if (module->api_version != STELLATUNE_PLUGIN_API_VERSION)
            return wrongVersion(module->api_version);
        if (!isLongEnough("StModule", module->struct_size, SIZE_THROUGH(StModule, shutdown)))
            return;
        m_table.shutdown = module->shutdown;
        readInfo(*module);
        readCapabilities(*module);
    }

  private:
    void fault(std::string text, ErrorCode code = ErrorCode::Corrupt)
    {
        m_table.faults.push_back({code, m_where, std::move(text)});
    }

    void wrongVersion(uint32_t version)
    {
        const char* remedy = version < STELLATUNE_PLUGIN_API_VERSION
                                 ? "install a newer version of the plugin"
                                 : "install a newer version of StellaTune";
        fault(fmt::format("was built for interface version {}; this program has {}: {}", version,
                          STELLATUNE_PLUGIN_API_VERSION, remedy),
              ErrorCode::Unsupported);
    }

    bool isLongEnough(const char* structure, uint32_t size, uint32_t least)
    {
        if (size >= least)
            return true;
        fault(
            fmt::format("has an {} of {} bytes where the interface has {}: struct_size must be set to sizeof",
                        structure, size, least));
        return false;
    }

    std::string text(const char* field, StString string, uint64_t longest = kLongestText)
    {
        if (string.size == 0)
            return {};
        if (string.data == nullptr) {
            fault(fmt::format("has no text behind the {} bytes of {}", string.size, field));
        } else if (string.size > longest) {
            fault(fmt::format("has {} bytes of {}; {} are allowed", string.size, field, longest));
        } else if (std::string copy(string.data, string.size); !isUtf8(copy)) {
            fault(fmt::format("has bytes in {} that are not UTF-8", field));
        } else {
            return copy;
        }
        return {};
    }

    void readInfo(const StModule& module)
    {
        ModuleInfo& info = m_table.info;
        info.id = text("id", module.id);
        info.name = text("name", module.name);
        info.version = text("version", module.version);
        info.author = text("author", module.author);
        info.license = text("license", module.license);
        info.description = text("description", module.description);
        info.homepage = text("homepage", module.homepage);
        if (!isModuleId(info.id))
            fault(fmt::format("has the id \"{}\"; an id is 3 to 128 of a-z, 0-9, dot and hyphen", info.id));
        if (info.name.empty())
            fault("has no name");
        if (!isSemanticVersion(info.version))
            fault(fmt::format("has the version \"{}\"; a version looks like 1.2.3", info.version));
    }

    void readCapabilities(const StModule& module)
    {
        if (module.capability_count > kMostCapabilities)
            return fault(fmt::format("claims {} capabilities; {} are allowed", module.capability_count,
                                     kMostCapabilities));
        if (module.capability_count != 0 && module.capabilities == nullptr)
            return fault("has capabilities but no array of them");
        for (uint32_t i = 0; i < module.capability_count; ++i) {
            m_where = fmt::format("capability {}", i + 1);
            if (module.capabilities[i] == nullptr)
                fault("is null");
            else
                readCapability(*module.capabilities[i]);
        }
    }

    void readCapability(const StCapability& capability)
    {
        if (!isLongEnough("StCapability", capability.struct_size, SIZE_THROUGH(StCapability, type)))
            return;
        if (capability.kind < ST_CAPABILITY_DECODER || capability.kind > ST_CAPABILITY_OUTPUT)
            return; // of a later version, or a private agreement
        ModuleCapability read;
        read.kind = CapabilityKind{capability.kind};
        read.typeId = text("type_id", capability.type_id);
        if (!isTypeId(read.typeId))
            return fault(
                fmt::format("has the type id \"{}\"; it is 1 to 64 of a-z, 0-9 and hyphen", read.typeId));
        m_where = fmt::format("{} {}", nameOf(read.kind), read.typeId);
        const auto& known = m_table.capabilities;
        if (std::any_of(known.begin(), known.end(), [&](const ModuleCapability& other) {
                return other.kind == read.kind && other.typeId == read.typeId;
            }))
            return fault("is there twice");
        read.displayName = text("display_name", capability.display_name);
        read.configSchema = text("config_schema", capability.config_schema, kLongestSchema);
        read.defaultConfig = text("default_config", capability.default_config, kLongestSchema);
        if (read.displayName.empty())
            fault("has no display name");
        if (capability.type == nullptr)
            return fault("has no table of its type");
        if (readType(capability.type, read))
            m_table.capabilities.push_back(std::move(read));
    }

    bool readType(const void* type, ModuleCapability& capability)
    {
        switch (capability.kind) {
        case CapabilityKind::Decoder:
            return readType<StDecoderType>(type, "StDecoderType", SIZE_THROUGH(StDecoderType, create),
                                           capability) &&
                   scoresAreSound(*static_cast<const StDecoderType*>(type));
        case CapabilityKind::Dsp:
            return readType<StDspType>(type, "StDspType", SIZE_THROUGH(StDspType, create), capability);
        case CapabilityKind::Source:
            return readType<StSourceType>(type, "StSourceType", SIZE_THROUGH(StSourceType, create),
                                          capability);
        case CapabilityKind::Lyrics:
            return readType<StLyricsType>(type, "StLyricsType", SIZE_THROUGH(StLyricsType, create),
                                          capability);
        case CapabilityKind::Output:
            return readType<StSinkType>(type, "StSinkType", SIZE_THROUGH(StSinkType, create), capability);
        }
        return false;
    }

    template <typename Type>
    bool readType(const void* address, const char* name, uint32_t least, ModuleCapability& capability)
    {
        const Type* type = static_cast<const Type*>(address);
        if (!isLongEnough(name, type->struct_size, least))
            return false;
        if (type->create == nullptr) {
            fault("lacks the function create");
            return false;
        }
        capability.type = type;
        return true;
    }

    bool scoresAreSound(const StDecoderType& type)
    {
        const size_t before = m_table.faults.size();
        if (type.score_count > kMostScores)
            fault(fmt::format("claims {} scores; {} are allowed", type.score_count, kMostScores));
        else if (type.score_count != 0 && type.scores == nullptr)
            fault("has scores but no array of them");
        else {
            for (uint32_t i = 0; i < type.score_count; ++i) {
                const std::string extension = text("a score's extension", type.scores[i].extension);
                if (extension != "*" && (extension.empty() || !consistsOf(extension, "-_+")))
                    fault(fmt::format(
                        "has a score for the extension \"{}\"; it is lower case, without a dot, or *",
                        extension));
            }
        }
        return m_table.faults.size() == before;
    }

    ModuleTable& m_table;
    std::string m_where; ///< the part being read
};

#undef SIZE_THROUGH

} // namespace

std::string_view nameOf(CapabilityKind kind)
{
    switch (kind) {
    case CapabilityKind::Decoder:
        return "decoder";
    case CapabilityKind::Dsp:
        return "dsp";
    case CapabilityKind::Source:
        return "source";
    case CapabilityKind::Lyrics:
        return "lyrics";
    case CapabilityKind::Output:
        return "output";
    }
    return "unknown";
}

ModuleTable readModuleTable(const StModule* module)
{
    ModuleTable table;
    TableReader(table).read(module);
    return table;
}

} // namespace stellatune
