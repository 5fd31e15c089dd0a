#include "app/cli/play_session.h"

#include "app/cli/sink_choice.h"
#include "app/cli/terminal_text.h"
#include "app/plugins/dsp_access.h"
#include "app/plugins/sink_access.h"
#include "engine/tags/tags.h"

#include <chrono>
#include <memory>
#include <utility>

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

/// As --sink takes it: what the user wrote, unless --device names the sink.
std::string sinkNameOf(const PlayArguments& arguments)
{
    const std::optional<SinkAddress> sink = sinkAddressOf(arguments.output.device);
    if (arguments.sink.empty() && sink)
        return sink->pluginId + "/" + sink->typeId;
    return arguments.sink.substr(0, arguments.sink.find(':'));
}

size_t fileOf(EntryId entry)
{
    return static_cast<size_t>(entry) - 1;
}

} // namespace

PlaySession::PlaySession(const PlayArguments& arguments, const DspSpec& dsp, PluginLoan& plugins,
                         PlayReport& report, Terminal& terminal)
    : m_sinkName(sinkNameOf(arguments)), m_sink(sinkAddressOf(arguments.output.device)), m_report(report),
      m_terminal(terminal), m_interrupts([this] { m_bell.ring(); }), m_player(configFor(arguments, plugins))
{
    m_player.setDsp(dsp);
    m_player.setRepeat(arguments.repeat);
    m_player.setShuffle(arguments.shuffle);
    m_player.setQueue(makeQueue(report.files()));
}

PlayerConfig PlaySession::configFor(const PlayArguments& arguments, PluginLoan& plugins)
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

int PlaySession::run()
{
    if (m_sink && m_sink->target.empty())
        m_player.requestSinkTargets(m_sink->pluginId, m_sink->typeId, {}); // plays once they are known
    else
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

void PlaySession::stop()
{
    m_player.stop();
    const Clock::time_point deadline = Clock::now() + kStopPatience;
    while (m_player.snapshot().state != PlaybackState::Stopped && Clock::now() < deadline) {
        m_bell.waitFor(deadline - Clock::now());
        handleEvents();
    }
}

void PlaySession::handleEvents()
{
    for (const PlayerEvent& event : m_player.takeEvents())
        handle(event);
}

void PlaySession::handle(const PlayerEvent& event)
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
        tell(*event.error);
        break;
    case PlayerEvent::Kind::DeviceFailed:
        giveUp(*event.error);
        break;
    case PlayerEvent::Kind::DeviceLost:
        m_terminal.writeLine(message + " Waiting for it to come back.");
        break;
    case PlayerEvent::Kind::DeviceRestored:
        m_terminal.writeLine(fmt::format("Playing again on {}.", printable(event.text)));
        break;
    case PlayerEvent::Kind::DeviceFallback:
        if (m_sink)
            giveUp(*event.error); // whoever records wants no music in the room
        else
            m_terminal.writeLine(fmt::format("{} Playing on {} instead.", message, printable(event.text)));
        break;
    case PlayerEvent::Kind::QueueFinished:
        m_finished = true;
        break;
    case PlayerEvent::Kind::SinkTargetsListed:
        playToDefaultTarget(event);
        break;
    case PlayerEvent::Kind::StateChanged:
    case PlayerEvent::Kind::DeviceOpened:
    case PlayerEvent::Kind::DevicesListed:
    case PlayerEvent::Kind::DspChanged:
        tellOfMissing(event.dspNodes);
        break;
    case PlayerEvent::Kind::DspConfigured:
    case PlayerEvent::Kind::SinkConfigured:
    case PlayerEvent::Kind::DecoderConfigured:
    case PlayerEvent::Kind::SettingsChanged:
        break;
    }
}

/// Nobody named a target: whoever looks for the music afterwards is told where it goes.
void PlaySession::playToDefaultTarget(const PlayerEvent& listed)
{
    // It may play though it cannot list them.
    const std::string told =
        listed.error ? listed.error->message : whereItGoes(m_sinkName, listed.sinkTargets.targets);
    if (!told.empty())
        m_terminal.writeLine(printable(told));
    m_player.play();
}

/// A failure of no file, after which the music goes on.
void PlaySession::tell(const Error& error)
{
    m_report.failed(error);
    m_terminal.writeLine(printable(error.message));
}

void PlaySession::giveUp(const Error& error)
{
    tell(error);
    m_finished = true;
}

/// Once for each node: the music goes on without it.
void PlaySession::tellOfMissing(const std::vector<DspNodeState>& nodes)
{
    for (const DspNodeState& node : nodes) {
        const bool isLeftOut = node.status == DspNodeState::Status::Missing ||
                               node.status == DspNodeState::Status::Unsupported ||
                               node.status == DspNodeState::Status::Faulty;
        if (isLeftOut && m_missing.insert(node.id).second)
            tell({ErrorCode::NotFound, "cli", fmt::format("Playing without {}: {}", node.name, node.detail)});
    }
}

void PlaySession::startTrack(size_t file)
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

void PlaySession::showProgress()
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
void PlaySession::announce()
{
    if (m_progress.track != 0 && !m_terminal.isInteractive() && !std::exchange(m_announced, true))
        m_terminal.writeLine(formatAnnouncement(m_progress));
}

} // namespace stellatune::cli
