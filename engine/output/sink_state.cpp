#include "engine/output/sink_state.h"

#include <nlohmann/json.hpp>

namespace stellatune {

Result<std::vector<SinkTarget>> sinkTargetsFromJson(std::string_view text)
{
    using Json = nlohmann::json;
    const Json list = Json::parse(text, nullptr, false);
    const auto notUnderstood = [] {
        return Error{ErrorCode::Corrupt, "output.sink",
                     "The plugin lists its targets in a form that is not understood."};
    };
    if (!list.is_array())
        return notUnderstood();
    std::vector<SinkTarget> targets;
    for (const Json& entry : list) {
        if (!entry.is_object())
            return notUnderstood();
        const auto id = entry.find("id");
        if (id == entry.end() || !id->is_string())
            return notUnderstood();
        SinkTarget target;
        target.id = id->get<std::string>();
        const auto name = entry.find("name");
        target.name = name != entry.end() && name->is_string() ? name->get<std::string>() : target.id;
        const auto isDefault = entry.find("default");
        target.isDefault = isDefault != entry.end() && isDefault->is_boolean() && isDefault->get<bool>();
        targets.push_back(std::move(target));
    }
    return targets;
}

UpdateOutcome appliedLater(const SinkConfigChange& change)
{
    return {UpdateOutcome::Status::Applied, change.generation, {}, change.config, change.config};
}

} // namespace stellatune
