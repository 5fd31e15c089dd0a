#include "engine/decode/decode_thread.h"

#include "engine/audio/denormals.h"
#include "pluginhost/base/log.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

/// Newer settings make the older ones pointless: dragging a slider posts many, and each may cost the making
/// of an instance.
void keepLatestDsp(std::deque<DecodeCommand>& commands)
{
    const auto isDsp = [](const DecodeCommand& command) { return std::holds_alternative<SetDsp>(command); };
    const auto first = std::find_if(commands.begin(), commands.end(), isDsp);
    if (first == commands.end())
        return;
    DecodeCommand latest = std::move(*std::find_if(commands.rbegin(), commands.rend(), isDsp));
    *first = std::move(latest); // a ring that begins behind it shall begin with them
    commands.erase(std::remove_if(std::next(first), commands.end(), isDsp), commands.end());
}

WorkerEndpoint endpointOfNobody(const std::string& pluginId, CapabilityKind kind, const std::string& typeId)
{
    auto acquire = [pluginId]() -> Result<std::shared_ptr<const ModuleLease>> {
        return Error{ErrorCode::NotFound, "decode",
                     fmt::format("The plugin {} cannot be used any more: the player ended.", pluginId)};
    };
    return {pluginId, kind, typeId, std::move(acquire), std::make_shared<WorkerMailbox>()};
}

DecoderPlugins through(const std::shared_ptr<Gate>& gate, DecoderPlugins plugins)
{
    DecoderPlugins passed;
    passed.candidates = [gate, ask = std::move(plugins.candidates)](const std::string& extension) {
        std::vector<DecoderCandidate> candidates;
        gate->pass([&] { candidates = ask(extension); });
        return candidates;
    };
    passed.bind = [gate, bind = std::move(plugins.bind)](const DecoderCandidate& candidate,
                                                         std::function<void()> wake) {
        std::optional<WorkerEndpoint> endpoint;
        gate->pass([&] { endpoint = bind(candidate, std::move(wake)); });
        return endpoint ? std::move(*endpoint)
                        : endpointOfNobody(candidate.pluginId, CapabilityKind::Decoder, candidate.typeId);
    };
    return passed;
}

DspPlugins through(const std::shared_ptr<Gate>& gate, DspPlugins plugins)
{
    if (!plugins.bind)
        return plugins;
    return {[gate, bind = std::move(plugins.bind)](const std::string& pluginId, const std::string& typeId,
                                                   std::function<void()> wake) {
        std::optional<WorkerEndpoint> endpoint;
        gate->pass([&] { endpoint = bind(pluginId, typeId, std::move(wake)); });
        return endpoint ? std::move(*endpoint) : endpointOfNobody(pluginId, CapabilityKind::Dsp, typeId);
    }};
}

} // namespace

std::shared_ptr<DecodeThread> DecodeThread::start(DecoderPlugins decoders, DecoderConfigs configs,
                                                  DspPlugins dsp, std::function<void(DecodeEvent)> report)
{
    const auto gate = std::make_shared<Gate>();
    const std::shared_ptr<DecodeThread> made(new DecodeThread(
        gate, through(gate, std::move(decoders)), std::move(configs), through(gate, std::move(dsp)),
        [gate, report = std::move(report)](DecodeEvent event) {
            gate->pass([&] { report(std::move(event)); });
        }));
    std::promise<void> ended;
    made->m_ended = ended.get_future();
    made->m_thread = std::thread([self = made, ended = std::move(ended)]() mutable {
        self->run();
        ended.set_value();
        self.reset();
    });
    return made;
}

DecodeThread::DecodeThread(std::shared_ptr<Gate> gate, DecoderPlugins decoders, DecoderConfigs configs,
                           const DspPlugins& dsp, std::function<void(DecodeEvent)> report)
    : m_gate(std::move(gate)), m_report(std::move(report)),
      m_opener(std::move(decoders), std::move(configs), m_bell), m_dsp(std::in_place, dsp, m_bell)
{}

DecodeThread::~DecodeThread() = default;

void DecodeThread::end(std::chrono::milliseconds patience)
{
    m_quit.store(true, std::memory_order_release);
    m_bell->ring();
    if (m_ended.wait_for(patience) == std::future_status::ready) {
        m_thread.join();
        return;
    }
    m_gate->close();
    const std::optional<WatchedThread::Call> call = m_watched.call();
    log(LogLevel::Error, "decode", "{}; it is left alone, and stays in memory",
        call ? fmt::format("the plugin {} does not return from {}", call->pluginId, call->function)
             : std::string("a file that is being read does not come"));
    m_thread.detach();
}

void DecodeThread::post(DecodeCommand command)
{
    m_commands.post(std::move(command));
}

std::future<void> DecodeThread::barrier()
{
    std::promise<void> promise;
    std::future<void> reached = promise.get_future();
    m_barriers.post(std::move(promise));
    return reached;
}

void DecodeThread::run()
{
    const DenormalsAreZero denormalsAreZero;
    m_watched.begin();
    std::deque<std::promise<void>> barriers;
    while (!m_quit.load(std::memory_order_acquire)) {
        // Barriers first: the commands posted before one of these are there when the next line takes
        // commands.
        for (std::promise<void>& barrier : m_barriers.takeAll())
            barriers.push_back(std::move(barrier));
        std::deque<DecodeCommand> commands = m_commands.takeAll();
        keepLatestDsp(commands);
        const auto lastCue =
            std::find_if(commands.rbegin(), commands.rend(), [](const DecodeCommand& command) {
                return std::holds_alternative<CueTrack>(command);
            });
        const auto cuesLeft = std::count_if(
            lastCue, commands.rend(), [](const auto& c) { return std::holds_alternative<CueTrack>(c); });
        ptrdiff_t cuesSeen = 0;
        for (DecodeCommand& command : commands) {
            // A newer cue makes the older ones pointless: dragging the seek slider posts many.
            if (std::holds_alternative<CueTrack>(command) && ++cuesSeen < cuesLeft)
                continue;
            if (m_quit.load(std::memory_order_acquire))
                break;
            std::visit([this](auto& c) { handle(c); }, command);
        }
        attendPlugins();
        attendDsp();
        const bool hasMore = fillRing();
        if (bringSuccessor() || hasMore)
            continue;
        preloadNext();
        for (std::promise<void>& barrier : barriers)
            barrier.set_value();
        barriers.clear();
        const auto pause = untilRingNeedsData();
        m_isAtRest.store(true, std::memory_order_release);
        if (pause == pause.max())
            m_bell->wait();
        else
            m_bell->waitFor(pause);
        m_isAtRest.store(false, std::memory_order_release);
    }
    // Instances of plugins end on the thread that owns them.
    m_current.reset();
    m_next.reset();
    m_conversion.reset();
    m_dsp.reset();
    m_watched.end();
}

// ---- commands ------------------------------------------------------------------------------------------------------

void DecodeThread::handle(CueTrack& command)
{
    leaveRing();
    m_ticket = command.ticket;
    m_replayGain = command.replayGain;
    m_following.reset();
    m_waitingCue.reset();
    if (m_current && m_current->reposition(command.entry, command.startSeconds)) {
        m_next.reset();
    } else {
        letGoOfCurrent();
        std::optional<OpenTrack> next = std::exchange(m_next, std::nullopt);
        if (next && next->reposition(command.entry, command.startSeconds)) {
            m_current = std::move(next);
        } else {
            Result<OpenTrack> opened = OpenTrack::open(m_opener, command.entry, command.startSeconds);
            if (!opened) {
                m_stage = Stage::Idle;
                if (opened.error().code == ErrorCode::Busy)
                    m_waitingCue = std::move(command);
                else
                    m_report(CueFailed{m_ticket, command.entry.id, opened.error()});
                return;
            }
            m_current = std::move(opened).value();
        }
    }
    m_stage = Stage::Cued;
    m_report(TrackCued{m_ticket, command.entry.id, m_current->info()});
}

void DecodeThread::handle(BeginRing& command)
{
    if (command.ticket != m_ticket || m_stage != Stage::Cued)
        return;
    m_dsp->afterMapping().begin(command.rules.opened);
    auto conversion =
        Conversion::create(m_current->info().format, command.rules, *m_dsp, m_current->preRoll());
    if (!conversion) {
        m_stage = Stage::Idle;
        m_report(CueFailed{m_ticket, m_current->entry().id, conversion.error()});
        return;
    }
    m_conversion = std::move(conversion).value();
    m_conversionStart = 0;
    m_pending = {};
    m_rules = command.rules;
    m_fades = command.fades;
    m_renderer = std::move(command.renderer);
    m_ring = &m_renderer->beginRing(command.epoch);
    setLowWater();
    m_published = false;
    m_decoderWatch.forgetLag();
    m_stage = Stage::Reading;
    reportJoined();
}

void DecodeThread::handle(SetNextTrack& command)
{
    if (m_stage == Stage::Idle || m_stage == Stage::Cued)
        return;
    const bool keepsPreload = m_next && command.entry && m_next->entry().id == command.entry->id &&
                              m_next->entry().path == command.entry->path;
    if (!keepsPreload)
        m_next.reset();
    m_following = std::move(command);
    if (m_stage == Stage::AwaitingNext)
        endOfTrack();
}

void DecodeThread::handle(SetDsp& command)
{
    m_dsp->update(command.spec); // attendDsp() tells
}

void DecodeThread::handle(SetReadAhead& command)
{
    m_readAhead = command.readAhead;
    if (m_ring != nullptr)
        setLowWater();
}

void DecodeThread::handle(HaltDecoding&)
{
    leaveRing();
    m_stage = Stage::Idle;
    m_ticket = 0;
    letGoOfCurrent();
    m_next.reset();
    m_following.reset();
    m_waitingCue.reset();
}

// ---- tracks --------------------------------------------------------------------------------------------------------

void DecodeThread::preloadNext()
{
    if (!m_following || !m_following->entry || m_next || m_stage != Stage::Reading)
        return;
    Result<OpenTrack> opened = OpenTrack::open(m_opener, *m_following->entry, 0.0);
    if (opened) {
        m_next = std::move(opened).value();
        return;
    }
    if (opened.error().code == ErrorCode::Busy)
        return; // attendPlugins() hears of it
    m_report(NextFailed{m_following->entry->id, opened.error()});
    m_following.reset();
}

// ---- plugins -------------------------------------------------------------------------------------------------------

void DecodeThread::attendPlugins()
{
    const std::vector<DecoderChange> changes = m_opener.takeChanges();
    if (changes.empty())
        return;
    for (const DecoderChange& change : changes) {
        // Nothing was read of it yet, so it is simply opened again before it is needed.
        if (m_next && m_next->isBy(change.candidate))
            m_next.reset();
        if (!m_current)
            continue;
        m_current->hear(change);
        if (m_stage == Stage::Idle && m_current->isBy(change.candidate))
            letGoOfCurrent(); // was kept only because it might be asked for again
    }
    if (m_current) {
        attendConfig();
        m_current->findSuccessor(m_opener);
        attendConfig();
        tellWhenLost();
    }
    if (m_waitingCue) {
        CueTrack command = *std::exchange(m_waitingCue, std::nullopt);
        handle(command);
    }
    if (m_stage == Stage::AwaitingNext)
        endOfTrack();
}

/// After a read: says what is wrong with the decoder, and looks for another one where it is too slow.
void DecodeThread::checkDecoder(std::chrono::nanoseconds spent, uint64_t frames)
{
    const LagDetector::Duration lasts(static_cast<double>(frames) / m_current->info().format.sampleRate);
    // What does not play in time may take its time.
    const bool isPlayed = m_renderer->traits().realTime;
    const std::optional<DecoderWatch::Finding> finding =
        m_decoderWatch.check({m_current->entry().id, m_current->by().pluginId, m_current->entry().path,
                              isPlayed ? LagDetector::Duration(spent) : lasts, lasts, m_current->faults()});
    m_decoderFaults.store(m_decoderWatch.faults(), std::memory_order_relaxed);
    if (!finding)
        return;
    log(LogLevel::Warning, "decode", "{}", finding->error.message);
    m_report(DecoderFaulted{m_current->entry().id, finding->error});
    if (!finding->isTooSlow || m_current->by().isBuiltIn())
        return;
    m_current->yield();
    m_current->findSuccessor(m_opener);
}

bool DecodeThread::bringSuccessor()
{
    if (!m_current || !m_current->hasSuccessor())
        return false;
    if (m_stage == Stage::Idle) {
        letGoOfCurrent();
        return false;
    }
    switch (m_current->bringSuccessor()) {
    case OpenTrack::Succession::UnderWay:
        return true;
    case OpenTrack::Succession::Failed:
        m_current->findSuccessor(m_opener); // the plugin may be another all the same
        attendConfig();
        tellWhenLost();
        return true;
    case OpenTrack::Succession::TookOver:
        attendConfig();
        goOnWithSuccessor();
        break;
    }
    return m_stage == Stage::Draining;
}

/// The music that is decoded already is played, and the track ends there: then readBlock() tells. What is
/// only cued ends here.
void DecodeThread::tellWhenLost()
{
    if (!m_current->lost() || m_stage != Stage::Cued)
        return;
    m_stage = Stage::Idle;
    m_report(CueFailed{m_ticket, m_current->entry().id, *m_current->lost()});
}

/// The track comes from another decoder now, and maybe in another format.
void DecodeThread::goOnWithSuccessor()
{
    if (m_ring == nullptr || m_stage != Stage::Reading)
        return; // the conversion for it is still to be made
    if (m_current->info().format == m_conversion->sourceFormat()) {
        reportGoesOn();
        return;
    }
    // What it holds, the next conversion makes of its pre-roll: where a resampler is ended, it takes what
    // follows for silence. Unless that is more than the pre-roll is good for.
    const uint64_t outRate = m_rules.opened.sampleRate;
    if (m_conversion->framesHeld() > m_current->preRoll() * outRate / m_current->info().format.sampleRate / 2)
        m_conversion->endInput(false);
    m_stage = Stage::Draining;
}

void DecodeThread::attendDsp()
{
    DspNews news = m_dsp->attend();
    if (news.nodes) {
        DspNodesChanged changed{std::move(*news.nodes)};
        if (m_ring != nullptr) {
            changed.epoch = m_ring->epoch();
            changed.ringFrame = m_ring->framesWritten() + m_pending.size() / m_ring->channels();
        }
        m_report(std::move(changed));
    }
    releaseFormerBuilds();
    if (!news.outcomes.empty())
        m_report(DspConfigured{std::move(news.outcomes)});
}

} // namespace stellatune
