#include "app/plugins/plugin_json.h"

#include <array>
#include <map>
#include <utility>

namespace stellatune {

namespace {

using Json = PluginJson;

constexpr std::array<std::pair<ErrorCode, std::string_view>, 15> kCodes{{
    {ErrorCode::InvalidArgument, "invalid_argument"},
    {ErrorCode::NotFound, "not_found"},
    {ErrorCode::PermissionDenied, "permission_denied"},
    {ErrorCode::Unsupported, "unsupported"},
    {ErrorCode::Corrupt, "corrupt"},
    {ErrorCode::DeviceUnavailable, "device_unavailable"},
    {ErrorCode::DeviceLost, "device_lost"},
    {ErrorCode::NoSpace, "no_space"},
    {ErrorCode::Io, "io"},
    {ErrorCode::Busy, "busy"},
    {ErrorCode::Cancelled, "cancelled"},
    {ErrorCode::TimedOut, "timed_out"},
    {ErrorCode::WrongThread, "wrong_thread"},
    {ErrorCode::ConsentNeeded, "consent_needed"},
    {ErrorCode::Internal, "internal"},
}};

std::string_view nameOf(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return "debug";
    case LogLevel::Info:
        return "info";
    case LogLevel::Warning:
        return "warning";
    case LogLevel::Error:
        return "error";
    }
    return "unknown";
}

Json capabilitiesOf(const PluginMetadata& metadata)
{
    Json all = Json::array();
    for (const CapabilityMetadata& capability : metadata.capabilities) {
        Json extensions = Json::array();
        for (const ExtensionScore& score : capability.scores)
            extensions.push_back({{"extension", score.extension}, {"score", score.score}});
        all.push_back({{"kind", nameOf(capability.kind)},
                       {"type", capability.typeId},
                       {"name", capability.displayName},
                       {"extensions", std::move(extensions)}});
    }
    return all;
}

Json usesOf(const std::vector<LeaseView>& leases)
{
    std::map<std::string, uint32_t> instances;
    for (const LeaseView& lease : leases) {
        for (const ModuleLease::InstanceView& instance : lease.instances)
            ++instances[instance.typeId];
    }
    Json all = Json::array();
    for (const auto& [type, count] : instances)
        all.push_back({{"type", type}, {"instances", count}});
    return all;
}

} // namespace

Json asJson(const PluginStatus& plugin)
{
    const ModuleInfo& info = plugin.metadata.info;
    return {{"id", plugin.desired.id},           {"name", info.name},
            {"version", plugin.desired.version}, {"author", info.author},
            {"license", info.license},           {"description", info.description},
            {"homepage", info.homepage},         {"sha256", plugin.desired.fingerprint.sha256},
            {"state", nameOf(plugin.state)},     {"enabled", plugin.desired.enabled},
            {"detail", plugin.detail},           {"capabilities", capabilitiesOf(plugin.metadata)},
            {"in_use_by", usesOf(plugin.leases)}};
}

Json asJson(const LeaseView& lease)
{
    Json instances = Json::array();
    for (const ModuleLease::InstanceView& instance : lease.instances) {
        Json one{{"type", instance.typeId}, {"running", nullptr}};
        if (instance.call)
            one["running"] = instance.call->function;
        instances.push_back(std::move(one));
    }
    return {{"plugin", lease.pluginId}, {"load", lease.epoch},    {"state", nameOf(lease.state)},
            {"holders", lease.holders}, {"instances", instances}, {"detail", lease.detail}};
}

Json asJson(const PluginLog::Line& line)
{
    return {{"number", line.number},
            {"time_ms", line.timeMs},
            {"level", nameOf(line.level)},
            {"plugin", line.pluginId},
            {"text", line.text}};
}

Json asJson(const InstallCandidate& candidate)
{
    const Manifest& manifest = candidate.manifest;
    const InstallRelation& relation = candidate.relation;
    Json replaces = nullptr;
    bool isEnabled = true;
    if (relation.replaces) {
        replaces = relation.replaces->version;
        isEnabled = relation.replaces->enabled || relation.replaces->uninstallPending;
    }
    return {{"id", manifest.id},
            {"name", manifest.name},
            {"version", manifest.version},
            {"author", manifest.author},
            {"license", manifest.license},
            {"description", manifest.description},
            {"homepage", manifest.homepage},
            {"sha256", candidate.fingerprint.sha256},
            {"capabilities", capabilitiesOf(candidate.metadata)},
            {"replaces", std::move(replaces)},
            {"enabled", isEnabled},
            {"is_same_build", relation.isSameBuild},
            {"is_downgrade", relation.isDowngrade},
            {"is_from_other_source", relation.isFromOtherSource}};
}

Json asJson(const ApplyReport& report)
{
    return forOthers(Json::parse(toJson(report)));
}

Json forOthers(Json report)
{
    report.erase("number");
    return report;
}

std::string_view nameOf(ApplyMachine::Status status)
{
    switch (status) {
    case ApplyMachine::Status::Idle:
        return "idle";
    case ApplyMachine::Status::Applying:
        return "applying";
    case ApplyMachine::Status::Applied:
        return "applied";
    case ApplyMachine::Status::Failed:
        return "failed";
    }
    return "unknown";
}

Json asAnswer(const Error& error)
{
    std::string_view name = "internal";
    for (const auto& [code, text] : kCodes) {
        if (code == error.code)
            name = text;
    }
    return {{"error", {{"code", name}, {"domain", error.domain}, {"message", error.message}}}};
}

std::optional<Error> errorIn(const Json& answer)
{
    const auto error = answer.find("error");
    if (error == answer.end() || !error->is_object())
        return std::nullopt;
    const auto text = [&error](const char* key) {
        const auto value = error->find(key);
        return value != error->end() && value->is_string() ? value->get<std::string>() : std::string();
    };
    Error result{ErrorCode::Internal, text("domain"), text("message")};
    for (const auto& [code, name] : kCodes) {
        if (name == text("code"))
            result.code = code;
    }
    return result;
}

} // namespace stellatune
