#include "app/playlist/player_controller.h"

#include "engine/output/sink_address.h"

#include <utility>

namespace stellatune {
namespace {

constexpr FadeSettings kNoFades{std::chrono::milliseconds(0), std::chrono::milliseconds(0),
                                std::chrono::milliseconds(0), std::chrono::milliseconds(0),
                                std::chrono::milliseconds(0)};

} // namespace

PlayerController::PlayerController(PlayerConfig config, QObject* parent)
    : QObject(parent), m_config(std::move(config)), m_fades(m_config.fades)
{
    m_config.wake = [this] {
        QMetaObject::invokeMethod(this, &PlayerController::drainEvents, Qt::QueuedConnection);
    };
}

PlayerController::~PlayerController()
{
    m_player.reset(); // while `this` can still be woken
}

void PlayerController::start(Plugins plugins)
{
    if (m_player)
        return;
    m_config.decoders = std::move(plugins.decoders);
    m_config.dsp = std::move(plugins.dsp);
    m_config.sinks = std::move(plugins.sinks);
    m_player = std::make_unique<Player>(m_config);
    for (const auto& command : std::exchange(m_waiting, {}))
        command(*m_player);
}

void PlayerController::post(std::function<void(Player&)> command)
{
    if (m_player)
        command(*m_player);
    else
        m_waiting.push_back(std::move(command));
}

void PlayerController::setQueue(QueueEntries entries)
{
    if (entries == m_queue)
        return;
    m_queue = entries;
    post([entries = std::move(entries)](Player& player) { player.setQueue(entries); });
}

void PlayerController::setRepeat(RepeatMode mode)
{
    if (std::exchange(m_repeat, mode) == mode)
        return;
    post([mode](Player& player) { player.setRepeat(mode); });
    emit settingsChanged();
}

void PlayerController::setShuffle(bool on)
{
    if (std::exchange(m_shuffle, on) == on)
        return;
    post([on](Player& player) { player.setShuffle(on); });
    emit settingsChanged();
}

void PlayerController::setStopAfterCurrent(bool on)
{
    post([on](Player& player) { player.setStopAfterCurrent(on); });
    emit settingsChanged();
}

void PlayerController::play()
{
    post([](Player& player) { player.play(); });
}

void PlayerController::playEntry(EntryId id, double startSeconds)
{
    post([id, startSeconds](Player& player) { player.playEntry(id, startSeconds); });
}

void PlayerController::cueEntry(EntryId id, double startSeconds)
{
    post([id, startSeconds](Player& player) { player.cueEntry(id, startSeconds); });
}

void PlayerController::pause()
{
    post([](Player& player) { player.pause(); });
}

void PlayerController::togglePause()
{
    post([](Player& player) { player.togglePause(); });
}

void PlayerController::stop()
{
    post([](Player& player) { player.stop(); });
}

void PlayerController::next()
{
    post([](Player& player) { player.next(); });
}

void PlayerController::previous()
{
    post([](Player& player) { player.previous(); });
}

void PlayerController::seek(double seconds)
{
    post([seconds](Player& player) { player.seek(seconds); });
}

void PlayerController::seekBy(double seconds)
{
    post([seconds](Player& player) { player.seekBy(seconds); });
}

// What PlayerConfig carries needs no command before start().

void PlayerController::setVolume(double percent)
{
    if (std::exchange(m_config.volumePercent, percent) == percent)
        return;
    if (m_player)
        m_player->setVolume(percent);
    emit settingsChanged();
}

void PlayerController::setMuted(bool muted)
{
    if (std::exchange(m_muted, muted) == muted)
        return;
    post([muted](Player& player) { player.setMuted(muted); });
    emit settingsChanged();
}

void PlayerController::setReplayGain(const ReplayGainSettings& settings)
{
    if (std::exchange(m_config.replayGain, settings) == settings)
        return;
    if (m_player)
        m_player->setReplayGain(settings);
    emit settingsChanged();
}

void PlayerController::setFades(const FadeSettings& settings)
{
    if (std::exchange(m_fades, settings) == settings)
        return;
    takeFades();
    emit settingsChanged();
}

void PlayerController::setFadesOn(bool on)
{
    if (std::exchange(m_areFadesOn, on) == on)
        return;
    takeFades();
    emit settingsChanged();
}

void PlayerController::takeFades()
{
    const FadeSettings fades = m_areFadesOn ? m_fades : kNoFades;
    if (std::exchange(m_config.fades, fades) != fades && m_player)
        m_player->setFades(fades);
}

void PlayerController::setOutput(const OutputSettings& settings)
{
    if (m_config.output == settings)
        return;
    if (m_config.output.device != settings.device || m_config.output.sinkConfig != settings.sinkConfig)
        m_sinkTrouble.clear(); // that was another, or may be cured
    m_config.output = settings;
    rememberSink(m_sinkChoices, settings);
    if (m_player)
        m_player->setOutput(settings);
    emit settingsChanged();
}

void PlayerController::chooseDevice(const DeviceChoice& choice)
{
    setOutput(withDevice(m_config.output, choice, m_sinkChoices));
}

void PlayerController::requestSinkTargets(const std::string& pluginId, const std::string& typeId,
                                          const std::string& config)
{
    post([=](Player& player) { player.requestSinkTargets(pluginId, typeId, config); });
}

void PlayerController::setDsp(const DspSpec& spec)
{
    if (m_dsp == spec)
        return;
    m_dsp = spec;
    post([spec](Player& player) { player.setDsp(spec); });
    emit settingsChanged();
}

void PlayerController::setDecoderConfig(const DecoderCandidate& type, const std::string& config)
{
    if (std::exchange(m_config.decoderConfigs[type.name()], config) == config)
        return;
    if (m_player)
        m_player->setDecoderConfig(type, config);
    emit settingsChanged();
}

void PlayerController::setReadAhead(ReadAhead readAhead)
{
    if (std::exchange(m_readAhead, readAhead) != readAhead)
        post([readAhead](Player& player) { player.setReadAhead(readAhead); });
}

void PlayerController::requestDevices()
{
    post([](Player& player) { player.requestDevices(); });
}

PlayerSnapshot PlayerController::snapshot() const
{
    return m_player ? m_player->snapshot() : PlayerSnapshot{};
}

PlayerStatistics PlayerController::statistics() const
{
    return m_player ? m_player->statistics() : PlayerStatistics{};
}

void PlayerController::drainEvents()
{
    if (!m_player)
        return;
    for (const PlayerEvent& event : m_player->takeEvents())
        tell(event);
}

// The engine goes by what stands already.

void PlayerController::takeBack(const DspNodeOutcome& outcome)
{
    bool isChanged = false;
    for (std::vector<DspNodeSpec>* chain : {&m_dsp.beforeMapping, &m_dsp.afterMapping}) {
        for (DspNodeSpec& node : *chain) {
            if (node.id == outcome.id)
                isChanged = takeBackRefused(node.config, outcome.outcome);
        }
    }
    if (isChanged)
        emit settingsChanged();
}

void PlayerController::takeBack(const SinkOutcome& outcome)
{
    if (takeBackRefused(m_config.output, m_sinkChoices, outcome))
        emit settingsChanged();
}

void PlayerController::takeBack(const DecoderOutcome& outcome)
{
    const auto known = m_config.decoderConfigs.find(outcome.type.name());
    if (known != m_config.decoderConfigs.end() && takeBackRefused(known->second, outcome.outcome))
        emit settingsChanged();
}

void PlayerController::tell(const PlayerEvent& event)
{
    const QString text = QString::fromStdString(event.text);
    const QString message = event.error ? QString::fromStdString(event.error->message) : QString();
    switch (event.kind) {
    case PlayerEvent::Kind::StateChanged:
        emit stateChanged(snapshot().state);
        break;
    case PlayerEvent::Kind::TrackStarted:
        emit trackStarted(event.entry);
        break;
    case PlayerEvent::Kind::TrackFinished:
        emit trackFinished(event.entry);
        break;
    case PlayerEvent::Kind::TrackFailed:
        emit trackFailed(event.entry, message);
        break;
    case PlayerEvent::Kind::PluginTroubled:
        emit pluginTroubled(message);
        break;
    case PlayerEvent::Kind::QueueFinished:
        emit queueFinished();
        break;
    case PlayerEvent::Kind::DeviceOpened:
        if (snapshot().device == m_config.output.device)
            m_sinkTrouble.clear();
        emit deviceOpened(text);
        break;
    case PlayerEvent::Kind::DeviceRestored:
        emit deviceRestored(text);
        break;
    case PlayerEvent::Kind::DeviceFallback: {
        const QString whole = tr("%1 The music goes on through %2.").arg(message, text);
        if (isSink(m_config.output.device))
            m_sinkTrouble = whole; // deviceOpened() follows
        emit notice(whole);
        break;
    }
    case PlayerEvent::Kind::DeviceLost:
    case PlayerEvent::Kind::DeviceFailed:
        emit notice(message);
        break;
    case PlayerEvent::Kind::DevicesListed:
        emit devicesListed(QList<DeviceInfo>(event.devices.begin(), event.devices.end()));
        break;
    case PlayerEvent::Kind::SettingsChanged:
        emit settingsChanged();
        break;
    case PlayerEvent::Kind::DspChanged:
        m_dspNodes = event.dspNodes;
        emit dspChanged();
        break;
    case PlayerEvent::Kind::DspConfigured:
        for (const DspNodeOutcome& outcome : event.dspOutcomes) {
            takeBack(outcome);
            emit dspConfigured(outcome);
        }
        break;
    case PlayerEvent::Kind::SinkTargetsListed:
        emit sinkTargetsListed(event.sinkTargets, message);
        break;
    case PlayerEvent::Kind::SinkConfigured:
        for (const SinkOutcome& outcome : event.sinkOutcomes) {
            takeBack(outcome);
            emit sinkConfigured(outcome);
        }
        break;
    case PlayerEvent::Kind::DecoderConfigured:
        for (const DecoderOutcome& outcome : event.decoderOutcomes) {
            takeBack(outcome);
            emit decoderConfigured(outcome);
        }
        break;
    }
}

} // namespace stellatune
