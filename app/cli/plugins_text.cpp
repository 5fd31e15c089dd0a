#include "app/cli/plugins_text.h"

#include "app/cli/terminal_text.h"

#include <algorithm>
#include <ctime>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace stellatune::cli {

namespace {

using Row = std::vector<std::string>;
constexpr size_t kDigestShown = 8; ///< digits that tell builds apart at a glance

std::string textOf(const Json& object, const char* key)
{
    const auto value = object.find(key);
    return value != object.end() && value->is_string() ? printable(value->get<std::string>()) : std::string();
}

double numberOf(const Json& object, const char* key)
{
    const auto value = object.find(key);
    return value != object.end() && value->is_number() ? value->get<double>() : 0.0;
}

const Json& listIn(const Json& object, const char* key)
{
    static const Json s_none = Json::array();
    const auto value = object.find(key);
    return value != object.end() && value->is_array() ? *value : s_none;
}

std::string table(const std::vector<Row>& rows)
{
    std::vector<size_t> widths;
    for (const Row& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], displayWidth(row[i]));
    }
    std::string text;
    for (const Row& row : rows) {
        std::string line;
        for (size_t i = 0; i < row.size(); ++i)
            line += row[i] + std::string(widths[i] - displayWidth(row[i]) + 2, ' ');
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

/// "dsp gain, decoder aac"
std::string capabilitiesText(const Json& plugin)
{
    std::vector<std::string> all;
    for (const Json& capability : listIn(plugin, "capabilities"))
        all.push_back(textOf(capability, "kind") + ' ' + textOf(capability, "type"));
    return all.empty() ? "-" : fmt::format("{}", fmt::join(all, ", "));
}

std::string usesText(const Json& plugin)
{
    std::vector<std::string> all;
    for (const Json& use : listIn(plugin, "in_use_by"))
        all.push_back(fmt::format("{} ({})", textOf(use, "type"), numberOf(use, "instances")));
    return all.empty() ? "-" : fmt::format("{}", fmt::join(all, ", "));
}

std::string orDash(std::string text)
{
    return text.empty() ? "-" : text;
}

} // namespace

std::string pluginTable(const Json& answer)
{
    const Json& plugins = listIn(answer, "plugins");
    if (plugins.empty())
        return "No plugins are installed. `stellatune-cli plugins install FILE` installs one.\n";
    std::vector<Row> rows{{"ID", "VERSION", "STATE", "CAPABILITIES", "IN USE BY"}};
    std::string notes;
    for (const Json& plugin : plugins) {
        rows.push_back({textOf(plugin, "id"), textOf(plugin, "version"), textOf(plugin, "state"),
                        capabilitiesText(plugin), usesText(plugin)});
        if (const std::string detail = textOf(plugin, "detail"); !detail.empty())
            notes += fmt::format("{}: {}\n", textOf(plugin, "id"), detail);
    }
    return table(rows) + notes;
}

std::string statusText(const Json& answer)
{
    const bool hasWindow = answer.value("window", false);
    std::vector<Row> rows{
        {"Window", hasWindow ? "runs" : "does not run; it loads plugins when they are needed"},
        {"Plugins",
         fmt::format("{} installed, {} enabled, {} loaded, {} failed", numberOf(answer, "plugins"),
                     numberOf(answer, "enabled"), numberOf(answer, "loaded"), numberOf(answer, "failed"))}};
    if (hasWindow) {
        rows.insert(rows.begin(), {"Status", textOf(answer, "status")});
        rows.push_back(
            {"Builds", fmt::format("{} in memory, {} of them on their way out or stuck",
                                   numberOf(answer, "leases"), numberOf(answer, "draining_or_resident"))});
    }
    const auto last = answer.find("last_report");
    if (last != answer.end() && last->is_object())
        rows.push_back(
            {"Last change", fmt::format("{}  {}", textOf(*last, "started_at"), reportText(*last))});
    return table(rows);
}

std::string outcomesText(const Json& report)
{
    std::string text;
    for (const Json& outcome : listIn(report, "outcomes")) {
        const std::string detail = textOf(outcome, "detail");
        text += fmt::format("  {} {}: {}{}\n", textOf(outcome, "action"), textOf(outcome, "plugin"),
                            textOf(outcome, "outcome"), detail.empty() ? "" : fmt::format(" ({})", detail));
    }
    return text;
}

std::string historyText(const Json& answer)
{
    std::string text;
    for (const Json& report : listIn(answer, "reports")) {
        // Each start of a program looks whether there is something to do; mostly there is not.
        if (!listIn(report, "outcomes").empty() || !listIn(report, "errors").empty())
            text += fmt::format("{}  {}\n{}", textOf(report, "started_at"), reportText(report),
                                outcomesText(report));
    }
    return text.empty() ? "Nothing was done yet.\n" : text;
}

std::string leaseTable(const Json& answer)
{
    const Json& leases = listIn(answer, "leases");
    if (leases.empty())
        return answer.value("window", false) ? "No plugin is loaded.\n"
                                             : "No window runs, and so no plugin is loaded.\n";
    std::vector<Row> rows{{"PLUGIN", "LOAD", "STATE", "HOLDERS", "INSTANCES", "DETAIL"}};
    for (const Json& lease : leases) {
        std::vector<std::string> instances;
        for (const Json& instance : listIn(lease, "instances")) {
            const std::string running = textOf(instance, "running");
            instances.push_back(textOf(instance, "type") + (running.empty() ? "" : " in " + running));
        }
        rows.push_back({textOf(lease, "plugin"), fmt::format("{}", numberOf(lease, "load")),
                        textOf(lease, "state"), fmt::format("{}", numberOf(lease, "holders")),
                        orDash(fmt::format("{}", fmt::join(instances, ", "))),
                        orDash(textOf(lease, "detail"))});
    }
    return table(rows);
}

std::string logLine(const Json& line)
{
    const auto seconds = static_cast<std::time_t>(numberOf(line, "time_ms") / 1000.0);
    return fmt::format("{:%Y-%m-%d %H:%M:%S}  {:<7}  {}  {}\n", fmt::localtime(seconds),
                       textOf(line, "level"), textOf(line, "plugin"), textOf(line, "text"));
}

std::string trustText(const Json& plugin)
{
    std::vector<Row> rows{{"Name", textOf(plugin, "name")},
                          {"Id", textOf(plugin, "id")},
                          {"Version", textOf(plugin, "version")},
                          {"Author", orDash(textOf(plugin, "author"))},
                          {"License", orDash(textOf(plugin, "license"))},
                          {"SHA-256", textOf(plugin, "sha256")},
                          {"Offers", capabilitiesText(plugin)}};
    if (const std::string replaced = textOf(plugin, "replaces"); !replaced.empty())
        rows.push_back({"Replaces", "version " + replaced});
    return table(rows) + "This plugin runs with your rights.\n";
}

std::string pluginTitle(const Json& plugin)
{
    return fmt::format("{} {} ({})", textOf(plugin, "name"), textOf(plugin, "version"),
                       textOf(plugin, "sha256").substr(0, kDigestShown));
}

std::string reportText(const Json& report)
{
    const auto plan = report.find("plan");
    std::vector<std::string> parts;
    const auto add = [&](const char* key, std::string_view word) {
        const double count = plan != report.end() && plan->is_object() ? numberOf(*plan, key) : 0.0;
        if (count > 0)
            parts.push_back(fmt::format("{} {}", count, word));
    };
    add("load_new", "loaded");
    add("reload_changed", "reloaded");
    add("deactivate", "deactivated");
    add("collect", "collected");
    if (parts.empty())
        parts.emplace_back("nothing to do");
    return fmt::format("{}: {}, {:.1f} ms", orDash(textOf(report, "status")), fmt::join(parts, ", "),
                       numberOf(report, "total_ms"));
}

std::string becameText(const Json& report, const std::string& id)
{
    std::vector<std::string_view> parts;
    std::string_view waiting; ///< what is said of the build before, while it is in use
    bool isCollected = false;
    for (const Json& outcome : listIn(report, "outcomes")) {
        if (textOf(outcome, "plugin") != id)
            continue;
        const std::string action = textOf(outcome, "action");
        isCollected = isCollected || action == "collect";
        if (action == "reload_changed")
            waiting = "the build before goes once nothing uses it";
        else if (action == "deactivate")
            waiting = "unloaded once nothing uses it";
        if (textOf(outcome, "outcome") == "announced")
            parts.emplace_back("to be loaded when it is needed");
        else if (action == "load_new")
            parts.emplace_back("loaded");
        else if (action == "reload_changed")
            parts.emplace_back("reloaded");
        else if (action == "collect" && parts.empty())
            parts.emplace_back("unloaded");
    }
    if (!waiting.empty() && !isCollected)
        parts.push_back(waiting);
    return parts.empty() ? "nothing to do" : fmt::format("{}", fmt::join(parts, ", "));
}

std::string failureIn(const Json& report, const std::string& id)
{
    for (const Json& outcome : listIn(report, "outcomes")) {
        const std::string result = textOf(outcome, "outcome");
        if ((result != "failed" && result != "reverted") || (!id.empty() && textOf(outcome, "plugin") != id))
            continue;
        return fmt::format("{}: {}{}", textOf(outcome, "plugin"), textOf(outcome, "detail"),
                           result == "reverted" ? " The version before is in use again." : "");
    }
    // Of what the store could not do there is no outcome.
    for (const Json& error : listIn(report, "errors")) {
        const std::string text = error.is_string() ? printable(error.get<std::string>()) : std::string();
        if (!text.empty() && (id.empty() || text.starts_with(id + ": ")))
            return text;
    }
    return {};
}

} // namespace stellatune::cli
