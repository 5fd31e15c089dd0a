// Installing a plugin from the command line, after asking.
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/json_text.h"
#include "pluginhost/base/result.h"

#include <filesystem>
#include <optional>
#include <string>

#include <QString>

namespace stellatune::cli {

/// What the user agrees to.
struct Consent {
    std::string sha256; ///< of the build that was looked at; empty: whatever is there
    bool downgrade = false;
    bool otherSource = false;
};

/// What is said of a file before it is installed. Need a QCoreApplication, as does everything here.
Result<Json> examine(const std::filesystem::path& file, const QString& dataFolder);
/// Tells what `plugin`, from examine(), is, and asks. None when it is not to be installed; `exitCode` says
/// how that ends.
std::optional<Consent> askForConsent(const PluginsArguments& arguments, const Json& plugin, int& exitCode);
/// As app/plugins/plugin_requests.h has it.
Result<Json> install(const std::filesystem::path& file, const QString& dataFolder, const Consent& consent);
/// With the option that allows what was refused.
Error withOption(const Error& error, const Json& plugin);

/// Returns the process's exit code.
int installPlugin(const PluginsArguments& arguments, const QString& dataFolder);

} // namespace stellatune::cli
