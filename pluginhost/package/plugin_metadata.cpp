#include "pluginhost/package/plugin_metadata.h"

#include "pluginhost/module/module_library.h"

#include <array>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellatune {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;
constexpr std::array<CapabilityKind, 5> kKinds = {CapabilityKind::Decoder, CapabilityKind::Dsp,
                                                  CapabilityKind::Source, CapabilityKind::Lyrics,
                                                  CapabilityKind::Output};

Error unreadable(std::string_view why)
{
    return {ErrorCode::Corrupt, "plugins.metadata",
            fmt::format("What is known of the plugin cannot be read: {}.", why)};
}

Json asJson(const ModuleInfo& info)
{
    return {{"id", info.id},
            {"name", info.name},
            {"version", info.version},
            {"author", info.author},
            {"license", info.license},
            {"description", info.description},
            {"homepage", info.homepage}};
}

ModuleInfo infoFrom(const Json& json)
{
    const auto text = [&](const char* key) { return json.at(key).get<std::string>(); };
    return {text("id"),      text("name"),        text("version"), text("author"),
            text("license"), text("description"), text("homepage")};
}

Json asJson(const CapabilityMetadata& capability)
{
    Json scores = Json::array();
    for (const ExtensionScore& score : capability.scores)
        scores.push_back({{"extension", score.extension}, {"score", score.score}});
    return {{"kind", nameOf(capability.kind)},
            {"type", capability.typeId},
            {"name", capability.displayName},
            {"config_schema", capability.configSchema},
            {"default_config", capability.defaultConfig},
            {"scores", std::move(scores)}};
}

/// False for a kind that this program does not know.
bool readKind(std::string_view name, CapabilityKind& out)
{
    for (const CapabilityKind kind : kKinds) {
        if (nameOf(kind) == name) {
            out = kind;
            return true;
        }
    }
    return false;
}

CapabilityMetadata capabilityFrom(const Json& json)
{
    CapabilityMetadata capability;
    capability.typeId = json.at("type").get<std::string>();
    capability.displayName = json.at("name").get<std::string>();
    capability.configSchema = json.at("config_schema").get<std::string>();
    capability.defaultConfig = json.at("default_config").get<std::string>();
    for (const Json& score : json.at("scores"))
        capability.scores.push_back(
            {score.at("extension").get<std::string>(), score.at("score").get<uint32_t>()});
    return capability;
}

} // namespace

PluginMetadata metadataOf(const ModuleLibrary& library)
{
    PluginMetadata metadata;
    metadata.info = library.info();
    for (const ModuleCapability& capability : library.capabilities()) {
        CapabilityMetadata copy{capability.kind,         capability.typeId,        capability.displayName,
                                capability.configSchema, capability.defaultConfig, {}};
        if (const auto* const* decoder = std::get_if<const StDecoderType*>(&capability.type)) {
            for (uint32_t i = 0; i < (*decoder)->score_count; ++i) {
                const StDecoderScore& score = (*decoder)->scores[i];
                copy.scores.push_back({{score.extension.data, score.extension.size}, score.score});
            }
        }
        metadata.capabilities.push_back(std::move(copy));
    }
    return metadata;
}

std::string toJson(const PluginMetadata& metadata)
{
    Json capabilities = Json::array();
    for (const CapabilityMetadata& capability : metadata.capabilities)
        capabilities.push_back(asJson(capability));
    return Json{{"format", kFormat},
                {"info", asJson(metadata.info)},
                {"capabilities", std::move(capabilities)}}
               .dump(2) +
           "\n";
}

Result<PluginMetadata> metadataFromJson(std::string_view text)
{
    try {
        const Json json = Json::parse(text);
        if (json.at("format").get<int>() != kFormat)
            return unreadable("it was written by another version of StellaTune");
        PluginMetadata metadata;
        metadata.info = infoFrom(json.at("info"));
        for (const Json& entry : json.at("capabilities")) {
            CapabilityMetadata capability = capabilityFrom(entry);
            if (readKind(entry.at("kind").get<std::string>(), capability.kind))
                metadata.capabilities.push_back(std::move(capability));
        }
        return metadata;
    } catch (const Json::exception& exception) {
        return unreadable(exception.what());
    }
}

} // namespace stellatune
