#include "engine/control/player_machine.h"

#include "engine/audio/volume.h"

#include <algorithm>
#include <cmath>

namespace stellatune {

namespace {

using namespace std::chrono_literals;

/// Further than this into a track, previous() restarts it.
constexpr double kRestartSeconds = 3.0;

} // namespace

PlayerMachine::PlayerMachine(const PlayerConfig& config, uint64_t shuffleSeed)
    : m_queue(shuffleSeed), m_output(config.output), m_fades(config.fades), m_replayGain(config.replayGain),
      m_volume(config.volumePercent)
{
    m_published.gain = gain();
}

std::vector<Effect> PlayerMachine::takeEffects()
{
    return std::exchange(m_effects, {});
}

// ---- queue -----------------------------------------------------------------------------------------------------------

void PlayerMachine::setQueue(QueueEntries entries)
{
    m_queue.setEntries(std::move(entries));
    reconcileNext();
}

void PlayerMachine::setRepeat(RepeatMode mode)
{
    m_queue.setRepeat(mode);
    reconcileNext();
}

void PlayerMachine::setShuffle(bool on)
{
    m_queue.setShuffle(on);
    reconcileNext();
}

void PlayerMachine::setStopAfterCurrent(bool on)
{
    if (m_published.stopAfterCurrent == on)
        return;
    m_published.stopAfterCurrent = on;
    emit(PlayerEvent::Kind::SettingsChanged);
    reconcileNext();
}

// ---- transport -------------------------------------------------------------------------------------------------------

void PlayerMachine::play()
{
    if (m_want == Want::Playing)
        return;
    if (m_want == Want::Paused) {
        m_want = Want::Playing;
        if (m_start == Start::Continuation)
            m_start = Start::Resume; // the track fades in again like any other
        if (m_decode == DecodeStage::Streaming && m_ringReady)
            startOutput();
        else
            advance();
        refreshState();
        return;
    }
    const EntryId current = m_published.entry;
    const EntryId id = m_queue.find(current) != nullptr ? current : m_queue.first();
    if (id != 0)
        startPlaying(id, m_published.fixedPosition.value_or(0.0), Start::FromSilence);
}

void PlayerMachine::playEntry(EntryId id, double startSeconds)
{
    if (m_queue.find(id) != nullptr)
        startPlaying(id, startSeconds, Start::Jump);
}

void PlayerMachine::cueEntry(EntryId id, double startSeconds)
{
    const QueueEntry* entry = m_queue.find(id);
    if (entry == nullptr)
        return;
    if (m_device == DeviceStage::Running)
        silenceThen(WhenSilent::StopDevice, m_fades.pause);
    m_want = Want::Paused;
    m_waitingForDevice = false;
    m_failed.clear();
    cue(*entry, startSeconds, Start::FromSilence);
    refreshState();
}

void PlayerMachine::pause()
{
    if (m_want != Want::Playing)
        return;
    m_want = Want::Paused;
    m_waitingForDevice = false;
    m_retryAt.reset();
    if (m_device == DeviceStage::Running && m_whenSilent == WhenSilent::Nothing)
        silenceThen(WhenSilent::StopDevice, m_fades.pause);
    refreshState();
}

void PlayerMachine::togglePause()
{
    if (m_want == Want::Playing)
        pause();
    else
        play();
}

void PlayerMachine::stop()
{
    if (m_want == Want::Stopped)
        return;
    haltPlaying();
    refreshState();
}

/// Fades out what is heard and lets go of the file and the device.
void PlayerMachine::haltPlaying()
{
    m_want = Want::Stopped;
    m_waitingForDevice = false;
    m_retryAt.reset();
    m_published.fixedPosition = 0.0;
    m_decode = DecodeStage::Idle;
    m_cueTicket = 0;
    m_ringFinished.reset();
    m_effects.emplace_back(DecodeCommand(HaltDecoding{}));
    if (m_device == DeviceStage::Running && !m_view.drained)
        silenceThen(WhenSilent::CloseDevice, m_fades.stop);
    else
        closeDevice();
}

/// The queue is at its end. Told once the device is closed, so that a file device has written everything by
/// then.
void PlayerMachine::finishPlaying()
{
    m_finishing = m_device != DeviceStage::Closed;
    haltPlaying();
    if (!m_finishing) {
        emit(PlayerEvent::Kind::QueueFinished);
        refreshState();
    }
}

void PlayerMachine::next()
{
    const EntryId id = m_queue.next(m_published.entry);
    if (id == 0)
        stop();
    else if (m_want == Want::Playing)
        startPlaying(id, 0.0, Start::Jump);
    else
        cueEntry(id, 0.0);
}

void PlayerMachine::previous()
{
    const EntryId id = m_queue.previous(m_published.entry);
    if (id == 0 || heardSeconds() > kRestartSeconds)
        seek(0.0);
    else if (m_want == Want::Playing)
        startPlaying(id, 0.0, Start::Jump);
    else
        cueEntry(id, 0.0);
}

void PlayerMachine::seek(double seconds)
{
    if (m_published.entry == 0 || m_want == Want::Stopped || std::isnan(seconds))
        return;
    if (m_published.info && !m_published.info->seekable)
        return;
    if (m_published.info && m_published.info->frames) {
        const double length =
            static_cast<double>(*m_published.info->frames) / m_published.info->format.sampleRate;
        seconds = std::min(seconds, length);
    }
    recue(seconds, Start::Seek);
}

void PlayerMachine::seekBy(double seconds)
{
    seek(heardSeconds() + seconds);
}

void PlayerMachine::startPlaying(EntryId id, double startSeconds, Start start)
{
    const bool fromSilence = m_want != Want::Playing || m_waitingForDevice;
    m_want = Want::Playing;
    m_failed.clear();
    // A fade to a stop that is still under way ends in a start instead.
    if (m_whenSilent == WhenSilent::CloseDevice)
        m_whenSilent = WhenSilent::StopDevice;
    cue(*m_queue.find(id), startSeconds, fromSilence ? Start::FromSilence : start);
    refreshState();
}

/// Has the decode thread open or reposition `entry`. What is heard goes on until the new ring takes over.
void PlayerMachine::cue(const QueueEntry& entry, double seconds, Start start)
{
    if (m_published.entry != entry.id)
        m_published.info.reset();
    m_entry = entry;
    if (m_queue.find(entry.id) != nullptr)
        m_queue.setCurrent(entry.id);
    m_published.entry = entry.id;
    m_published.fixedPosition = std::max(0.0, seconds);
    m_start = start;
    m_announceStart = m_announceStart || (start != Start::Seek && start != Start::Resume);
    m_decode = DecodeStage::Cueing;
    m_cueTicket = ++m_lastTicket;
    m_ringReady = false;
    m_ringFinished.reset();
    m_sentNext.reset();
    m_finishing = false;
    m_effects.emplace_back(
        DecodeCommand(CueTrack{m_cueTicket, m_entry, *m_published.fixedPosition, m_replayGain}));
}

/// The same entry again from `seconds` on.
void PlayerMachine::recue(double seconds, Start start)
{
    cue(QueueEntry(m_entry), seconds, start);
}

double PlayerMachine::heardSeconds() const
{
    if (m_published.fixedPosition)
        return *m_published.fixedPosition;
    const auto heard = m_published.timeline.heardAt(m_view.progress, m_view.latencyFrames);
    return heard ? heard->seconds : 0.0;
}

/// Where another ring of the same track goes on on a device that stays: it still plays what it took already.
double PlayerMachine::renderedSeconds() const
{
    if (m_published.fixedPosition)
        return *m_published.fixedPosition;
    const auto rendered = m_published.timeline.heardAt(m_view.progress, 0);
    return rendered && rendered->entry == m_published.entry ? rendered->seconds : heardSeconds();
}

// ---- sound -----------------------------------------------------------------------------------------------------------

float PlayerMachine::gain() const
{
    return m_muted ? 0.0F : gainForVolume(m_volume);
}

void PlayerMachine::setVolume(double percent)
{
    m_volume = percent;
    m_published.gain = gain();
    m_effects.emplace_back(SetGain{gain()});
}

void PlayerMachine::setMuted(bool muted)
{
    m_muted = muted;
    m_published.gain = gain();
    m_effects.emplace_back(SetGain{gain()});
}

void PlayerMachine::setReplayGain(const ReplayGainSettings& settings)
{
    if (m_replayGain == settings)
        return;
    m_replayGain = settings;
    if (m_decode != DecodeStage::Idle)
        recue(renderedSeconds(), Start::Seek);
}

void PlayerMachine::setFades(const FadeSettings& settings)
{
    m_fades = settings;
}

void PlayerMachine::setDsp(const DspSpec& spec)
{
    m_effects.emplace_back(DecodeCommand(SetDsp{spec}));
}

void PlayerMachine::setReadAhead(ReadAhead readAhead)
{
    m_effects.emplace_back(DecodeCommand(SetReadAhead{readAhead}));
}

void PlayerMachine::setDecoderConfig(const DecoderCandidate& type, const std::string& config)
{
    m_effects.emplace_back(DecodeCommand(SetDecoderConfig{type, config}));
}

void PlayerMachine::setOutput(const OutputSettings& settings)
{
    if (m_output == settings)
        return;
    const bool sameDevice =
        m_output.device == settings.device && m_output.ratePolicy == settings.ratePolicy &&
        m_output.fixedRate == settings.fixedRate && m_output.bufferFrames == settings.bufferFrames;
    OutputSettings before = std::exchange(m_output, settings);
    if (before.sinkConfig != settings.sinkConfig)
        changeSinkConfig();
    before.sinkConfig = settings.sinkConfig;
    if (before == settings && !m_mustReopen)
        return; // the sink follows while it plays
    if (!sameDevice) {
        trustSink();
        m_mustReopen = m_device != DeviceStage::Closed;
        m_waitingForDevice = false;
        m_retryAt.reset();
    }
    if (m_decode != DecodeStage::Idle) {
        if (sameDevice && !m_mustReopen)
            recue(renderedSeconds(), Start::Seek);
        else
            recue(heardSeconds(), Start::Resume);
    }
    refreshState();
}

void PlayerMachine::requestDevices()
{
    m_effects.emplace_back(OutputCommand(ListDevices{}));
}

void PlayerMachine::requestSinkTargets(const SinkAddress& sink, const std::string& config)
{
    m_effects.emplace_back(OutputCommand(ListSinkTargets{sink, config}));
}

// ---- telling ---------------------------------------------------------------------------------------------------------

void PlayerMachine::emit(PlayerEvent::Kind kind, EntryId entry, std::optional<Error> error, std::string text)
{
    PlayerEvent event;
    event.kind = kind;
    event.entry = entry;
    event.error = std::move(error);
    event.text = std::move(text);
    emit(std::move(event));
}

void PlayerMachine::refreshState()
{
    PlaybackState state = PlaybackState::Stopped;
    if (m_want == Want::Paused)
        state = PlaybackState::Paused;
    else if (m_want == Want::Playing)
        state = m_waitingForDevice ? PlaybackState::WaitingForDevice : PlaybackState::Playing;
    m_published.state = state;
    emit(PlayerEvent::Kind::StateChanged);
}

} // namespace stellatune
