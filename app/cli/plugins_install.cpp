#include "app/cli/plugins_install.h"

#include "app/cli/plugins_answer.h"
#include "app/cli/plugins_text.h"
#include "app/cli/question.h"
#include "app/plugins/plugin_client.h"
#include "app/plugins/plugin_requests.h"

#include <cstdio>

#include <fmt/format.h>

namespace stellatune::cli {

namespace {

std::string absoluteFile(const std::filesystem::path& file)
{
    return fileText(std::filesystem::absolute(file).lexically_normal());
}

bool flagOf(const Json& plugin, const char* key)
{
    return plugin.value(key, false);
}

std::string installedText(const Json& plugin, const Json& report)
{
    const std::string title = pluginTitle(plugin);
    const std::string id = plugin.value("id", std::string());
    const Json replaces = plugin.value("replaces", Json());
    if (flagOf(plugin, "is_same_build"))
        return fmt::format("{} is installed already.\n", title);
    std::string text = replaces.is_string()
                           ? fmt::format("Updated {} from {}", title, replaces.get<std::string>())
                           : fmt::format("Installed {}", title);
    if (!flagOf(plugin, "enabled"))
        return fmt::format("{}. It is switched off; `stellatune-cli plugins enable {}` switches it on.\n",
                           text, id);
    return fmt::format("{}: {}, {:.1f} ms\n", text, becameText(report, id), report.value("total_ms", 0.0));
}

/// Whether the user agrees to each thing that is asked; none at the first that they do not.
bool asksAndAgrees(const Json& plugin, Consent& consent)
{
    const auto agrees = [](bool isNeeded, bool& isAllowed, const char* question) {
        if (isNeeded && !isAllowed)
            isAllowed = ask(question, false).value_or(false);
        return !isNeeded || isAllowed;
    };
    return agrees(flagOf(plugin, "is_from_other_source"), consent.otherSource,
                  "Another author's plugin of this id is installed. Replace it?") &&
           agrees(flagOf(plugin, "is_downgrade"), consent.downgrade,
                  "It is older than what is installed. Replace that?") &&
           ask("Install it?", false).value_or(false);
}

} // namespace

Result<Json> examine(const std::filesystem::path& file, const QString& dataFolder)
{
    Result<Json> answer = askAboutPlugins(dataFolder, {{"command", "examine"}, {"file", absoluteFile(file)}});
    return answer ? answer->value("plugin", Json::object()) : answer;
}

Result<Json> install(const std::filesystem::path& file, const QString& dataFolder, const Consent& consent)
{
    return askAboutPlugins(dataFolder, {{"command", "install"},
                                        {"file", absoluteFile(file)},
                                        {"sha256", consent.sha256},
                                        {"allow_downgrade", consent.downgrade},
                                        {"allow_other_source", consent.otherSource}});
}

Error withOption(const Error& error, const Json& plugin)
{
    if (error.code != ErrorCode::ConsentNeeded)
        return error;
    if (flagOf(plugin, "is_from_other_source"))
        return withRemedy(error, "--allow-other-source does.");
    if (flagOf(plugin, "is_downgrade"))
        return withRemedy(error, "--allow-downgrade does.");
    return error;
}

std::optional<Consent> askForConsent(const PluginsArguments& arguments, const Json& plugin, int& exitCode)
{
    Consent consent;
    consent.sha256 = plugin.value("sha256", std::string());
    consent.downgrade = arguments.allowDowngrade;
    consent.otherSource = arguments.allowOtherSource;
    if (flagOf(plugin, "is_same_build"))
        return consent; // it was asked about when it was installed
    std::fputs(trustText(plugin).c_str(), stderr);
    if (arguments.yes)
        return consent;
    if (!canAsk()) {
        const Error error{ErrorCode::ConsentNeeded, "cli.plugins",
                          "Nobody is there to be asked: say --yes to install it."};
        failPlugins(arguments, error);
        exitCode = kExitUsage;
        return std::nullopt;
    }
    if (asksAndAgrees(plugin, consent))
        return consent;
    exitCode = failPlugins(arguments, {ErrorCode::Cancelled, "cli.plugins", "Nothing was installed."});
    return std::nullopt;
}

int installPlugin(const PluginsArguments& arguments, const QString& dataFolder)
{
    const Result<Json> plugin = examine(arguments.target, dataFolder);
    if (!plugin)
        return failPlugins(arguments, plugin.error());
    int exitCode = kExitOk;
    const std::optional<Consent> consent = askForConsent(arguments, *plugin, exitCode);
    if (!consent)
        return exitCode;
    const Result<Json> answer = install(arguments.target, dataFolder, *consent);
    if (!answer)
        return failPlugins(arguments, withOption(answer.error(), *plugin));
    const Json report = answer->value("report", Json::object());
    return endPlugins(arguments, *answer, failureOf(*answer, plugin->value("id", std::string())),
                      installedText(*plugin, report));
}

} // namespace stellatune::cli
