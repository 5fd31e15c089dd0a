#include "engine/control/control_thread.h"

#include "engine/control/signal_path.h"

#include <algorithm>
#include <random>

#include <fmt/format.h>

namespace stellatune {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Beyond the fade itself, how long quitting waits for the fade to be heard.
constexpr auto kFadeOutGrace = 300ms;

OutputThread::Config outputConfig(const PlayerConfig& config, Doorbell& spaceBell)
{
    return {config.makeDevice, config.listDevices, config.sinks, config.now, config.bufferAhead, &spaceBell};
}

OutputView viewOf(const Renderer* renderer, uint32_t latencyFrames)
{
    OutputView view;
    if (renderer == nullptr)
        return view;
    // Drained before progress: what is read later can only be further on.
    view.drained = renderer->isDrained();
    view.held = renderer->isHeld();
    view.ranAway = renderer->hasRunAway();
    view.callbacks = renderer->callbacks();
    view.progress = renderer->progress();
    view.latencyFrames = latencyFrames;
    return view;
}

} // namespace

ControlThread::ControlThread(PlayerConfig config)
    : m_config(std::move(config)), m_machine(m_config, std::random_device{}()),
      m_decode(DecodeThread::start(m_config.decoders, m_config.decoderConfigs, m_config.dsp,
                                   [this](DecodeEvent event) { postMessage(std::move(event)); })),
      m_output(outputConfig(m_config, m_decode->spaceBell()),
               [this](OutputEvent event) { postMessage(std::move(event)); }),
      m_thread([this] { run(); })
{}

ControlThread::~ControlThread()
{
    m_quit.store(true, std::memory_order_release);
    m_bell.ring();
    m_thread.join();
    m_decode->end(m_config.pluginPatience);
}

void ControlThread::post(Command command)
{
    postMessage(PostedCommand{std::move(command), Clock::now()});
}

void ControlThread::postMessage(Message message)
{
    m_activity.fetch_add(1, std::memory_order_acq_rel);
    m_messages.post(std::move(message));
}

void ControlThread::settle()
{
    uint64_t before = 0;
    do {
        before = m_activity.load(std::memory_order_acquire);
        std::promise<void> promise;
        std::future<void> reached = promise.get_future();
        m_messages.post(std::move(promise));
        reached.wait();
        m_output.barrier().wait();
        m_decode->barrier().wait();
    } while (m_activity.load(std::memory_order_acquire) != before);
}

void ControlThread::run()
{
    while (!m_quit.load(std::memory_order_acquire)) {
        observe();
        for (Message& message : m_messages.takeAll())
            handle(message);
        tellOfOverdueCall();
        // The decode thread does not tell when it hangs.
        const auto longest = m_decode->isAtRest() ? m_machine.nextObservation() : m_config.pluginPatience / 4;
        m_bell.waitFor(std::min(m_machine.nextObservation(), longest));
    }
    fadeOutForGood();
}

void ControlThread::handle(Message& message)
{
    observe();
    if (auto* barrier = std::get_if<std::promise<void>>(&message)) {
        barrier->set_value();
        return;
    }
    if (auto* posted = std::get_if<PostedCommand>(&message)) {
        m_delay.record(Clock::now() - posted->postedAt);
        posted->command(m_machine);
    } else if (auto* decoded = std::get_if<DecodeEvent>(&message)) {
        std::visit([this](const auto& event) { m_machine.on(event); }, *decoded);
    } else if (auto* output = std::get_if<OutputEvent>(&message)) {
        std::visit([this](const auto& event) { m_machine.on(event); }, *output);
    }
    carryOut();
}

void ControlThread::observe()
{
    const OutputView view = viewOf(m_machine.published().renderer.get(), m_output.latencyFrames());
    countPlayed(view.progress);
    m_machine.observe(view, m_config.now());
    carryOut();
}

void ControlThread::carryOut()
{
    std::vector<Effect> effects = m_machine.takeEffects();
    publish(); // before the events, so that who is woken by one sees what it tells of
    for (Effect& effect : effects)
        carryOut(effect);
}

void ControlThread::carryOut(Effect& effect)
{
    Renderer* renderer = m_machine.published().renderer.get();
    if (auto* decode = std::get_if<DecodeCommand>(&effect)) {
        m_activity.fetch_add(1, std::memory_order_acq_rel);
        m_decode->post(std::move(*decode));
    } else if (auto* output = std::get_if<OutputCommand>(&effect)) {
        m_activity.fetch_add(1, std::memory_order_acq_rel);
        m_output.post(std::move(*output));
    } else if (const auto* running = std::get_if<SetRunning>(&effect)) {
        if (renderer != nullptr) {
            const uint64_t rate = renderer->output().format.sampleRate;
            const auto milliseconds = static_cast<uint64_t>(running->fade.count());
            renderer->setRunning(running->running, static_cast<uint32_t>(milliseconds * rate / 1000));
        }
    } else if (const auto* gain = std::get_if<SetGain>(&effect)) {
        if (renderer != nullptr)
            renderer->setGain(gain->gain);
    } else if (auto* event = std::get_if<PlayerEvent>(&effect)) {
        bool first = false;
        {
            const std::lock_guard lock(m_eventsMutex);
            first = m_events.empty();
            m_events.push_back(std::move(*event));
        }
        if (first && m_config.wake)
            m_config.wake();
    }
}

void ControlThread::publish()
{
    PublishedState next = m_machine.published();
    const std::lock_guard lock(m_publishedMutex);
    if (m_published.renderer && m_published.renderer != next.renderer) {
        m_underrunsBefore += m_published.renderer->underruns();
        m_callbackTime = m_published.renderer->callbackTime();
    }
    std::swap(m_published, next);
}

void ControlThread::countPlayed(const RenderProgress& progress)
{
    const bool sameRing = progress.epoch == m_counted.epoch && progress.frame >= m_counted.frame;
    const uint64_t frames = progress.frame - (sameRing ? m_counted.frame : 0);
    m_counted = progress;
    if (frames == 0)
        return;
    const std::lock_guard lock(m_publishedMutex);
    m_framesPlayed += frames;
}

/// Once for each call: nothing is decoded before it returns.
void ControlThread::tellOfOverdueCall()
{
    const std::optional<WatchedThread::Call> call = m_decode->pluginCall();
    if (!call || call->number == m_overdueCall || Clock::now() - call->since < m_config.pluginPatience)
        return;
    m_overdueCall = call->number;
    m_machine.pluginHangs(
        {ErrorCode::TimedOut, "plugins",
         fmt::format("The plugin {} was called for {} and does not return, so the music cannot go on. Switch "
                     "it off and start StellaTune again.",
                     call->pluginId, call->function)});
    carryOut();
}

void ControlThread::fadeOutForGood()
{
    m_machine.stop();
    carryOut();
    const auto deadline = Clock::now() + m_config.fades.stop + kFadeOutGrace;
    while (m_machine.published().renderer && Clock::now() < deadline) {
        m_bell.waitFor(10ms);
        observe();
    }
}

// ---- any thread ------------------------------------------------------------------------------------------------------

PlayerSnapshot ControlThread::snapshot() const
{
    PlayerSnapshot snapshot;
    const std::lock_guard lock(m_publishedMutex);
    snapshot.state = m_published.state;
    snapshot.current = m_published.entry;
    snapshot.device = m_published.device;
    snapshot.stopAfterCurrent = m_published.stopAfterCurrent;
    std::optional<DecoderInfo> info = m_published.info;
    const Segment* heardSegment = nullptr;
    if (m_published.renderer) {
        const RenderProgress progress = m_published.renderer->progress();
        const auto heard = m_published.timeline.heardAt(progress, m_output.latencyFrames());
        if (heard)
            heardSegment = &m_published.timeline.segments()[heard->segment];
        if (heard && !m_published.fixedPosition) {
            // Only the control thread says which track is heard; until it has, an ended one stays at its end.
            const bool followed = heard->entry == snapshot.current;
            double position = followed ? heard->seconds : m_lastPosition;
            const bool sameTrack = m_lastPlaythrough == m_published.playthrough;
            if (sameTrack && m_lastEpoch == progress.epoch && followed)
                position = std::max(position, m_lastPosition);
            m_lastPlaythrough = m_published.playthrough;
            m_lastEpoch = progress.epoch;
            m_lastPosition = position;
            snapshot.positionSeconds = position;
        }
    }
    snapshot.positionSeconds = m_published.fixedPosition.value_or(snapshot.positionSeconds);
    if (info) {
        snapshot.seekable = info->seekable;
        if (info->frames) {
            snapshot.durationSeconds = static_cast<double>(*info->frames) / info->format.sampleRate;
            // What sounds after the end of the music is no further part of it.
            snapshot.positionSeconds = std::min(snapshot.positionSeconds, *snapshot.durationSeconds);
        }
    }
    if (heardSegment != nullptr && m_published.state != PlaybackState::Stopped)
        snapshot.signalPath = signalPathOf(heardSegment->track, m_published);
    return snapshot;
}

std::vector<PlayerEvent> ControlThread::takeEvents()
{
    const std::lock_guard lock(m_eventsMutex);
    return std::exchange(m_events, {});
}

PlayerStatistics ControlThread::statistics() const
{
    PlayerStatistics statistics;
    statistics.decodeTime = m_decode->decodeTime();
    statistics.decodedSeconds = m_decode->decodedSeconds();
    statistics.decoderFaults = m_decode->decoderFaults();
    statistics.sinkFaults = m_output.sinkFaults();
    statistics.controlDelay = m_delay.summary();
    const std::lock_guard lock(m_publishedMutex);
    statistics.underruns = m_underrunsBefore;
    statistics.framesPlayed = m_framesPlayed;
    statistics.callbackTime = m_callbackTime;
    if (m_published.renderer) {
        const Renderer& renderer = *m_published.renderer;
        statistics.underruns += renderer.underruns();
        statistics.callbackTime = renderer.callbackTime();
        statistics.ringFill =
            std::min(1.0, static_cast<double>(renderer.bufferedFrames()) / renderer.ringFrames());
    }
    return statistics;
}

} // namespace stellatune
