#include "app/cli/commands.h"
#include "app/cli/plugins_answer.h"
#include "app/cli/plugins_install.h"
#include "app/cli/plugins_log.h"
#include "app/cli/plugins_text.h"
#include "app/cli/plugins_watch.h"
#include "app/cli/question.h"
#include "app/plugins/plugin_client.h"
#include "app/session/data_folder.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

namespace stellatune::cli {

namespace {

using Action = PluginsArguments::Action;

const char* commandOf(Action action)
{
    switch (action) {
    case Action::List:
        return "list";
    case Action::Install:
        return "install";
    case Action::Uninstall:
        return "uninstall";
    case Action::Enable:
        return "enable";
    case Action::Disable:
        return "disable";
    case Action::Apply:
        return "apply";
    case Action::Status:
        return "status";
    case Action::History:
        return "history";
    case Action::Leases:
        return "leases";
    case Action::Log:
        return "log";
    }
    return "";
}

/// "Disabled org.example.aac: unloaded, 4.2 ms"
std::string doneText(const char* what, const std::string& id, const Json& report)
{
    return fmt::format("{} {}: {}, {:.1f} ms\n", what, id, becameText(report, id),
                       report.value("total_ms", 0.0));
}

std::string answerText(const PluginsArguments& arguments, const Json& answer)
{
    const Json report = answer.value("report", Json::object());
    switch (arguments.action) {
    case Action::List:
        return pluginTable(answer);
    case Action::Status:
        return statusText(answer);
    case Action::History:
        return historyText(answer);
    case Action::Leases:
        return leaseTable(answer);
    case Action::Enable:
        return doneText("Enabled", arguments.target, report);
    case Action::Disable:
        return doneText("Disabled", arguments.target, report);
    case Action::Uninstall:
        if (report.value("outcomes", Json::array()).empty()) // it was not loaded
            return fmt::format("Uninstalled {}\n", arguments.target);
        return doneText("Uninstalled", arguments.target, report);
    default:
        return reportText(report) + '\n' + outcomesText(report);
    }
}

Error namingTheList(Error error)
{
    if (error.code != ErrorCode::NotFound)
        return error;
    return withRemedy(std::move(error), "`stellatune-cli plugins list` tells what is.");
}

bool isInstalled(const Json& list, const std::string& id)
{
    const Json plugins = list.value("plugins", Json::array());
    return std::any_of(plugins.begin(), plugins.end(),
                       [&id](const Json& plugin) { return plugin.value("id", std::string()) == id; });
}

/// Whether a plugin's settings stay; none when whoever was asked has left.
Result<std::optional<bool>> keepsSettings(const PluginsArguments& arguments, const QString& dataFolder)
{
    if (arguments.keepSettings)
        return arguments.keepSettings;
    if (arguments.yes || !canAsk())
        return std::optional(true);
    const Result<Json> list = askAboutPlugins(dataFolder, {{"command", "list"}});
    if (!list)
        return list.error();
    if (!isInstalled(*list, arguments.target))
        return std::optional(true); // the answer says what is wrong
    return ask(fmt::format("Keep the settings of {}?", arguments.target), true);
}

int carryOut(const PluginsArguments& arguments, const QString& dataFolder)
{
    Json request{{"command", commandOf(arguments.action)}, {"id", arguments.target}};
    if (arguments.action == Action::Uninstall) {
        const Result<std::optional<bool>> keeps = keepsSettings(arguments, dataFolder);
        if (!keeps)
            return failPlugins(arguments, keeps.error());
        if (!*keeps)
            return failPlugins(arguments, {ErrorCode::Cancelled, "cli.plugins", "Nothing was uninstalled."});
        request["keep_settings"] = **keeps;
    }
    const Result<Json> answer = askAboutPlugins(dataFolder, request);
    if (!answer)
        return failPlugins(arguments, namingTheList(answer.error()));
    return endPlugins(arguments, *answer, failureOf(*answer, arguments.target),
                      answerText(arguments, *answer));
}

} // namespace

int runPlugins(const PluginsArguments& arguments)
{
    int argumentCount = 1;
    char name[] = "stellatune-cli";
    char* words[] = {name, nullptr};
    const QCoreApplication application(argumentCount, words);
    // The window's name, by which the folder is found.
    QCoreApplication::setApplicationName(QStringLiteral("stellatune"));
    QCoreApplication::setApplicationVersion(QStringLiteral(STELLATUNE_VERSION));
    const QString dataFolder =
        resolveDataFolder(QFile::decodeName(QByteArray::fromStdString(arguments.dataFolder)));

    switch (arguments.action) {
    case Action::Install:
        return arguments.watch ? watchPlugin(arguments, dataFolder) : installPlugin(arguments, dataFolder);
    case Action::Log:
        return arguments.follow ? followLog(arguments, dataFolder) : showLog(arguments, dataFolder);
    default:
        return carryOut(arguments, dataFolder);
    }
}

} // namespace stellatune::cli
