#include "app/plugins/plugin_requests.h"

#include "pluginhost/base/file_error.h"

#include <QByteArray>

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

using Json = PluginJson;
using Done = std::function<void(Json)>;

std::string textIn(const Json& request, const char* key)
{
    const auto value = request.find(key);
    return value != request.end() && value->is_string() ? value->get<std::string>() : std::string();
}

bool flagIn(const Json& request, const char* key, bool otherwise)
{
    const auto value = request.find(key);
    return value != request.end() && value->is_boolean() ? value->get<bool>() : otherwise;
}

uint64_t numberIn(const Json& request, const char* key)
{
    const auto value = request.find(key);
    return value != request.end() && value->is_number_unsigned() ? value->get<uint64_t>() : 0;
}

Json malformed(const std::string& what)
{
    return asAnswer({ErrorCode::InvalidArgument, "plugins.request", what});
}

/// Of fileText().
std::filesystem::path fileOf(const std::string& text)
{
    const QByteArray name = QByteArray::fromPercentEncoding(QByteArray::fromStdString(text));
    return std::u8string(name.begin(), name.end());
}

Json historyOf(const PluginsNow& now)
{
    Json reports = Json::array();
    for (const std::string& line : now.history) {
        if (Json report = Json::parse(line, nullptr, false); report.is_object())
            reports.push_back(forOthers(std::move(report)));
    }
    return reports;
}

Json statusOf(const PluginsNow& now)
{
    const auto count = [&now](PluginStatus::State state) {
        return std::count_if(now.plugins.begin(), now.plugins.end(),
                             [state](const PluginStatus& plugin) { return plugin.state == state; });
    };
    const auto unfinished = std::count_if(now.leases.begin(), now.leases.end(), [](const LeaseView& lease) {
        return lease.state != LeaseView::State::Current;
    });
    const Json reports = historyOf(now);
    return {{"window", now.isRunning},
            {"status", nameOf(now.status)},
            {"plugins", now.plugins.size()},
            {"enabled", std::count_if(now.plugins.begin(), now.plugins.end(),
                                      [](const PluginStatus& plugin) { return plugin.desired.enabled; })},
            {"loaded", count(PluginStatus::State::Loaded)},
            {"failed", count(PluginStatus::State::Failed)},
            {"leases", now.leases.size()},
            {"draining_or_resident", unfinished},
            {"last_report", reports.empty() ? Json(nullptr) : reports.back()}};
}

Json logOf(const PluginsNow& now, const Json& request)
{
    const std::string plugin = textIn(request, "plugin");
    const uint64_t after = numberIn(request, "after");
    Json lines = Json::array();
    for (const PluginLog::Line& line : now.log) {
        if (line.number > after && (plugin.empty() || line.pluginId == plugin))
            lines.push_back(asJson(line));
    }
    return {{"window", now.isRunning},
            {"lines", std::move(lines)},
            {"last", now.log.empty() ? 0 : now.log.back().number}};
}

template <typename Item>
Json listOf(const std::vector<Item>& items)
{
    Json list = Json::array();
    for (const Item& item : items)
        list.push_back(asJson(item));
    return list;
}

Json answerTo(const IntentResult& result)
{
    if (result.error)
        return asAnswer(*result.error);
    return {{"report", result.report ? asJson(*result.report) : Json(nullptr)}};
}

void install(PluginRuntimeCoordinator& coordinator, InstallCandidate candidate, InstallConsent consent,
             Done done)
{
    auto finish = [&coordinator, candidate, done = std::move(done)](const IntentResult& result) {
        if (result.error && result.error->code == ErrorCode::ConsentNeeded)
            coordinator.discard(candidate);
        Json answer = answerTo(result);
        answer["plugin"] = asJson(candidate);
        done(std::move(answer));
    };
    coordinator.install(std::move(candidate), consent, std::move(finish));
}

void examine(PluginRuntimeCoordinator& coordinator, const Json& request, bool installs, Done done)
{
    const std::filesystem::path file = fileOf(textIn(request, "file"));
    if (!file.is_absolute())
        return done(malformed("\"file\" has to be an absolute path."));
    const InstallConsent consent{flagIn(request, "allow_downgrade", false),
                                 flagIn(request, "allow_other_source", false)};
    coordinator.examine(file, [&coordinator, installs, consent, agreed = textIn(request, "sha256"), file,
                               done = std::move(done)](Result<InstallCandidate> candidate) {
        if (!candidate)
            return done(asAnswer(candidate.error()));
        const bool isAnother = !agreed.empty() && candidate->fingerprint.sha256 != agreed;
        if (installs && !isAnother)
            return install(coordinator, std::move(*candidate), consent, done);
        Json answer{{"plugin", asJson(*candidate)}};
        if (isAnother)
            answer = asAnswer(
                {ErrorCode::ConsentNeeded, "plugins.install",
                 fmt::format("{} has changed since it was looked at: install it again.", inUtf8(file))});
        coordinator.discard(std::move(*candidate));
        done(std::move(answer));
    });
}

} // namespace

std::string fileText(const std::filesystem::path& file)
{
    const std::u8string name = file.u8string();
    return QByteArray(reinterpret_cast<const char*>(name.data()), static_cast<qsizetype>(name.size()))
        .toPercentEncoding("/")
        .toStdString();
}

PluginsNow pluginsNow(const PluginRuntimeCoordinator& coordinator, const Json& query)
{
    const std::string command = textIn(query, "command");
    PluginsNow now;
    now.isRunning = true;
    now.status = coordinator.status();
    if (command == "list" || command == "status")
        now.plugins = coordinator.plugins();
    if (command == "history" || command == "status")
        now.history = coordinator.history();
    if (command == "leases" || command == "status")
        now.leases = coordinator.leases();
    if (command == "log")
        now.log = coordinator.pluginLog().lines();
    return now;
}

PluginsNow pluginsNow(const PluginStore& store)
{
    PluginsNow now;
    using State = PluginStatus::State;
    for (const DesiredPlugin& desired : store.state().plugins) {
        PluginStatus plugin;
        plugin.desired = desired;
        plugin.state = desired.uninstallPending ? State::Leaving
                       : desired.enabled        ? State::Enabled
                                                : State::Disabled;
        if (Result<PluginMetadata> metadata = store.metadata(desired))
            plugin.metadata = std::move(*metadata);
        else
            plugin.detail = metadata.error().message;
        now.plugins.push_back(std::move(plugin));
    }
    now.history = store.history();
    return now;
}

std::optional<Json> answerQuery(const PluginsNow& now, const Json& request)
{
    const std::string command = textIn(request, "command");
    if (command == "list")
        return Json{{"window", now.isRunning}, {"plugins", listOf(now.plugins)}};
    if (command == "status")
        return statusOf(now);
    if (command == "history")
        return Json{{"reports", historyOf(now)}};
    if (command == "leases")
        return Json{{"window", now.isRunning}, {"leases", listOf(now.leases)}};
    if (command == "log")
        return logOf(now, request);
    return std::nullopt;
}

void answerPluginRequest(PluginRuntimeCoordinator& coordinator, const Json& request, Done done)
{
    if (!request.is_object())
        return done(malformed("A request is a JSON object with a \"command\"."));
    if (isQuery(request))
        return done(answerQuery(pluginsNow(coordinator, request), request).value());
    const std::string command = textIn(request, "command");
    if (command == "examine" || command == "install")
        return examine(coordinator, request, command == "install", std::move(done));
    const auto finish = [done](const IntentResult& result) { done(answerTo(result)); };
    if (command == "apply")
        return coordinator.applyState(finish);
    const std::string id = textIn(request, "id");
    if (command == "enable" || command == "disable")
        return coordinator.setEnabled(id, command == "enable", finish);
    if (command == "uninstall")
        return coordinator.uninstall(id, flagIn(request, "keep_settings", true), finish);
    done(malformed(fmt::format("There is no command \"{}\".", command)));
}

} // namespace stellatune
