// What the decode thread does to a ring: reads tracks into it, joins them, and finishes it.
#include "engine/decode/decode_thread.h"
#include "engine/output/track_text.h"
#include "pluginhost/base/file_error.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace stellatune {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Frames that are read at once beyond the room in the ring: about a blend, so that little is.
constexpr uint32_t kStretchAhead = 512;

/// How often the ring is looked after where it is to hold little.
constexpr auto kShortPause = 50ms;

/// What a sound server takes in its first gulp, at most.
uint32_t firstGulp(const Renderer& renderer)
{
    return renderer.output().bufferFrames * 6;
}

/// What a ring holds before the device is started on it: a quarter of a second, and never less than the first
/// gulp.
uint32_t primingFrames(const Renderer& renderer)
{
    if (!renderer.traits().isHeard())
        return 1;
    const uint32_t quarterSecond = renderer.output().format.sampleRate / 4;
    return std::min(std::max(quarterSecond, firstGulp(renderer)), renderer.ringFrames() / 4 * 3);
}

/// What a ring is filled with. Where that is to be little: a fifth of a second, and never less than two
/// buffers, or the gulp of a device that is still to start, and twice kShortPause.
uint32_t depthFrames(const Renderer& renderer, ReadAhead readAhead)
{
    if (readAhead == ReadAhead::Full)
        return renderer.ringFrames();
    const uint32_t rate = renderer.output().format.sampleRate;
    const bool starts = renderer.traits().realTime && renderer.isHeld();
    const uint32_t atOnce = starts ? firstGulp(renderer) : renderer.output().bufferFrames * 2;
    return std::min(std::max(rate / 5, atOnce + rate / 10), renderer.ringFrames());
}

/// Frames that are read beyond the room in the ring to release builds of plugins, at most and a stretch: what
/// is changed again and again shall neither grow without bounds nor be heard ever later. While nothing is
/// played, only that makes room for a blend: it is enough for any effect, and for hundreds of changes of
/// those that are not late.
size_t mostFramesAhead(const Renderer& renderer)
{
    constexpr std::chrono::seconds kMostAhead = DspStage::kLongestLatency + 1s;
    return renderer.isHeld() ? renderer.output().format.sampleRate * size_t{kMostAhead.count()} : 32'768;
}

} // namespace

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
        case Stage::Draining:
            if (m_current->yields() && m_current->hasSuccessor())
                return true; // one that is too slow only holds up the other
            // The decoder may still read its way to the frame that was sought, in parts.
            if (m_stage == Stage::Draining || !m_current->isUnderWay())
                readOn(Conversion::kBlockFrames);
            if (m_ring != nullptr && m_current->hasSuccessor() && !m_renderer->traits().realTime)
                return true; // a ring that a file empties is never full
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

/// Makes the next stretch pending, or goes on to what follows.
void DecodeThread::readOn(uint32_t mostFrames)
{
    if (m_stage == Stage::Draining)
        m_pending = m_conversion->pull();
    if (m_stage == Stage::Draining ? m_pending.empty() : !readBlock(mostFrames))
        endOfTrack();
}

/// False when the current track has nothing more to give.
bool DecodeThread::readBlock(uint32_t mostFrames)
{
    m_pending = m_conversion->pull();
    if (!m_pending.empty())
        return true;
    const auto begin = Clock::now();
    const std::span<float> room =
        m_conversion->input().first(size_t{mostFrames} * m_conversion->sourceFormat().channels());
    const Result<uint64_t> frames = m_current->lost() ? *m_current->lost() : m_current->read(room);
    const auto spent = Clock::now() - begin;
    std::optional<Error> broke;
    if (!frames)
        broke = frames.error();
    else if (*frames == 0 && !m_current->hasSound() && m_current->startSeconds() == 0.0)
        // Without this, an empty track that repeats would be joined for ever.
        broke = Error{ErrorCode::Corrupt, "decode",
                      "“" + inUtf8(m_current->entry().path.filename()) + "” holds no sound."};
    if (broke)
        m_report(TrackBroke{m_ring->epoch(), m_current->entry().id, *broke});
    if (broke || *frames == 0) {
        m_current->finish();
        return false;
    }
    checkDecoder(spent, *frames);
    m_conversion->push(static_cast<uint32_t>(*frames), replayGainFactor(m_current->gainTags(), m_replayGain));
    m_pending = m_conversion->pull();
    m_decodeTime.record(Clock::now() - begin);
    const double seconds = static_cast<double>(*frames) / m_current->info().format.sampleRate;
    m_decodedSeconds.store(m_decodedSeconds.load(std::memory_order_relaxed) + seconds,
                           std::memory_order_relaxed);
    return true;
}

/// Reads the music for blends in which a build of a plugin is still heard at once, beyond the room in the
/// ring: that may stay full for long, and the build is to be let go of now. Other blends wait for the room,
/// and changes that come until then become one blend.
void DecodeThread::releaseFormerBuilds()
{
    const auto musicComes = [this] {
        return m_ring != nullptr && (m_stage == Stage::Reading || m_stage == Stage::Draining);
    };
    // A command comes first: another position, or the end of the pause in which so much may be read.
    const auto mayReadOn = [&](size_t samples) {
        return musicComes() && m_dsp->holdsFormerBuild() && m_commands.isEmpty() &&
               !m_quit.load(std::memory_order_acquire) &&
               samples < mostFramesAhead(*m_renderer) * m_ring->channels();
    };
    if (mayReadOn(m_pending.size())) {
        std::vector<float> ahead(m_pending.begin(), m_pending.end());
        while (mayReadOn(ahead.size())) {
            m_pending = {};
            if (m_stage == Stage::Reading) {
                readOn(kStretchAhead);
            } else {
                m_pending = m_conversion->pull();
                // What follows is read when this is in the ring; only then the track or the ring ends.
                if (m_pending.empty())
                    break;
            }
            ahead.insert(ahead.end(), m_pending.begin(), m_pending.end());
        }
        m_ahead = std::move(ahead);
        m_pending = m_ahead;
    }
    // Without a blend it would be heard as a burst of the signal as it is.
    if (!musicComes() && m_dsp->holdsFormerBuild())
        m_dsp->letGo();
}

void DecodeThread::setLowWater()
{
    m_renderer->setLowWater(depthFrames(*m_renderer, m_readAhead) / 2);
}

/// False while the ring has no room for all of what is pending.
bool DecodeThread::deliverPending()
{
    if (m_pending.empty())
        return true;
    const uint32_t depth = depthFrames(*m_renderer, m_readAhead);
    const auto buffered = static_cast<uint32_t>(m_ring->framesWritten() - m_ring->framesRead());
    const size_t room = size_t{depth - std::min(depth, buffered)} * m_ring->channels();
    const uint32_t frames = m_ring->write(m_pending.first(std::min(m_pending.size(), room)));
    m_pending = m_pending.subspan(size_t{frames} * m_ring->channels());
    // To a device that runs as fast as it can, half of it at a time: waking it for every block costs more
    // than the block. One that is heard may have run dry just now.
    const bool isHalfFull = buffered + frames >= depth / 2;
    if (frames > 0 && m_published && (isHalfFull || m_renderer->traits().isHeard()))
        m_renderer->announceData();
    return m_pending.empty();
}

/// The current track is read, or the conversion drained after it: go on with what follows, as far as that is
/// known.
void DecodeThread::endOfTrack()
{
    const bool drained = m_stage == Stage::Draining;
    if (drained && !m_current->isFinished() && changeConversion())
        return;
    attendConfig();
    if (!m_following) {
        m_stage = Stage::AwaitingNext;
        return;
    }
    if (m_following->entry && !m_next) {
        Result<OpenTrack> opened = OpenTrack::open(m_opener, *m_following->entry, 0.0);
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
    const bool joins = m_next && canJoin(m_next->info().format, m_rules);
    if (joins && !m_conversion->hasEnded() && m_next->info().format == m_conversion->sourceFormat()) {
        joinNext();
        return;
    }
    if (!drained || (!joins && !m_conversion->endsRing())) {
        m_conversion->endInput(!joins);
        m_stage = Stage::Draining;
        return;
    }
    if (!joins) {
        finishRing(m_next ? m_next->entry().id : 0);
        return;
    }
    // What the chain after mapping still holds comes later, unless it was asked for already.
    const uint64_t start =
        m_conversion->endsRing() ? m_ring->framesWritten() : m_conversionStart + m_conversion->framesOut();
    auto conversion = Conversion::create(m_next->info().format, m_rules, *m_dsp);
    if (!conversion) {
        m_report(NextFailed{m_next->entry().id, conversion.error()});
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

/// The decoder that took over gives another format than the conversion that was drained was for. False when
/// there is no way to go on with the track.
bool DecodeThread::changeConversion()
{
    const uint64_t held = m_conversion->hasEnded() ? 0 : m_conversion->framesHeld();
    auto conversion =
        Conversion::create(m_current->info().format, m_rules, *m_dsp, m_current->preRoll(), held);
    if (!conversion) {
        m_report(TrackBroke{m_ring->epoch(), m_current->entry().id, conversion.error()});
        m_current->finish();
        return false;
    }
    m_conversionStart += m_conversion->framesOut();
    m_conversion = std::move(conversion).value();
    m_stage = Stage::Reading;
    reportGoesOn();
    return true;
}

void DecodeThread::reportJoined()
{
    TrackJoined joined;
    joined.startSeconds = m_current->startSeconds();
    report(std::move(joined));
}

void DecodeThread::reportGoesOn()
{
    TrackJoined joined;
    joined.startSeconds = m_current->seconds();
    joined.goesOn = true;
    report(std::move(joined));
}

void DecodeThread::report(TrackJoined joined)
{
    joined.epoch = m_ring->epoch();
    joined.entry = m_current->entry().id;
    joined.ringFrame = m_conversionStart + m_conversion->framesOut();
    joined.info = m_current->info();
    joined.replayGain = replayGainFactor(m_current->gainTags(), m_replayGain);
    joined.resampled = m_conversion->resamples();
    joined.remixed = m_conversion->remixes();
    if (!joined.goesOn && m_renderer->traits().wantsTracks) {
        const double seconds = joined.info.frames
                                   ? static_cast<double>(*joined.info.frames) / joined.info.format.sampleRate
                                   : 0.0;
        // Made here, because it reads the file: whoever takes it is in a hurry.
        m_renderer->announceTrack(
            {joined.epoch, joined.ringFrame, joined.entry, trackText(m_current->entry().path, seconds)});
    }
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
    m_ahead = {};
}

std::chrono::nanoseconds DecodeThread::untilRingNeedsData() const
{
    const bool ringIsFull = m_ring != nullptr && (m_stage == Stage::Reading || m_stage == Stage::Draining);
    if (!ringIsFull || !m_renderer->traits().realTime)
        return std::chrono::nanoseconds::max();
    if (m_readAhead == ReadAhead::Short)
        return kShortPause;
    const auto buffered = static_cast<double>(m_ring->framesWritten() - m_ring->framesRead());
    const std::chrono::duration<double> half(buffered / 2.0 / m_renderer->output().format.sampleRate);
    return std::max<std::chrono::nanoseconds>(5ms,
                                              std::chrono::duration_cast<std::chrono::nanoseconds>(half));
}

} // namespace stellatune
