#include "app/cli/plugins_watch.h"

#include "app/cli/build_watch.h"
#include "app/cli/plugins_answer.h"
#include "app/cli/plugins_install.h"
#include "app/cli/plugins_text.h"
#include "app/cli/sleeper.h"
#include "app/cli/terminal_text.h"
#include "app/plugins/plugin_json.h"
#include "pluginhost/package/fingerprint.h"

#include <chrono>
#include <cstdio>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace stellatune::cli {

namespace {

using Clock = BuildWatch::Clock;

constexpr std::chrono::milliseconds kLookInterval{50};

std::string timeNow()
{
    return fmt::format("{:%H:%M:%S}", fmt::localtime(std::time(nullptr)));
}

/// "Gain 1.2.0 (0a1b2c3d) applied in 34 ms: reloaded"
std::string appliedText(const Json& answer, double milliseconds)
{
    const Json plugin = answer.value("plugin", Json::object());
    const Json report = answer.value("report", Json::object());
    const std::string id = plugin.value("id", std::string());
    const std::string title = pluginTitle(plugin);
    if (const std::string failure = failureIn(report, id); !failure.empty())
        return fmt::format("{} refused after {:.0f} ms: {}", title, milliseconds, failure);
    if (plugin.value("is_same_build", false))
        return fmt::format("{} is installed already", title);
    if (!plugin.value("enabled", true))
        return fmt::format("{} installed in {:.0f} ms; it is switched off", title, milliseconds);
    return fmt::format("{} applied in {:.0f} ms: {}", title, milliseconds, becameText(report, id));
}

/// One line for each build that was taken, or not.
void tellOfBuild(const PluginsArguments& arguments, const Result<Json>& answer, double milliseconds)
{
    if (arguments.json) {
        Json line = answer ? *answer : asAnswer(answer.error());
        if (answer) {
            const std::string id = answer->value("plugin", Json::object()).value("id", std::string());
            if (const std::optional<Error> failure = failureOf(*answer, id))
                line = withError(*answer, *failure);
        }
        line["request_ms"] = milliseconds;
        printJsonLine(line);
        return;
    }
    const std::string what =
        answer ? appliedText(*answer, milliseconds)
               : fmt::format("refused after {:.0f} ms: {}", milliseconds, printable(answer.error().message));
    std::printf("%s  %s\n", timeNow().c_str(), what.c_str());
    std::fflush(stdout);
}

/// Nothing can be followed, until something changes in the folder.
void tellOfTrouble(const PluginsArguments& arguments, const Error& error)
{
    if (arguments.json)
        printJsonLine(asAnswer(error));
    std::fprintf(stderr, "%s\n", printable(error.message).c_str());
}

/// Installs it. False when that says nothing about the build, so that it is worth another try.
bool take(const PluginsArguments& arguments, const QString& dataFolder, const Consent& consent,
          const std::filesystem::path& file)
{
    const Clock::time_point begun = Clock::now();
    Result<Json> answer = install(file, dataFolder, consent);
    const double milliseconds = std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
    if (!answer && answer.error().code == ErrorCode::ConsentNeeded) {
        if (const Result<Json> plugin = examine(file, dataFolder))
            answer = withOption(answer.error(), *plugin);
    }
    tellOfBuild(arguments, answer, milliseconds);
    return answer || answer.error().code != ErrorCode::Busy;
}

} // namespace

int watchPlugin(const PluginsArguments& arguments, const QString& dataFolder)
{
    const Result<std::filesystem::path> first = newestBuild(arguments.target);
    if (!first && (!arguments.yes || first.error().code != ErrorCode::NotFound))
        return failPlugins(arguments, first.error());
    Consent consent{{}, arguments.allowDowngrade, arguments.allowOtherSource};
    if (!arguments.yes) {
        const Result<Json> plugin = examine(*first, dataFolder);
        if (!plugin)
            return failPlugins(arguments, plugin.error());
        int exitCode = kExitOk;
        const std::optional<Consent> agreed = askForConsent(arguments, *plugin, exitCode);
        if (!agreed)
            return exitCode;
        consent = *agreed;
        consent.sha256.clear(); // the author's next builds are trusted too
    }
    std::fprintf(stderr, "Watching %s: each build is installed without asking, until Ctrl-C.\n",
                 printable(arguments.target).c_str());

    Sleeper sleeper;
    // What was looked at last: the file whose stamp and digest the watch has.
    Result<std::filesystem::path> build = first;
    std::string told; // of the trouble that is there now
    BuildWatch watch(
        [&]() -> Result<FileStamp> {
            build = newestBuild(arguments.target);
            return build ? stampOf(*build) : build.error();
        },
        [&] { return build ? digestOf(*build) : std::string(); });
    do {
        if (watch.hasNewBuild(Clock::now()) && !take(arguments, dataFolder, consent, *build))
            watch.tellAgain(Clock::now());
        const bool isTrouble = !build && build.error().code != ErrorCode::NotFound;
        if (isTrouble && told != build.error().message)
            tellOfTrouble(arguments, build.error());
        told = isTrouble ? build.error().message : std::string();
    } while (sleeper.sleep(kLookInterval));
    return kExitOk;
}

} // namespace stellatune::cli
