#include "app/cli/plugins_install.h"

#include "app/cli/interrupts.h"
#include "app/cli/plugins_text.h"
#include "app/cli/question.h"
#include "app/cli/terminal_text.h"
#include "app/plugins/plugin_client.h"
#include "pluginhost/package/fingerprint.h"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <mutex>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace stellatune::cli {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookInterval{50};
/// A file that nobody has written to for so long is built to its end.
constexpr std::chrono::milliseconds kSettled{300};

struct Consent {
    std::string sha256; ///< of what the user looked at; empty: whatever is there
    bool downgrade = false;
    bool otherSource = false;
};

int fail(const std::string& message)
{
    std::fprintf(stderr, "%s\n", printable(message).c_str());
    return kExitFailed;
}

std::string absoluteFile(const std::string& file)
{
    return toText(std::filesystem::absolute(file).lexically_normal());
}

std::string remedyFor(const Error& error, const Json& plugin)
{
    if (error.code != ErrorCode::ConsentNeeded)
        return error.message;
    if (plugin.value("is_from_other_source", false))
        return error.message + " --allow-other-source does so.";
    if (plugin.value("is_downgrade", false))
        return error.message + " --allow-downgrade does so.";
    return error.message;
}

Result<Json> install(const PluginsArguments& arguments, const QString& dataFolder, const Consent& consent)
{
    return askAboutPlugins(dataFolder, {{"command", "install"},
                                        {"file", absoluteFile(arguments.target)},
                                        {"sha256", consent.sha256},
                                        {"allow_downgrade", consent.downgrade},
                                        {"allow_other_source", consent.otherSource}});
}

/// What the user agrees to; none when they do not, and `exitCode` says how that ends.
std::optional<Consent> askForConsent(const PluginsArguments& arguments, const Json& plugin, int& exitCode)
{
    Consent consent;
    consent.sha256 = plugin.value("sha256", std::string());
    consent.downgrade = arguments.allowDowngrade;
    consent.otherSource = arguments.allowOtherSource;
    std::fputs(trustText(plugin).c_str(), stderr);
    if (arguments.yes)
        return consent;
    if (!canAsk()) {
        std::fputs("Nobody is there to be asked: say --yes to install it.\n", stderr);
        exitCode = kExitUsage;
        return std::nullopt;
    }
    const auto agree = [](bool isNeeded, bool& isAllowed, const char* question) {
        if (isNeeded && !isAllowed)
            isAllowed = ask(question, false);
        return !isNeeded || isAllowed;
    };
    if (agree(plugin.value("is_from_other_source", false), consent.otherSource,
              "Another author's plugin of this id is installed. Replace it?") &&
        agree(plugin.value("is_downgrade", false), consent.downgrade,
              "It is older than what is installed. Replace that?") &&
        ask("Install it?", false))
        return consent;
    std::fputs("Nothing was installed.\n", stderr);
    exitCode = kExitFailed;
    return std::nullopt;
}

/// Looks at the file and asks about it.
std::optional<Consent> examineAndAsk(const PluginsArguments& arguments, const QString& dataFolder,
                                     Json& plugin, int& exitCode)
{
    Result<Json> examined =
        askAboutPlugins(dataFolder, {{"command", "examine"}, {"file", absoluteFile(arguments.target)}});
    if (!examined) {
        exitCode = fail(examined.error().message);
        return std::nullopt;
    }
    plugin = examined->value("plugin", Json::object());
    return askForConsent(arguments, plugin, exitCode);
}

/// One line for each build that was taken, or not.
void tellOfBuild(const PluginsArguments& arguments, const Result<Json>& answer)
{
    const std::string now = fmt::format("{:%H:%M:%S}", fmt::localtime(std::time(nullptr)));
    if (!answer) {
        if (arguments.json)
            std::printf("%s\n", asAnswer(answer.error()).dump().c_str());
        else
            std::fprintf(stderr, "%s  %s\n", now.c_str(), printable(answer.error().message).c_str());
    } else if (arguments.json) {
        std::printf("%s\n", answer->dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
    } else {
        const Json plugin = answer->value("plugin", Json::object());
        const Json report = answer->value("report", Json::object());
        const std::string failure = failureIn(report, plugin.value("id", std::string()));
        std::printf("%s  %s  %s\n", now.c_str(), pluginTitle(plugin).c_str(),
                    failure.empty() ? reportText(report).c_str() : failure.c_str());
    }
    std::fflush(stdout);
}

} // namespace

int installPlugin(const PluginsArguments& arguments, const QString& dataFolder)
{
    Json plugin;
    int exitCode = kExitOk;
    const std::optional<Consent> consent = examineAndAsk(arguments, dataFolder, plugin, exitCode);
    if (!consent)
        return exitCode;
    const Result<Json> answer = install(arguments, dataFolder, *consent);
    if (!answer)
        return fail(remedyFor(answer.error(), plugin));
    const Json report = answer->value("report", Json::object());
    if (arguments.json)
        std::fputs(toText(*answer).c_str(), stdout);
    if (const std::string failure = failureIn(report, plugin.value("id", std::string())); !failure.empty())
        return fail(failure);
    if (!arguments.json)
        std::printf("Installed %s.\n", pluginTitle(plugin).c_str());
    return kExitOk;
}

int watchPlugin(const PluginsArguments& arguments, const QString& dataFolder)
{
    Json plugin;
    int exitCode = kExitOk;
    std::optional<Consent> consent = examineAndAsk(arguments, dataFolder, plugin, exitCode);
    if (!consent)
        return exitCode;
    consent->sha256.clear(); // the user trusts the author's next builds too

    std::mutex mutex;
    std::condition_variable woken;
    bool isOver = false;
    const Interrupts interrupts([&] {
        const std::lock_guard lock(mutex);
        isOver = true;
        woken.notify_all();
    });

    std::optional<FileStamp> applied;
    std::optional<FileStamp> seen;
    Clock::time_point since;
    std::unique_lock lock(mutex);
    while (!isOver) {
        lock.unlock();
        const Result<FileStamp> stamp = stampOf(arguments.target);
        if (!stamp) {
            seen.reset(); // between two builds there may be none
        } else if (seen != *stamp) {
            seen = *stamp;
            since = Clock::now();
        } else if (applied != seen && Clock::now() - since >= kSettled) {
            applied = seen;
            tellOfBuild(arguments, install(arguments, dataFolder, *consent));
        }
        lock.lock();
        woken.wait_for(lock, kLookInterval, [&isOver] { return isOver; });
    }
    return kExitOk;
}

} // namespace stellatune::cli
