#include "engine/decode/decode_thread.h"

#include "engine/audio/denormals.h"
#include "engine/tags/tags.h"
#include "pluginhost/base/log.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// What a ring holds before the device is started on it: a quarter of a second, and never less than what a
/// sound server takes in its first gulp.
uint32_t primingFrames(const Renderer& renderer)
{
    if (!renderer.traits().realTime)
        return 1;
    const uint32_t quarterSecond = renderer.output().format.sampleRate / 4;
    const uint32_t firstGulp = renderer.output().bufferFrames * 6;
    return std::min(std::max(quarterSecond, firstGulp), renderer.ringFrames() / 4 * 3);
}

} // namespace

DecodeThread::DecodeThread(DecoderPlugins decoders, const DspPlugins& dsp,
                           std::function<void(DecodeEvent)> report)
    : m_report(std::move(report)), m_opener(std::move(decoders), m_bell), m_dsp(std::in_place, dsp, m_bell),
      m_thread([this] { run(); })
{}

DecodeThread::~DecodeThread()
{
    m_quit.store(true, std::memory_order_release);
    m_bell->ring();
    m_thread.join();
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
    std::deque<std::promise<void>> barriers;
    while (!m_quit.load(std::memory_order_acquire)) {
        // Barriers first: the commands posted before one of these are there when the next line takes
        // commands.
        for (std::promise<void>& barrier : m_barriers.takeAll())
            barriers.push_back(std::move(barrier));
        std::deque<DecodeCommand> commands = m_commands.takeAll();
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
            std::visit([this](auto& c) { handle(c); }, command);
        }
        attendPlugins();
        attendDsp();
        if (fillRing() || bringSuccessor())
            continue;
        preloadNext();
        for (std::promise<void>& barrier : barriers)
            barrier.set_value();
        barriers.clear();
        const auto pause = untilRingNeedsData();
        if (pause == pause.max())
            m_bell->wait();
        else
            m_bell->waitFor(pause);
    }
    // Instances of plugins end on the thread that owns them.
    m_current.reset();
    m_next.reset();
    m_conversion.reset();
    m_dsp.reset();
}

// ---- commands ------------------------------------------------------------------------------------------------------

void DecodeThread::handle(CueTrack& command)
{
    leaveRing();
    m_ticket = command.ticket;
    m_replayGain = command.replayGain;
    m_following.reset();
    m_waitingCue.reset();
    std::optional<Track> next = std::exchange(m_next, std::nullopt);
    if (!m_current || !reposition(*m_current, command.entry, command.startSeconds)) {
        m_current.reset();
        if (next && reposition(*next, command.entry, command.startSeconds)) {
            m_current = std::move(next);
        } else {
            Result<Track> opened = openTrack(command.entry, command.startSeconds);
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
    m_report(TrackCued{m_ticket, command.entry.id, m_current->info});
}

void DecodeThread::handle(BeginRing& command)
{
    if (command.ticket != m_ticket || m_stage != Stage::Cued)
        return;
    m_dsp->afterMapping().begin(command.rules.opened);
    auto conversion = Conversion::create(m_current->info.format, command.rules, *m_dsp);
    if (!conversion) {
        m_stage = Stage::Idle;
        m_report(CueFailed{m_ticket, m_current->entry.id, conversion.error()});
        return;
    }
    m_conversion = std::move(conversion).value();
    m_conversionStart = 0;
    m_pending = {};
    m_rules = command.rules;
    m_fades = command.fades;
    m_renderer = std::move(command.renderer);
    m_ring = &m_renderer->beginRing(command.epoch);
    m_published = false;
    m_stage = Stage::Reading;
    reportJoined();
}

void DecodeThread::handle(SetNextTrack& command)
{
    if (m_stage == Stage::Idle || m_stage == Stage::Cued)
        return;
    const bool keepsPreload = m_next && command.entry && m_next->entry.id == command.entry->id &&
                              m_next->entry.path == command.entry->path;
    if (!keepsPreload)
        m_next.reset();
    m_following = std::move(command);
    if (m_stage == Stage::AwaitingNext)
        endOfTrack();
}

void DecodeThread::handle(SetDsp& command)
{
    m_dsp->update(command.spec); // attendDsp() tells
    finishBlends();
}

void DecodeThread::handle(HaltDecoding&)
{
    leaveRing();
    m_stage = Stage::Idle;
    m_ticket = 0;
    m_current.reset();
    m_next.reset();
    m_following.reset();
    m_waitingCue.reset();
}

// ---- tracks --------------------------------------------------------------------------------------------------------

Result<DecodeThread::Track> DecodeThread::openTrack(const QueueEntry& entry, double startSeconds)
{
    Result<OpenedFile> file = m_opener.open(entry.path);
    if (!file)
        return file.error();
    Track track;
    track.entry = entry;
    track.info = file->decoder->info();
    track.file = std::move(*file);
    if (auto tags = readTags(entry.path))
        track.gainTags = tags->replayGain;
    const bool fromTheStart = startSeconds <= 0.0 || !track.info.seekable;
    if (!fromTheStart && !reposition(track, entry, startSeconds))
        return Error{ErrorCode::Unsupported, "decode",
                     "Cannot go on in the middle of “" + entry.path.filename().string() +
                         "”: seeking failed."};
    return track;
}

bool DecodeThread::reposition(Track& track, const QueueEntry& entry, double startSeconds)
{
    if (track.entry.id != entry.id || track.entry.path != entry.path || track.file.decoder == nullptr)
        return false;
    const DecoderInfo& info = track.info;
    const double wanted = std::max(0.0, startSeconds) * info.format.sampleRate;
    uint64_t frame = static_cast<uint64_t>(std::llround(wanted));
    if (info.frames)
        frame = std::min(frame, *info.frames);
    if (!track.file.decoder->seek(frame))
        return false;
    track.nextFrame = frame;
    track.startSeconds = static_cast<double>(frame) / info.format.sampleRate;
    return true;
}

void DecodeThread::preloadNext()
{
    if (!m_following || !m_following->entry || m_next || m_stage != Stage::Reading)
        return;
    Result<Track> opened = openTrack(*m_following->entry, 0.0);
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
        if (m_next && m_next->file.by == change.candidate)
            m_next.reset();
        if (m_current && m_current->file.by == change.candidate)
            m_current->told = change.kind;
        if (m_current && m_current->successor && m_current->successor->by == change.candidate)
            m_current->successor.reset();
    }
    if (m_current && m_current->told && !m_current->successor)
        renewDecoder(*m_current);
    if (m_waitingCue) {
        CueTrack command = *std::exchange(m_waitingCue, std::nullopt);
        handle(command);
    }
    if (m_stage == Stage::AwaitingNext)
        endOfTrack();
}

void DecodeThread::renewDecoder(Track& track)
{
    if (m_stage == Stage::Idle) {
        m_current.reset(); // was kept only because it might be asked for again
        return;
    }
    const auto follows = [&track](Decoder& decoder) { return follow(track, decoder); };
    Result<OpenedFile> next = *track.told == WorkerControl::Kind::Destroy
                                  ? m_opener.open(track.entry.path, follows)
                                  : m_opener.openAnew(track.file.by, track.entry.path, follows);
    if (next)
        track.successor = std::move(*next);
    else if (next.error().code != ErrorCode::Busy) // or else the old one goes on until the other is loaded
        stayOrLose(track, next.error());
}

void DecodeThread::stayOrLose(Track& track, const Error& why)
{
    track.successor.reset();
    if (*std::exchange(track.told, std::nullopt) == WorkerControl::Kind::Destroy)
        loseDecoder(track, why);
    else
        log(LogLevel::Warning, "decode", "The decoder that plays “{}” stays: {}",
            track.entry.path.filename().string(), why.message);
}

Result<void> DecodeThread::follow(const Track& track, Decoder& next)
{
    const AudioFormat& before = track.info.format;
    const AudioFormat& after = next.info().format;
    if (after != before)
        return Error{ErrorCode::Unsupported, "decode",
                     fmt::format("“{}” comes as {} Hz {} from its other decoder, and as {} Hz {} before.",
                                 track.entry.path.filename().string(), after.sampleRate, after.layout.name(),
                                 before.sampleRate, before.layout.name())};
    return track.nextFrame > 0 ? next.seek(track.nextFrame) : Result<void>();
}

bool DecodeThread::bringSuccessor()
{
    if (!m_current || !m_current->successor)
        return false;
    if (m_stage == Stage::Idle) {
        m_current.reset();
        return false;
    }
    Track& track = *m_current;
    if (!track.successor->decoder->advance())
        return true;
    // The music went on meanwhile.
    if (const Result<void> there = follow(track, *track.successor->decoder); !there) {
        stayOrLose(track, there.error());
        return true;
    }
    if (!track.successor->decoder->advance())
        return true;
    track.file = std::move(*std::exchange(track.successor, std::nullopt));
    track.info = track.file.decoder->info();
    track.told.reset();
    return false;
}

/// The music that is decoded already is played, and the track ends there.
void DecodeThread::loseDecoder(Track& track, const Error& why)
{
    track.file = {};
    track.lost = why;
    if (m_stage != Stage::Cued)
        return; // readBlock() tells
    m_stage = Stage::Idle;
    m_report(CueFailed{m_ticket, track.entry.id, why});
}

void DecodeThread::attendDsp()
{
    DspNews news = m_dsp->attend();
    finishBlends();
    if (news.nodes)
        m_report(DspNodesChanged{std::move(*news.nodes)});
    if (!news.outcomes.empty())
        m_report(DspConfigured{std::move(news.outcomes)});
}

// ---- the ring ------------------------------------------------------------------------------------------------------

bool DecodeThread::fillRing()
{
    while (m_ring != nullptr) {
        if (!m_commands.isEmpty() || m_opener.hasChanges() || m_dsp->hasWork() ||
            m_quit.load(std::memory_order_relaxed))
            return true;
        if (!deliverPending()) {
            publishWhenPrimed(true);
            m_renderer->announceData();
            return false;
        }
        publishWhenPrimed(false);
        switch (m_stage) {
        case Stage::Reading:
            if (isUnderWay())
                break;
            if (!readBlock())
                endOfTrack();
            break;
        case Stage::Draining:
            m_pending = m_conversion->pull();
            if (m_pending.empty())
                endOfTrack();
            break;
        case Stage::AwaitingNext:
            publishWhenPrimed(true);
            m_renderer->announceData();
            return false;
        case Stage::Idle:
        case Stage::Cued:
            return false;
        }
    }
    return false;
}

/// The decoder still reads its way to the frame that was sought. Done in parts, so that commands are heard.
bool DecodeThread::isUnderWay()
{
    return m_current->file.decoder != nullptr && !m_current->file.decoder->advance();
}

/// False when the current track has nothing more to give.
bool DecodeThread::readBlock()
{
    m_pending = m_conversion->pull();
    if (!m_pending.empty())
        return true;
    if (m_current->lost) {
        m_report(TrackBroke{m_ring->epoch(), m_current->entry.id, *m_current->lost});
        return false;
    }
    const auto begin = Clock::now();
    const Result<uint64_t> frames = m_current->file.decoder->read(m_conversion->input());
    if (!frames) {
        m_report(TrackBroke{m_ring->epoch(), m_current->entry.id, frames.error()});
        return false;
    }
    if (*frames == 0) {
        // Without this, an empty track that repeats would be joined for ever.
        if (!m_current->hasSound && m_current->startSeconds == 0.0) {
            m_report(
                TrackBroke{m_ring->epoch(), m_current->entry.id,
                           Error{ErrorCode::Corrupt, "decode",
                                 "“" + m_current->entry.path.filename().string() + "” holds no sound."}});
        }
        return false;
    }
    m_current->hasSound = true;
    m_current->nextFrame += *frames;
    m_conversion->push(static_cast<uint32_t>(*frames), replayGainFactor(m_current->gainTags, m_replayGain));
    m_pending = m_conversion->pull();
    m_decodeTime.record(Clock::now() - begin);
    const double seconds = static_cast<double>(*frames) / m_current->info.format.sampleRate;
    m_decodedSeconds.store(m_decodedSeconds.load(std::memory_order_relaxed) + seconds,
                           std::memory_order_relaxed);
    return true;
}

/// Reads the music for blends at once, beyond the room in the ring: that may stay full for long, and what was
/// replaced is to be let go of now.
void DecodeThread::finishBlends()
{
    while (m_ring != nullptr && m_stage == Stage::Reading && m_dsp->isBlending()) {
        std::vector<float> ahead(m_pending.begin(), m_pending.end());
        m_pending = {};
        const bool hasMore = readBlock();
        ahead.insert(ahead.end(), m_pending.begin(), m_pending.end());
        m_ahead = std::move(ahead);
        m_pending = m_ahead;
        if (!hasMore)
            endOfTrack();
    }
    m_dsp->letGo(); // of what no music comes for
}

/// False while the ring has no room for all of what is pending.
bool DecodeThread::deliverPending()
{
    if (m_pending.empty())
        return true;
    const uint32_t frames = m_ring->write(m_pending);
    m_pending = m_pending.subspan(size_t{frames} * m_ring->channels());
    // Half a ring at a time: waking a device that runs as fast as it can for every block costs more than the
    // block.
    if (frames > 0 && m_published && m_ring->writable() <= m_ring->capacityFrames() / 2)
        m_renderer->announceData();
    return m_pending.empty();
}

/// The current track is read, or the conversion drained after it: go on with what follows, as far as that is
/// known.
void DecodeThread::endOfTrack()
{
    const bool drained = m_stage == Stage::Draining;
    if (!m_following) {
        m_stage = Stage::AwaitingNext;
        return;
    }
    if (m_following->entry && !m_next) {
        Result<Track> opened = openTrack(*m_following->entry, 0.0);
        if (!opened) {
            m_stage = Stage::AwaitingNext;
            if (opened.error().code == ErrorCode::Busy)
                return;
            const EntryId failed = m_following->entry->id;
            m_following.reset();
            m_report(NextFailed{failed, opened.error()});
            return;
        }
        m_next = std::move(opened).value();
    }
    const bool joins = m_next && canJoin(m_next->info.format, m_rules);
    if (joins && !m_conversion->hasEnded() && m_next->info.format == m_conversion->sourceFormat()) {
        joinNext();
        return;
    }
    if (!drained || (!joins && !m_conversion->endsRing())) {
        m_conversion->endInput(!joins);
        m_stage = Stage::Draining;
        return;
    }
    if (!joins) {
        finishRing(m_next ? m_next->entry.id : 0);
        return;
    }
    // What the chain after mapping still holds comes later, unless it was asked for already.
    const uint64_t start =
        m_conversion->endsRing() ? m_ring->framesWritten() : m_conversionStart + m_conversion->framesOut();
    auto conversion = Conversion::create(m_next->info.format, m_rules, *m_dsp);
    if (!conversion) {
        m_report(NextFailed{m_next->entry.id, conversion.error()});
        finishRing(0);
        return;
    }
    m_conversion = std::move(conversion).value();
    m_conversionStart = start;
    joinNext();
}

void DecodeThread::joinNext()
{
    m_current = std::exchange(m_next, std::nullopt);
    m_following.reset();
    m_stage = Stage::Reading;
    reportJoined();
}

void DecodeThread::reportJoined()
{
    TrackJoined joined;
    joined.epoch = m_ring->epoch();
    joined.entry = m_current->entry.id;
    joined.ringFrame = m_conversionStart + m_conversion->framesOut();
    joined.startSeconds = m_current->startSeconds;
    joined.info = m_current->info;
    joined.replayGain = replayGainFactor(m_current->gainTags, m_replayGain);
    joined.resampled = m_conversion->resamples();
    joined.remixed = m_conversion->remixes();
    m_report(std::move(joined));
}

void DecodeThread::publishWhenPrimed(bool nothingMoreFits)
{
    if (m_published || (!nothingMoreFits && m_ring->readable() < primingFrames(*m_renderer)))
        return;
    m_renderer->publishRing(m_fades);
    m_published = true;
    m_renderer->announceData();
    m_report(RingReady{m_ring->epoch()});
}

void DecodeThread::finishRing(EntryId next)
{
    const RingFinished finished{m_ring->epoch(), m_ring->framesWritten(), next};
    m_ring->finish();
    publishWhenPrimed(true);
    m_renderer->announceData();
    m_ring = nullptr;
    m_stage = Stage::Idle;
    m_report(finished);
}

/// Stops writing; what the ring holds is still played, and running dry is then no underrun.
void DecodeThread::leaveRing()
{
    if (m_ring != nullptr && m_published) {
        m_ring->finish();
        m_renderer->announceData();
    }
    m_ring = nullptr;
    m_renderer.reset();
    m_conversion.reset();
    m_pending = {};
}

std::chrono::nanoseconds DecodeThread::untilRingNeedsData() const
{
    const bool ringIsFull = m_ring != nullptr && (m_stage == Stage::Reading || m_stage == Stage::Draining);
    if (!ringIsFull || !m_renderer->traits().realTime)
        return std::chrono::nanoseconds::max();
    const auto buffered = static_cast<double>(m_ring->framesWritten() - m_ring->framesRead());
    const std::chrono::duration<double> half(buffered / 2.0 / m_renderer->output().format.sampleRate);
    return std::max<std::chrono::nanoseconds>(5ms,
                                              std::chrono::duration_cast<std::chrono::nanoseconds>(half));
}

} // namespace stellatune
