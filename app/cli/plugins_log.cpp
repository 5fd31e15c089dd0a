#include "app/cli/plugins_log.h"

#include "app/cli/log_follower.h"
#include "app/cli/plugins_answer.h"
#include "app/cli/plugins_text.h"
#include "app/cli/sleeper.h"
#include "app/cli/terminal_text.h"
#include "app/plugins/plugin_client.h"

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>

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
    else if (lines.empty())
        std::fputs("No plugin has said anything yet.\n", stderr);
    else
        print(lines, false);
    return kExitOk;
}

int followLog(const PluginsArguments& arguments, const QString& dataFolder)
{
    Sleeper sleeper;
    LogFollower follower;
    bool isFirst = true;
    std::string said; // of why there is no answer
    do {
        const Result<Json> answer = askWindowAboutPlugins(
            dataFolder, {{"command", "log"}, {"plugin", arguments.target}, {"after", follower.after()}});
        if (answer) {
            said.clear();
            std::optional<Json> lines = follower.newIn(answer->value("lines", Json::array()));
            if (!lines)
                continue; // after a moment, all of them
            if (isFirst)
                shorten(*lines, arguments.lines);
            print(*lines, arguments.json);
            isFirst = false;
        } else if (answer.error().code != ErrorCode::NotFound && answer.error().code != ErrorCode::Busy) {
            return failPlugins(arguments, answer.error());
        } else {
            const std::string why = answer.error().code == ErrorCode::NotFound
                                        ? "No window runs; waiting for one."
                                        : printable(answer.error().message);
            if (why != said)
                std::fprintf(stderr, "%s\n", why.c_str());
            said = why;
        }
    } while (sleeper.sleep(kFollowInterval));
    return kExitOk;
}

} // namespace stellatune::cli
