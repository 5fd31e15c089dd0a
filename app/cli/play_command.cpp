#include "app/cli/commands.h"
#include "app/cli/file_list.h"
#include "app/cli/play_report.h"
#include "app/cli/play_session.h"
#include "app/cli/sink_choice.h"
#include "app/cli/terminal.h"
#include "app/cli/terminal_text.h"
#include "app/plugins/plugin_folder.h"
#include "app/plugins/plugin_loan.h"
#include "app/session/data_folder.h"
#include "engine/dsp/dsp_spec_json.h"
#include "pluginhost/base/atomic_file.h"
#include "pluginhost/base/log.h"
#include "pluginhost/base/small_file.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <set>
#include <utility>

#include <QCoreApplication>
#include <QFile>

#include <fmt/format.h>

namespace stellatune::cli {

namespace {

/// The file device empties its file when it opens it.
bool wouldOverwriteSource(const DeviceChoice& device, const std::vector<std::filesystem::path>& files)
{
    if (device.interface != "file")
        return false;
    return std::any_of(files.begin(), files.end(), [&](const std::filesystem::path& file) {
        std::error_code ignored;
        return std::filesystem::equivalent(file, device.name, ignored);
    });
}

int usageError(std::string_view message)
{
    std::fprintf(stderr, "stellatune-cli: %s\n", std::string(message).c_str());
    return kExitUsage;
}

Result<std::unique_ptr<PluginLoan>> takePlugins(const PlayArguments& arguments)
{
    // For the place where the window keeps its data.
    int argumentCount = 1;
    char name[] = "stellatune-cli";
    char* words[] = {name, nullptr};
    const QCoreApplication application(argumentCount, words);
    QCoreApplication::setApplicationName(QStringLiteral("stellatune"));
    const QString folder =
        resolveDataFolder(QFile::decodeName(QByteArray::fromStdString(arguments.dataFolder)));
    return PluginLoan::take(pluginFolder(folder), STELLATUNE_VERSION);
}

Result<DspSpec> readPreset(const std::string& file)
{
    if (file.empty())
        return DspSpec();
    constexpr size_t kLongestPreset = 1U << 20;
    const Result<std::string> text = readSmallFile(file, kLongestPreset);
    if (!text)
        return text.error();
    Result<DspSpec> spec = dspSpecFromJson(*text);
    if (!spec)
        return Error{spec.error().code, spec.error().domain,
                     fmt::format("{}: {}", file, spec.error().message)};
    return spec;
}

std::set<std::string> pluginsOf(const DspSpec& dsp)
{
    std::set<std::string> plugins;
    for (const auto* chain : {&dsp.beforeMapping, &dsp.afterMapping}) {
        for (const DspNodeSpec& node : *chain)
            plugins.insert(node.pluginId);
    }
    return plugins;
}

Result<void> writeReport(const std::string& target, const std::string& json)
{
    if (target != "-")
        return writeFileAtomically(target, json);
    std::fputs(json.c_str(), stdout);
    if (std::fflush(stdout) != 0)
        return Error{ErrorCode::Io, "cli", "The statistics could not be written to standard output."};
    return {};
}

} // namespace

int runPlay(const PlayArguments& asked)
{
    PlayArguments arguments = asked;
    setLogLevel(arguments.verbose ? LogLevel::Info : LogLevel::Error);
    std::signal(SIGPIPE, SIG_IGN); // a sound server that goes away is an event, not the end

    FileList list = expandToFiles(arguments.paths);
    if (list.files.empty() && list.errors.empty())
        return usageError("no file in these folders can be played");
    if (wouldOverwriteSource(arguments.output.device, list.files))
        return usageError(fmt::format("{} is one of the files to play", arguments.output.device.name));

    Result<std::unique_ptr<PluginLoan>> plugins = takePlugins(arguments);
    if (!plugins)
        return usageError(plugins.error().message);
    if (!arguments.sink.empty()) {
        const Result<SinkAddress> sink = sinkOf(arguments.sink, (*plugins)->plugins());
        if (!sink)
            return usageError(sink.error().message);
        arguments.output.device = choiceOf(*sink);
    }
    const Result<DspSpec> dsp = readPreset(arguments.dspFile);
    if (!dsp)
        return usageError(dsp.error().message);
    // A file is written faster than a plugin is loaded, and its beginning shall have the effects too.
    for (const std::string& pluginId : pluginsOf(*dsp))
        (*plugins)->load(pluginId);

    const auto start = std::chrono::steady_clock::now();
    Terminal terminal;
    PlayReport report(std::move(list.files));
    for (const Error& error : list.errors) {
        terminal.writeLine(printable(error.message));
        report.failed(error);
    }

    int endedBy = 0;
    PlayerStatistics statistics;
    if (!report.files().empty()) {
        PlaySession session(arguments, *dsp, **plugins, report, terminal);
        endedBy = session.run();
        statistics = session.statistics();
    }

    int exitCode = endedBy != 0 ? kExitSignalBase + endedBy : report.anyFailed() ? kExitFailed : kExitOk;
    if (arguments.statsPath) {
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
        const Result<void> written =
            writeReport(*arguments.statsPath, report.toJson(statistics, elapsed.count(), exitCode));
        if (!written) {
            terminal.writeLine(printable(written.error().message));
            exitCode = std::max(exitCode, kExitFailed);
        }
    }
    return exitCode;
}

} // namespace stellatune::cli
