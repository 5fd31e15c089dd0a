#include "pluginhost/package/probe_answer.h"

#include <nlohmann/json.hpp>

namespace stellatune {

using Json = nlohmann::json;

std::string toProbeAnswer(const Result<PluginMetadata>& result)
{
    if (result)
        return toJson(*result);
    const Error& error = result.error();
    return Json{{"error", {{"code", error.code}, {"domain", error.domain}, {"message", error.message}}}}.dump(
        -1, ' ', false, Json::error_handler_t::replace);
}

Result<PluginMetadata> fromProbeAnswer(std::string_view answer)
{
    const Json json = Json::parse(answer, nullptr, false);
    const Error noAnswer{ErrorCode::Corrupt, "plugins.probe", ""};
    const auto refusal = json.find("error");
    if (refusal == json.end()) {
        Result<PluginMetadata> metadata = metadataFromJson(answer);
        return metadata ? metadata : noAnswer;
    }
    try {
        return Error{refusal->at("code").get<ErrorCode>(), refusal->at("domain").get<std::string>(),
                     refusal->at("message").get<std::string>()};
    } catch (const Json::exception&) {
        return noAnswer;
    }
}

} // namespace stellatune
