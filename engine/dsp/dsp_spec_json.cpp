#include "engine/dsp/dsp_spec_json.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellatune {

namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;

/// Why a text is no preset; caught before it leaves this file.
struct NotUnderstood {
    std::string why;
};

void refuseUnknownKeys(const Json& object, const std::string& where,
                       std::initializer_list<std::string_view> known)
{
    for (const auto& [key, value] : object.items()) {
        if (std::find(known.begin(), known.end(), key) == known.end())
            throw NotUnderstood{fmt::format("{} has the key “{}”, which does not exist; known are {}.", where,
                                            key, fmt::join(known, ", "))};
    }
}

std::string requiredText(const Json& node, const char* key, const std::string& where)
{
    const auto found = node.find(key);
    if (found == node.end() || !found->is_string() || found->get_ref<const std::string&>().empty())
        throw NotUnderstood{fmt::format("{} needs “{}”, a text.", where, key)};
    return found->get<std::string>();
}

DspNodeSpec readNode(const Json& node, const std::string& where)
{
    if (!node.is_object())
        throw NotUnderstood{where + " must be an object with “plugin” and “type”."};
    refuseUnknownKeys(node, where, {"id", "plugin", "type", "config", "bypassed"});
    DspNodeSpec spec;
    spec.pluginId = requiredText(node, "plugin", where);
    spec.typeId = requiredText(node, "type", where);
    if (const auto id = node.find("id"); id != node.end()) {
        if (!id->is_number_unsigned() || *id == 0U)
            throw NotUnderstood{where + ": “id” must be a whole number from 1 on."};
        spec.id = id->get<uint64_t>();
    }
    if (const auto config = node.find("config"); config != node.end()) {
        if (!config->is_object())
            throw NotUnderstood{where + ": “config” must be an object with the plugin's settings."};
        spec.config = config->dump();
    }
    if (const auto bypassed = node.find("bypassed"); bypassed != node.end()) {
        if (!bypassed->is_boolean())
            throw NotUnderstood{where + ": “bypassed” must be true or false."};
        spec.bypassed = bypassed->get<bool>();
    }
    return spec;
}

std::vector<DspNodeSpec> readList(const Json& preset, const char* key)
{
    std::vector<DspNodeSpec> nodes;
    const auto list = preset.find(key);
    if (list == preset.end())
        return nodes;
    if (!list->is_array())
        throw NotUnderstood{fmt::format("“{}” must be a list of nodes.", key)};
    for (const Json& node : *list)
        nodes.push_back(readNode(node, fmt::format("Node {} of “{}”", nodes.size() + 1, key)));
    return nodes;
}

void giveIds(DspSpec& spec)
{
    std::set<uint64_t> taken;
    for (auto* list : {&spec.beforeMapping, &spec.afterMapping}) {
        for (const DspNodeSpec& node : *list) {
            if (node.id != 0 && !taken.insert(node.id).second)
                throw NotUnderstood{fmt::format("The id {} stands at two nodes.", node.id)};
        }
    }
    uint64_t next = 1;
    for (auto* list : {&spec.beforeMapping, &spec.afterMapping}) {
        for (DspNodeSpec& node : *list) {
            while (node.id == 0) {
                if (taken.insert(next).second)
                    node.id = next;
                ++next;
            }
        }
    }
}

DspSpec readPreset(const Json& preset)
{
    if (!preset.is_object())
        throw NotUnderstood{"It must be an object with “version”."};
    refuseUnknownKeys(preset, "It", {"version", "before_mapping", "after_mapping"});
    const auto version = preset.find("version");
    if (version == preset.end())
        throw NotUnderstood{fmt::format("“version” is missing; this program writes {}.", kVersion)};
    if (!version->is_number_integer())
        throw NotUnderstood{
            fmt::format("“version” must be a whole number; this program writes {}.", kVersion)};
    if (*version != kVersion)
        throw NotUnderstood{
            fmt::format("It has version {}, and this program knows {} alone.", version->dump(), kVersion)};
    DspSpec spec;
    spec.beforeMapping = readList(preset, "before_mapping");
    spec.afterMapping = readList(preset, "after_mapping");
    giveIds(spec);
    return spec;
}

Json listOf(const std::vector<DspNodeSpec>& nodes)
{
    Json list = Json::array();
    for (const DspNodeSpec& node : nodes) {
        Json written = {
            {"id", node.id}, {"plugin", node.pluginId}, {"type", node.typeId}, {"bypassed", node.bypassed}};
        if (Json config = Json::parse(node.config, nullptr, false); config.is_object())
            written["config"] = std::move(config);
        list.push_back(std::move(written));
    }
    return list;
}

} // namespace

std::string toJson(const DspSpec& spec)
{
    const Json preset = {{"version", kVersion},
                         {"before_mapping", listOf(spec.beforeMapping)},
                         {"after_mapping", listOf(spec.afterMapping)}};
    return preset.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<DspSpec> dspSpecFromJson(std::string_view text)
{
    const auto failure = [](const std::string& why) {
        return Error{ErrorCode::Corrupt, "dsp.preset", "The DSP preset cannot be read: " + why};
    };
    try {
        return readPreset(Json::parse(text));
    } catch (const NotUnderstood& error) {
        return failure(error.why);
    } catch (const Json::parse_error& error) {
        return failure(fmt::format("it is no JSON at byte {}.", error.byte));
    } catch (const Json::exception&) {
        return failure("it holds a value that does not fit.");
    }
}

} // namespace stellatune
