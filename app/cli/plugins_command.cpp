#include "app/cli/commands.h"
#include "app/cli/interrupts.h"
#include "app/cli/plugins_install.h"
#include "app/cli/plugins_text.h"
#include "app/cli/question.h"
#include "app/cli/terminal_text.h"
#include "app/plugins/plugin_client.h"
#include "app/session/data_folder.h"

#include <QCoreApplication>
#include <QFile>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>

#include <fmt/format.h>

namespace stellatune::cli {

namespace {

using Action = PluginsArguments::Action;

constexpr std::chrono::milliseconds kFollowInterval{250};

int fail(const Error& error)
{
    std::fprintf(stderr, "%s\n", printable(error.message).c_str());
    return kExitFailed;
}

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

std::string answerText(Action action, const Json& answer)
{
    switch (action) {
    case Action::List:
        return pluginTable(answer);
    case Action::Status:
        return statusText(answer);
    case Action::History:
        return historyText(answer);
    case Action::Leases:
        return leaseTable(answer);
    default:
        return reportText(answer.value("report", Json::object())) + '\n';
    }
}

/// The newest lines stay.
void shorten(Json& lines, size_t kept)
{
    if (lines.size() > kept)
        lines.erase(lines.begin(), lines.end() - static_cast<Json::difference_type>(kept));
}

void print(const Json& lines, bool asJson)
{
    for (const Json& line : lines) {
        const std::string text =
            asJson ? line.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n' : logLine(line);
        std::fputs(text.c_str(), stdout);
    }
    std::fflush(stdout);
}

int showLog(const PluginsArguments& arguments, const QString& dataFolder)
{
    Result<Json> answer =
        askAboutPlugins(dataFolder, {{"command", "log"}, {"plugin", arguments.target}, {"after", 0u}});
    if (!answer)
        return fail(answer.error());
    Json lines = answer->value("lines", Json::array());
    shorten(lines, arguments.lines);
    if (arguments.json)
        std::fputs(toText(Json{{"lines", lines}}).c_str(), stdout);
    else
        print(lines, false);
    return kExitOk;
}

/// Goes on through the end of the window and the start of another one.
int followLog(const PluginsArguments& arguments, const QString& dataFolder)
{
    std::mutex mutex;
    std::condition_variable woken;
    bool isOver = false;
    const Interrupts interrupts([&] {
        const std::lock_guard lock(mutex);
        isOver = true;
        woken.notify_all();
    });

    uint64_t after = 0;
    bool isFirst = true;
    bool isWaiting = false;
    std::unique_lock lock(mutex);
    while (!isOver) {
        lock.unlock();
        const Result<Json> answer = askWindowAboutPlugins(
            dataFolder, {{"command", "log"}, {"plugin", arguments.target}, {"after", after}});
        if (answer) {
            Json lines = answer->value("lines", Json::array());
            if (isFirst)
                shorten(lines, arguments.lines);
            print(lines, arguments.json);
            after = answer->value("last", after);
            isFirst = false;
            isWaiting = false;
        } else if (answer.error().code != ErrorCode::NotFound) {
            return fail(answer.error());
        } else if (!isWaiting) {
            std::fputs("No window runs; waiting for one.\n", stderr);
            after = 0; // it counts anew
            isWaiting = true;
        }
        lock.lock();
        woken.wait_for(lock, kFollowInterval, [&isOver] { return isOver; });
    }
    return kExitOk;
}

int carryOut(const PluginsArguments& arguments, const QString& dataFolder)
{
    Json request{{"command", commandOf(arguments.action)}, {"id", arguments.target}};
    if (arguments.action == Action::Uninstall)
        request["keep_settings"] =
            arguments.keepSettings ? *arguments.keepSettings : !canAsk() || ask("Keep its settings?", true);
    const Result<Json> answer = askAboutPlugins(dataFolder, request);
    if (!answer)
        return fail(answer.error());
    const std::string text = arguments.json ? toText(*answer) : answerText(arguments.action, *answer);
    std::fputs(text.c_str(), stdout);
    const std::string failure = failureIn(answer->value("report", Json::object()), arguments.target);
    if (failure.empty())
        return kExitOk;
    std::fprintf(stderr, "%s\n", failure.c_str());
    return kExitFailed;
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
