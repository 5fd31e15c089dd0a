#include "app/cli/commands.h"
#include "app/cli/file_list.h"
#include "app/cli/interrupts.h"
#include "app/cli/play_report.h"
#include "app/cli/progress_line.h"
#include "app/cli/sink_choice.h"
#include "app/cli/terminal.h"
#include "app/cli/terminal_text.h"
#include "app/plugins/dsp_access.h"
#include "app/plugins/plugin_folder.h"
#include "app/plugins/plugin_loan.h"
#include "app/plugins/sink_access.h"
#include "app/session/data_folder.h"
#include "engine/audio/doorbell.h"
#include "engine/control/player.h"
#include "engine/dsp/dsp_spec_json.h"
#include "engine/tags/tags.h"
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

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kProgressInterval{500};
/// A fade, and what the device still has to play of it; then the player is ended anyway.
constexpr std::chrono::seconds kStopPatience{2};

QueueEntries makeQueue(const std::vector<std::filesystem::path>& files)
{
    std::vector<QueueEntry> entries;
    entries.reserve(files.size());
    for (const std::filesystem::path& file : files)
        entries.push_back({entries.size() + 1, file});
    return std::make_shared<const std::vector<QueueEntry>>(std::move(entries));
}

size_t fileOf(EntryId entry)
{
    return static_cast<size_t>(entry) - 1;
}

/// Follows the player until there is nothing left to play or somebody asks to stop.
class Session {
  public:
    Session(const PlayArguments& arguments, const DspSpec& dsp, PluginLoan& plugins, PlayReport& report,
            Terminal& terminal)
        : m_toSink(!arguments.sink.empty()), m_report(report), m_terminal(terminal),
          m_interrupts([this] { m_bell.ring(); }), m_player(configFor(arguments, plugins))
    {
        m_player.setDsp(dsp);
        m_player.setRepeat(arguments.repeat);
        m_player.setShuffle(arguments.shuffle);
        m_player.setQueue(makeQueue(report.files()));
    }

    /// The signal that ended it, 0 when it came to its end.
    int run()
    {
        m_player.play();
        while (!m_finished && m_interrupts.signal() == 0) {
            handleEvents();
            if (m_finished)
                break;
            showProgress();
            m_bell.waitFor(kProgressInterval);
        }
        if (!m_finished)
            stop();
        announce();
        m_terminal.clearProgress();
        return m_interrupts.signal();
    }

    PlayerStatistics statistics() const { return m_player.statistics(); }

  private:
    PlayerConfig configFor(const PlayArguments& arguments, PluginLoan& plugins)
    {
        PlayerConfig config;
        config.decoders = plugins.decoders();
        config.dsp = dspOf(plugins.registry());
        config.sinks = sinksOf(plugins.registry());
        config.output = arguments.output;
        config.fades = arguments.fades;
        config.replayGain = arguments.replayGain;
        config.volumePercent = arguments.volumePercent;
        config.wake = [this] { m_bell.ring(); };
        return config;
    }

    void stop()
    {
        m_player.stop();
        const Clock::time_point deadline = Clock::now() + kStopPatience;
        while (m_player.snapshot().state != PlaybackState::Stopped && Clock::now() < deadline) {
            m_bell.waitFor(deadline - Clock::now());
            handleEvents();
        }
    }

    void handleEvents()
    {
        for (const PlayerEvent& event : m_player.takeEvents())
            handle(event);
    }

    void handle(const PlayerEvent& event)
    {
        const std::string message = event.error ? printable(event.error->message) : std::string();
        switch (event.kind) {
        case PlayerEvent::Kind::TrackStarted:
            if (event.signalPath)
                m_report.setSignalPath(*event.signalPath);
            startTrack(fileOf(event.entry));
            break;
        case PlayerEvent::Kind::TrackFinished:
            m_report.played(fileOf(event.entry));
            break;
        case PlayerEvent::Kind::TrackFailed:
            m_report.failed(fileOf(event.entry), *event.error);
            m_terminal.writeLine(message);
            break;
        case PlayerEvent::Kind::PluginTroubled:
            m_report.failed(*event.error);
            m_terminal.writeLine(message);
            break;
        case PlayerEvent::Kind::DeviceFailed:
            m_report.failed(*event.error);
            m_terminal.writeLine(message);
            m_finished = true;
            break;
        case PlayerEvent::Kind::DeviceLost:
            m_terminal.writeLine(message + " Waiting for it to come back.");
            break;
        case PlayerEvent::Kind::DeviceRestored:
            m_terminal.writeLine(fmt::format("Playing again on {}.", printable(event.text)));
            break;
        case PlayerEvent::Kind::DeviceFallback:
            if (m_toSink) {
                // Whoever records wants no music in the room.
                m_report.failed(*event.error);
                m_terminal.writeLine(message);
                m_finished = true;
                break;
            }
            m_terminal.writeLine(fmt::format("{} Playing on {} instead.", message, printable(event.text)));
            break;
        case PlayerEvent::Kind::QueueFinished:
            m_finished = true;
            break;
        case PlayerEvent::Kind::StateChanged:
        case PlayerEvent::Kind::DeviceOpened:
        case PlayerEvent::Kind::DevicesListed:
        case PlayerEvent::Kind::DspChanged:
            tellOfMissing(event.dspNodes);
            break;
        case PlayerEvent::Kind::DspConfigured:
        case PlayerEvent::Kind::SinkTargetsListed:
        case PlayerEvent::Kind::SinkConfigured:
        case PlayerEvent::Kind::DecoderConfigured:
        case PlayerEvent::Kind::SettingsChanged:
            break;
        }
    }

    /// Once for each node: the music goes on without it.
    void tellOfMissing(const std::vector<DspNodeState>& nodes)
    {
        for (const DspNodeState& node : nodes) {
            const bool isLeftOut = node.status == DspNodeState::Status::Missing ||
                                   node.status == DspNodeState::Status::Unsupported ||
                                   node.status == DspNodeState::Status::Faulty;
            if (!isLeftOut || !m_missing.insert(node.id).second)
                continue;
            const Error error{ErrorCode::NotFound, "cli",
                              fmt::format("Playing without {}: {}", node.name, node.detail)};
            m_report.failed(error);
            m_terminal.writeLine(printable(error.message));
        }
    }

    void startTrack(size_t file)
    {
        announce(); // a track so short, or a device so fast, that it was never asked about
        m_report.started(file);
        const std::filesystem::path& path = m_report.files()[file];
        const Result<TrackTags> tags = readTags(path);
        m_progress = {};
        m_progress.track = file + 1;
        m_progress.tracks = m_report.files().size();
        m_progress.title = trackTitle(tags ? *tags : TrackTags{}, path);
        m_announced = false;
    }

    void showProgress()
    {
        const PlayerSnapshot now = m_player.snapshot();
        if (now.signalPath)
            m_report.setSignalPath(*now.signalPath);
        if (m_progress.track == 0 || now.current != m_progress.track)
            return; // the event that tells of the next track is on its way
        m_progress.state = now.state;
        m_progress.positionSeconds = now.positionSeconds;
        m_progress.durationSeconds = now.durationSeconds;
        m_progress.signalPath = now.signalPath ? now.signalPath->summary() : std::string();
        if (m_terminal.isInteractive())
            m_terminal.showProgress(formatProgress(m_progress, m_terminal.columns() - 1));
        else
            announce();
    }

    /// Where no terminal shows progress, each track has a line of its own.
    void announce()
    {
        if (m_progress.track != 0 && !m_terminal.isInteractive() && !std::exchange(m_announced, true))
            m_terminal.writeLine(formatAnnouncement(m_progress));
    }

    const bool m_toSink;
    PlayReport& m_report;
    Terminal& m_terminal;
    Doorbell m_bell;
    Interrupts m_interrupts; ///< before the player, whose threads inherit its signal mask
    Player m_player;
    Progress m_progress;          ///< of the track that started last
    std::set<uint64_t> m_missing; ///< nodes that were told of
    bool m_announced = false;
    bool m_finished = false;
};

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

    const Clock::time_point start = Clock::now();
    Terminal terminal;
    PlayReport report(std::move(list.files));
    for (const Error& error : list.errors) {
        terminal.writeLine(printable(error.message));
        report.failed(error);
    }

    int endedBy = 0;
    PlayerStatistics statistics;
    if (!report.files().empty()) {
        Session session(arguments, *dsp, **plugins, report, terminal);
        endedBy = session.run();
        statistics = session.statistics();
    }

    int exitCode = endedBy != 0 ? kExitSignalBase + endedBy : report.anyFailed() ? kExitFailed : kExitOk;
    if (arguments.statsPath) {
        const std::chrono::duration<double> elapsed = Clock::now() - start;
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
