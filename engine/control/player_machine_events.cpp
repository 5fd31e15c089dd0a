// What the player makes of what happened: the decode thread's and the output thread's answers, and the
// passing of frames through the device.
#include "engine/control/player_machine.h"
#include "engine/control/signal_path.h"

#include <algorithm>

namespace stellatune {

namespace {

using namespace std::chrono_literals;

constexpr auto kFirstRetry = 500ms;
constexpr auto kRetryInterval = 1000ms;
/// Callbacks after the last sound, beyond the latency that the device tells, until it can have been heard.
constexpr uint64_t kTailCallbacks = 2;

constexpr auto kRestless = 10ms;  ///< something is about to happen that only observe() sees
constexpr auto kWatching = 200ms; ///< music plays
constexpr auto kResting = 3600s;  ///< nothing happens by itself

} // namespace

// ---- time passes -----------------------------------------------------------------------------------------------------

void PlayerMachine::observe(const OutputView& view, TimePoint now)
{
    m_view = view;
    m_now = now;
    followDsp();
    followHeard();
    if (m_device == DeviceStage::Running && m_whenSilent != WhenSilent::Nothing) {
        if (lastSoundWasHeard(view.held || view.drained || !m_published.renderer->traits().isHeard()))
            whenSilent();
    } else if (m_device == DeviceStage::Running && m_ringFinished && view.progress.epoch == m_epoch) {
        if (lastSoundWasHeard(view.drained))
            afterRingHeard();
    }
    if (m_retryAt && m_now >= *m_retryAt)
        advance();
}

std::chrono::milliseconds PlayerMachine::nextObservation() const
{
    if (m_device != DeviceStage::Running)
        return m_retryAt ? std::chrono::milliseconds(kWatching) : std::chrono::milliseconds(kResting);
    if (m_whenSilent != WhenSilent::Nothing || m_ringFinished || m_published.fixedPosition)
        return kRestless;
    const std::vector<Segment>& segments = m_published.timeline.segments();
    if (segments.size() < 2)
        return kWatching;
    const Segment& next = segments[1];
    const uint64_t heardFrame =
        m_view.progress.frame - std::min<uint64_t>(m_view.progress.frame, m_view.latencyFrames);
    const uint64_t framesLeft = next.track.ringFrame - std::min(next.track.ringFrame, heardFrame);
    const std::chrono::milliseconds left(framesLeft * 1000 / next.outputRate + 1);
    return std::clamp<std::chrono::milliseconds>(left, kRestless, kWatching);
}

/// True once silence lasted long enough that what was rendered before came out of the device.
bool PlayerMachine::lastSoundWasHeard(bool silent)
{
    if (!silent) {
        m_silentSince.reset();
        return false;
    }
    const Renderer& renderer = *m_published.renderer;
    if (!renderer.traits().realTime)
        return true;
    if (!m_silentSince)
        m_silentSince = m_view.callbacks;
    const uint64_t buffers = m_view.latencyFrames / std::max(1U, renderer.output().bufferFrames);
    return m_view.callbacks - *m_silentSince >= buffers + kTailCallbacks;
}

void PlayerMachine::followHeard()
{
    if (m_view.progress.epoch != m_epoch || m_decode != DecodeStage::Streaming)
        return;
    if (!m_epochHeard) {
        m_published.timeline.forgetBefore(m_epoch);
        if (m_published.timeline.segments().empty())
            return;
        m_epochHeard = true;
        m_published.fixedPosition.reset();
        if (std::exchange(m_waitingForDevice, false)) {
            emit(PlayerEvent::Kind::DeviceRestored, 0, std::nullopt,
                 m_published.renderer->output().description);
            refreshState();
        }
        if (std::exchange(m_announceStart, false))
            tellStarted(m_published.timeline.segments().front());
    }
    const auto heard = m_published.timeline.heardAt(m_view.progress, m_view.latencyFrames);
    if (!heard || heard->segment == 0)
        return;
    enterSegments(heard->segment);
    reconcileNext();
}

/// The `count` segments after the first were heard to begin.
void PlayerMachine::enterSegments(size_t count)
{
    for (size_t i = 1; i <= count; ++i)
        enterSegment(m_published.timeline.segments()[i]);
    m_published.timeline.forgetFirst(count);
}

/// One track ended, and the next began without a gap; or the track goes on from another decoder.
void PlayerMachine::enterSegment(const Segment& segment)
{
    if (segment.track.goesOn) {
        m_published.info = segment.track.info;
        emit(PlayerEvent::Kind::StateChanged); // the signal path is another
        return;
    }
    if (!isFailed(m_published.entry))
        emit(PlayerEvent::Kind::TrackFinished, m_published.entry);
    ++m_published.playthrough;
    m_published.entry = segment.track.entry;
    m_published.info = segment.track.info;
    if (const QueueEntry* entry = m_queue.find(segment.track.entry))
        m_entry = *entry;
    m_queue.setCurrent(segment.track.entry);
    tellStarted(segment);
}

void PlayerMachine::tellStarted(const Segment& segment)
{
    PlayerEvent started;
    started.kind = PlayerEvent::Kind::TrackStarted;
    started.entry = segment.track.entry;
    started.signalPath = signalPathOf(segment.track, m_published);
    emit(std::move(started));
}

/// The ring was heard to its end: the queue is at its end, or what follows needs the device to be opened
/// anew.
void PlayerMachine::afterRingHeard()
{
    m_ringFinished.reset();
    m_silentSince.reset();
    // A last track that is shorter than the latency was never seen to begin.
    const size_t known = m_published.timeline.segments().size();
    enterSegments(known - std::min<size_t>(known, 1));
    const EntryId heard = m_published.entry;
    if (!isFailed(heard))
        emit(PlayerEvent::Kind::TrackFinished, heard);
    if (const QueueEntry* next = m_queue.find(following(heard))) {
        cue(QueueEntry(*next), 0.0, Start::Continuation);
        return;
    }
    if (std::exchange(m_published.stopAfterCurrent, false)) {
        emit(PlayerEvent::Kind::SettingsChanged);
        if (const QueueEntry* next = m_queue.find(m_queue.next(heard))) {
            m_entry = *next;
            m_published.entry = next->id;
            m_published.info.reset();
            m_queue.setCurrent(next->id);
        }
    }
    finishPlaying();
}

// ---- the decode thread -----------------------------------------------------------------------------------------------

void PlayerMachine::on(const TrackCued& event)
{
    if (event.ticket != m_cueTicket)
        return;
    m_published.info = event.info;
    m_decode = DecodeStage::Cued;
    emit(PlayerEvent::Kind::StateChanged); // the length is known now
    advance();
}

void PlayerMachine::on(const CueFailed& event)
{
    if (event.ticket != m_cueTicket)
        return;
    m_decode = DecodeStage::Idle;
    tellFailed(event.entry, event.error);
    skipFailed(event.entry);
}

void PlayerMachine::on(const TrackJoined& event)
{
    if (event.epoch != m_epoch || m_decode != DecodeStage::Streaming || !m_published.renderer)
        return;
    const std::vector<Segment>& segments = m_published.timeline.segments();
    const bool first = std::none_of(segments.begin(), segments.end(), [&event](const Segment& segment) {
        return segment.track.epoch == event.epoch;
    });
    m_published.timeline.add(Segment{event, m_published.renderer->output().format.sampleRate});
    if (first || event.goesOn)
        return;
    m_sentNext.reset();
    reconcileNext();
}

void PlayerMachine::on(const RingReady& event)
{
    if (event.epoch != m_epoch || m_decode != DecodeStage::Streaming)
        return;
    m_ringReady = true;
    if (m_want == Want::Playing)
        startOutput();
}

void PlayerMachine::on(const TrackBroke& event)
{
    if (event.epoch != m_epoch)
        return;
    tellFailed(event.entry, event.error);
    reconcileNext();
}

void PlayerMachine::on(const DecoderFaulted& event)
{
    emit(PlayerEvent::Kind::PluginTroubled, event.entry, event.error);
}

void PlayerMachine::pluginHangs(const Error& error)
{
    emit(PlayerEvent::Kind::PluginTroubled, m_published.entry, error);
}

void PlayerMachine::on(const NextFailed& event)
{
    tellFailed(event.entry, event.error);
    m_sentNext.reset();
    reconcileNext();
}

void PlayerMachine::on(const RingFinished& event)
{
    if (event.epoch == m_epoch && m_decode == DecodeStage::Streaming)
        m_ringFinished = event;
}

void PlayerMachine::on(const DecoderConfigured& event)
{
    PlayerEvent configured;
    configured.kind = PlayerEvent::Kind::DecoderConfigured;
    configured.decoderOutcomes.push_back(event.outcome);
    emit(std::move(configured));
}

// ---- the output thread -----------------------------------------------------------------------------------------------

void PlayerMachine::on(const DeviceOpened& event)
{
    if (event.ticket != m_openTicket || m_device != DeviceStage::Opening)
        return;
    m_device = DeviceStage::Ready;
    m_published.renderer = event.renderer;
    m_published.device = event.choice;
    m_retryAt.reset();
    m_effects.emplace_back(SetGain{gain()});
    const std::string& description = event.renderer->output().description;
    std::optional<Error> trouble = event.fallbackReason;
    bool isBack = false;
    if (isSink(event.choice)) {
        isBack = std::exchange(m_sink.use, SinkStanding::Use::Wanted) == SinkStanding::Use::Returning;
        m_sink.openedAt = m_now;
    } else if (avoidsSink()) {
        if (m_sink.untoldTrouble)
            emit(PlayerEvent::Kind::DeviceFallback, 0, std::exchange(m_sink.untoldTrouble, std::nullopt),
                 description);
    } else if (isSink(m_output.device) && trouble) {
        ++m_sink.failures;
        avoidSink(std::nullopt);
    }
    if (trouble)
        emit(PlayerEvent::Kind::DeviceFallback, 0, std::move(trouble), description);
    emit(PlayerEvent::Kind::DeviceOpened, 0, std::nullopt, description);
    if (isBack)
        emit(PlayerEvent::Kind::DeviceRestored, 0, std::nullopt, description);
    advance();
}

void PlayerMachine::on(const DeviceOpenFailed& event)
{
    if (event.ticket != m_openTicket || m_device != DeviceStage::Opening)
        return;
    m_device = DeviceStage::Closed;
    const bool outdated = std::exchange(m_mustReopen, false);
    if (m_waitingForDevice) {
        m_retryAt = m_now + kRetryInterval;
        return;
    }
    if (outdated || m_want == Want::Paused || m_opensLost) {
        advance(); // nobody waits for that one any more
        return;
    }
    emit(PlayerEvent::Kind::DeviceFailed, 0, event.error);
    haltPlaying();
    refreshState();
}

void PlayerMachine::on(const DeviceStopped& event)
{
    if (event.ticket != m_openTicket)
        return;
    const bool comesBack = event.error.code == ErrorCode::DeviceLost;
    if (m_device == DeviceStage::Closed) {
        // Found out while closing: a file that could not be finished.
        if (!comesBack)
            emit(PlayerEvent::Kind::DeviceFailed, 0, event.error);
        return;
    }
    if (isSink(m_published.device)) {
        goOnWithoutSink(event);
        return;
    }
    double position = heardSeconds();
    if (m_view.ranAway && !m_published.fixedPosition) {
        // The last of what was consumed went nowhere.
        const std::chrono::duration<double> unheard = Renderer::kRunawaySlack;
        position = std::max(0.0, position - unheard.count());
    }
    m_lostDevice = m_published.device;
    m_view.drained = true; // nothing is left to fade out
    closeDevice();
    if (!comesBack) {
        emit(PlayerEvent::Kind::DeviceFailed, 0, event.error);
        haltPlaying();
        refreshState();
        return;
    }
    if (!m_waitingForDevice)
        emit(PlayerEvent::Kind::DeviceLost, 0, event.error);
    if (m_want == Want::Stopped)
        return;
    if (m_want == Want::Playing) {
        m_waitingForDevice = true;
        m_retryAt = m_now + kFirstRetry;
    }
    recue(position, Start::Resume);
    refreshState();
}

void PlayerMachine::on(const DeviceClosed& event)
{
    if (event.ticket != m_openTicket || !std::exchange(m_finishing, false))
        return;
    emit(PlayerEvent::Kind::QueueFinished);
    refreshState();
}

void PlayerMachine::on(const DevicesListed& event)
{
    PlayerEvent answer;
    answer.kind = PlayerEvent::Kind::DevicesListed;
    answer.devices = event.devices;
    emit(std::move(answer));
}

void PlayerMachine::on(const SinkTargetsListed& event)
{
    PlayerEvent answer;
    answer.kind = PlayerEvent::Kind::SinkTargetsListed;
    answer.sinkTargets = event.targets;
    answer.error = event.error;
    emit(std::move(answer));
}

} // namespace stellatune
