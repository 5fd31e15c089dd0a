#include "app/cli/plugins_log.h"

#include "app/cli/plugins_answer.h"
#include "app/cli/plugins_text.h"
#include "app/cli/sleeper.h"
#include "app/plugins/plugin_client.h"

#include <chrono>
#include <cstdio>

namespace stellatune::cli {

namespace {

constexpr std::chrono::milliseconds kFollowInterval{250};

/// The newest lines stay.
void shorten(Json& lines, size_t kept)
{
    if (lines.size() > kept)
        lines.erase(lines.begin(), lines.end() - static_cast<Json::difference_type>(kept));
}

void print(const Json& lines, bool asJson)
{
    for (const Json& line : lines) {
        if (asJson)
            printJsonLine(line);
        else
            std::fputs(logLine(line).c_str(), stdout);
    }
    std::fflush(stdout);
}

} // namespace

int showLog(const PluginsArguments& arguments, const QString& dataFolder)
{
    Result<Json> answer =
        askAboutPlugins(dataFolder, {{"command", "log"}, {"plugin", arguments.target}, {"after", 0u}});
    if (!answer)
        return failPlugins(arguments, answer.error());
    Json& lines = (*answer)["lines"];
    shorten(lines, arguments.lines);
    if (arguments.json)
        std::fputs(toText(*answer).c_str(), stdout);
    else if (!answer->value("window", false))
        std::fputs("No window runs, and so no plugin says anything.\n", stderr);
    else if (lines.empty())
        std::fputs("No plugin has said anything yet.\n", stderr);
    else
        print(lines, false);
    return kExitOk;
}

int followLog(const PluginsArguments& arguments, const QString& dataFolder)
{
    Sleeper sleeper;
    uint64_t after = 0;
    bool isFirst = true;
    bool isWaiting = false;
    do {
        const Result<Json> answer = askWindowAboutPlugins(
            dataFolder, {{"command", "log"}, {"plugin", arguments.target}, {"after", after}});
        if (answer) {
            isWaiting = false;
            const uint64_t last = answer->value("last", uint64_t{0});
            if (last < after) {
                after = 0; // another window, which counts anew
                continue;
            }
            Json lines = answer->value("lines", Json::array());
            if (isFirst)
                shorten(lines, arguments.lines);
            print(lines, arguments.json);
            after = last;
            isFirst = false;
        } else if (answer.error().code != ErrorCode::NotFound && answer.error().code != ErrorCode::Busy) {
            return failPlugins(arguments, answer.error());
        } else if (!isWaiting) {
            std::fputs("No window runs; waiting for one.\n", stderr);
            isWaiting = true;
        }
    } while (sleeper.sleep(kFollowInterval));
    return kExitOk;
}

} // namespace stellatune::cli
