#include "pluginhost/package/metadata_cache.h"

#include "pluginhost/base/atomic_file.h"
#include "pluginhost/base/small_file.h"
#include "pluginhost/package/package_reader.h"

#include <string>

#include <nlohmann/json.hpp>

namespace stellatune {

namespace {

using Json = nlohmann::ordered_json;

/// Bytes; above what the table check lets a library say of itself is damage.
constexpr size_t kLongestFile = 64u << 20;

} // namespace

std::optional<PluginMetadata> readCachedMetadata(const std::filesystem::path& folder, std::string_view sha256)
{
    const Result<std::string> text = readSmallFile(folder / kMetadataFile, kLongestFile);
    if (!text)
        return std::nullopt;
    const Json json = Json::parse(*text, nullptr, false);
    const auto digest = json.find("sha256");
    const auto kept = json.find("metadata");
    if (digest == json.end() || kept == json.end() || *digest != sha256)
        return std::nullopt;
    Result<PluginMetadata> metadata =
        metadataFromJson(kept->dump(-1, ' ', false, Json::error_handler_t::replace));
    if (!metadata)
        return std::nullopt;
    return std::move(*metadata);
}

Result<void> cacheMetadata(const std::filesystem::path& folder, std::string_view sha256,
                           const PluginMetadata& metadata)
{
    const Json json{{"sha256", sha256}, {"metadata", Json::parse(toJson(metadata))}};
    return writeFileAtomically(folder / kMetadataFile, json.dump(2) + "\n");
}

} // namespace stellatune
