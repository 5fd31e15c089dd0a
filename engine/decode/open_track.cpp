#include "engine/decode/open_track.h"

#include "engine/tags/tags.h"
#include "pluginhost/base/file_error.h"
#include "pluginhost/base/log.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

/// What a resampler has to hear before its output is that of the middle of the music, and what the one before
/// held back; long enough for a change of the rate by more than four to one.
constexpr uint64_t kLeastPreRoll = 16'384;

/// What a successor reads again at most: some seconds of work, for which the plugin that is replaced stays
/// loaded. Beyond it a seek will do, which leaves a difference that is hardly heard.
constexpr uint64_t kMostRepeatedSeconds = 3'600;

/// What a successor reads at least before it takes over.
constexpr uint64_t kProbedFrames = 1'024;

} // namespace

Result<OpenTrack> OpenTrack::open(TrackOpener& opener, const QueueEntry& entry, double startSeconds)
{
    Result<OpenedFile> file = opener.open(entry.path);
    if (!file)
        return file.error();
    OpenTrack track(entry, std::move(*file));
    const bool fromTheStart = startSeconds <= 0.0 || !track.m_info.seekable;
    if (!fromTheStart && !track.reposition(entry, startSeconds))
        return Error{ErrorCode::Unsupported, "decode",
                     "Cannot go on in the middle of “" + inUtf8(entry.path.filename()) +
                         "”: seeking failed."};
    return track;
}

OpenTrack::OpenTrack(QueueEntry entry, OpenedFile file)
    : m_entry(std::move(entry)), m_file(std::move(file)), m_info(m_file.decoder->info())
{
    if (auto tags = readTags(m_entry.path))
        m_gainTags = tags->replayGain;
}

bool OpenTrack::reposition(const QueueEntry& entry, double startSeconds)
{
    if (m_entry.id != entry.id || m_entry.path != entry.path || m_file.decoder == nullptr)
        return false;
    const double wanted = std::max(0.0, startSeconds) * m_info.format.sampleRate;
    uint64_t frame = static_cast<uint64_t>(std::llround(wanted));
    if (m_info.frames)
        frame = std::min(frame, *m_info.frames);
    if (!m_file.decoder->seek(frame))
        return false;
    m_sought = frame;
    m_nextFrame = frame;
    m_preRoll = 0;
    m_isFinished = false;
    m_startSeconds = seconds();
    return true;
}

double OpenTrack::seconds() const
{
    return static_cast<double>(m_nextFrame) / m_info.format.sampleRate;
}

bool OpenTrack::isUnderWay()
{
    if (m_file.decoder == nullptr)
        return false;
    const Result<bool> there = m_file.decoder->advance();
    return there && !*there;
}

Result<uint64_t> OpenTrack::read(std::span<float> interleaved)
{
    if (m_file.decoder == nullptr)
        return m_lost.value_or(Error{ErrorCode::Internal, "decode", "The file was let go of."});
    Result<uint64_t> frames = m_file.decoder->read(interleaved);
    if (!frames)
        return frames;
    m_hasSound = m_hasSound || *frames > 0;
    const uint64_t again = std::min(m_preRoll, *frames);
    m_preRoll -= again;
    m_nextFrame += *frames - again;
    return frames;
}

// ---- plugins -------------------------------------------------------------------------------------------------------

void OpenTrack::hear(const DecoderChange& change)
{
    const bool isMine = m_file.by == change.candidate;
    if (isMine) {
        m_told = change.kind;
        m_yields = false;
        m_passedOver.clear();
        if (change.kind == WorkerControl::Kind::Destroy)
            conclude(UpdateOutcome::Status::Applied); // for when the plugin is back
    }
    // Whoever is on its way is so because of what was said before.
    if (m_successor && (isMine || m_successor->by == change.candidate))
        m_successor.reset();
    std::erase(m_passedOver, change.candidate); // may be another build, which does not fail
    if (m_isFinished)
        letGo();
}

void OpenTrack::yield()
{
    if (m_told || m_nextConfig)
        return;
    m_told = WorkerControl::Kind::Destroy;
    m_yields = true;
    m_passedOver = {m_file.by};
}

void OpenTrack::finish()
{
    m_isFinished = true;
    letGo();
}

/// Of what no successor is needed for.
void OpenTrack::letGo()
{
    m_successor.reset();
    const bool isOutdated = m_nextConfig.has_value();
    conclude(UpdateOutcome::Status::Applied);
    if (std::exchange(m_told, std::nullopt) || isOutdated)
        m_file = {};
}

void OpenTrack::findSuccessor(TrackOpener& opener)
{
    while ((m_told || m_nextConfig) && !m_successor) {
        Result<OpenedFile> next = openSuccessor(opener);
        if (next)
            m_successor = std::move(*next);
        else if (next.error().code == ErrorCode::Busy)
            return; // the old one goes on until the other is loaded
        else
            stayOrLose(next.error());
    }
}

Result<OpenedFile> OpenTrack::openSuccessor(TrackOpener& opener)
{
    if (m_told != WorkerControl::Kind::Destroy) {
        const auto repeats = [this](Decoder& decoder) {
            m_way = {.repeats = canRepeat(decoder), .sought = std::nullopt, .target = 0};
            return follow(decoder);
        };
        return opener.openAnew(m_file.by, m_entry.path, repeats,
                               m_nextConfig ? &m_nextConfig->config : nullptr);
    }
    const auto follows = [this](Decoder& decoder) {
        m_way = {};
        return follow(decoder);
    };
    const auto followsUnchanged = [this, follows](Decoder& decoder) -> Result<void> {
        if (decoder.info().format != m_info.format)
            return Error{ErrorCode::Unsupported, "decode", "It comes in another format."};
        return follows(decoder);
    };
    Result<OpenedFile> next = opener.open(m_entry.path, followsUnchanged, m_passedOver);
    return next || next.error().code == ErrorCode::Busy ? std::move(next)
                                                        : opener.open(m_entry.path, follows, m_passedOver);
}

/// Where samples do not depend on what was read before, there is nothing to repeat.
bool OpenTrack::canRepeat(const Decoder& next) const
{
    return !next.info().lossless && next.info().format == m_info.format &&
           m_nextFrame - m_sought.value_or(0) <= kMostRepeatedSeconds * m_info.format.sampleRate;
}

/// Brings `next` to where the music stands, or on its way there.
Result<void> OpenTrack::follow(Decoder& next)
{
    const uint64_t frame = positionFor(next) - preRollFor(next);
    if (next.info().frames && frame > *next.info().frames)
        return Error{ErrorCode::Corrupt, "decode", "The other decoder takes the music to be over before."};
    const uint64_t before = std::exchange(m_way.target, frame);
    if (m_way.repeats) {
        // The music goes back, or jumps, by a seek alone.
        if (m_sought && (m_way.sought != m_sought || frame < before)) {
            m_way.sought = m_sought;
            if (const Result<void> there = next.seek(*m_sought); !there)
                return there;
        }
        return next.readTo(frame);
    }
    if (frame == before)
        return {};
    // The first time before it: the old decoder is let go of only for one that was seen to read.
    const uint64_t probed = m_way.sought ? 0 : std::min(frame, kProbedFrames);
    m_way.sought = frame - probed;
    const Result<void> there = next.seek(*m_way.sought);
    return there && probed > 0 ? next.readTo(frame) : there;
}

/// The frame of `next` that sounds at the time of m_nextFrame.
uint64_t OpenTrack::positionFor(const Decoder& next) const
{
    const uint64_t from = m_info.format.sampleRate;
    const uint64_t to = next.info().format.sampleRate;
    return (m_nextFrame * to + from / 2) / from;
}

/// Where the format stays, what is left of the one before. Else the shortest that takes a whole number of
/// frames at either rate, and so at whatever rate the device has that one of them needs no resampling for.
uint64_t OpenTrack::preRollFor(const Decoder& next) const
{
    if (next.info().format == m_info.format)
        return m_preRoll;
    const uint64_t rate = next.info().format.sampleRate;
    const uint64_t unit = rate / std::gcd(rate, uint64_t{m_info.format.sampleRate});
    return std::min((kLeastPreRoll + unit - 1) / unit * unit, positionFor(next));
}

OpenTrack::Succession OpenTrack::bringSuccessor()
{
    Decoder& next = *m_successor->decoder;
    Result<bool> there = next.advance();
    if (there && *there) {
        // The music went on meanwhile.
        const Result<void> follows = follow(next);
        there = follows ? next.advance() : follows.error();
    }
    if (!there) {
        dropSuccessor(there.error());
        return Succession::Failed;
    }
    if (!*there)
        return Succession::UnderWay;
    m_preRoll = preRollFor(next);
    m_nextFrame = positionFor(next);
    m_sought = m_way.sought;
    m_file = std::move(*std::exchange(m_successor, std::nullopt));
    m_info = m_file.decoder->info();
    m_told.reset();
    m_yields = false;
    m_passedOver.clear();
    conclude(UpdateOutcome::Status::Recreated);
    return Succession::TookOver;
}

/// It failed on its way.
void OpenTrack::dropSuccessor(const Error& why)
{
    if (m_told != WorkerControl::Kind::Destroy) {
        stayOrLose(why); // that candidate alone would have done
        return;
    }
    log(LogLevel::Warning, "decode", "Another decoder is looked for: {}", why.message);
    m_passedOver.push_back(m_successor->by);
    m_successor.reset();
}

void OpenTrack::stayOrLose(const Error& why)
{
    m_successor.reset();
    m_passedOver.clear();
    if (m_nextConfig) {
        conclude(UpdateOutcome::Status::Failed, why.message);
        return;
    }
    const bool mayStay = std::exchange(m_yields, false);
    if (*std::exchange(m_told, std::nullopt) == WorkerControl::Kind::Destroy && !mayStay) {
        // That nobody else knows the file is not what is wrong with it.
        m_lost =
            Error{why.code, "decode",
                  fmt::format("The plugin {}, which decoded “{}”, was switched off, and no other decoder "
                              "can go on with it.",
                              m_file.by.pluginId, inUtf8(m_entry.path.filename()))};
        m_file = {};
        return;
    }
    log(LogLevel::Warning, "decode", "The decoder that plays “{}” stays: {}", inUtf8(m_entry.path.filename()),
        why.message);
}

// ---- settings ------------------------------------------------------------------------------------------------------

UpdateOutcome OpenTrack::changeConfig(const DecoderConfigChange& change)
{
    using Status = UpdateOutcome::Status;
    const Result<ConfigPlan> plan = m_file.decoder->planConfig(change.config);
    if (!plan)
        return outcomeOf(change, Status::Failed, plan.error().message);
    switch (plan->change) {
    case ConfigChange::Reject:
        return outcomeOf(change, Status::Rejected, plan->reason);
    case ConfigChange::Recreate:
        m_nextConfig = change;
        break;
    case ConfigChange::HotApply:
        if (const Result<void> applied = m_file.decoder->applyConfig(change.config); !applied)
            return outcomeOf(change, Status::Failed, applied.error().message);
        m_file.config = change.config;
        m_nextConfig.reset();
        break;
    }
    if (m_successor && m_successor->by == m_file.by)
        m_successor.reset(); // it has the settings before
    if (!m_nextConfig)
        return outcomeOf(change, Status::Applied);
    if (!m_isFinished && m_told != WorkerControl::Kind::Destroy)
        return outcomeOf(change, Status::RequiresRecreate);
    // For what is opened next.
    m_nextConfig.reset();
    UpdateOutcome outcome = outcomeOf(change, Status::Applied);
    outcome.standing = change.config;
    if (m_isFinished)
        m_file = {};
    return outcome;
}

void OpenTrack::openAnew(const DecoderCandidate& successor)
{
    if (m_successor && m_successor->by == successor)
        m_successor.reset();
    std::erase(m_passedOver, successor);
}

UpdateOutcome OpenTrack::outcomeOf(const DecoderConfigChange& change, UpdateOutcome::Status status,
                                   std::string detail) const
{
    return {status, change.generation, std::move(detail), change.config,
            m_nextConfig ? m_nextConfig->config : m_file.config};
}

/// What m_nextConfig wanted. Applied: to what is opened next.
void OpenTrack::conclude(UpdateOutcome::Status status, std::string detail)
{
    if (!m_nextConfig)
        return;
    const DecoderConfigChange change = *std::exchange(m_nextConfig, std::nullopt);
    m_outcome = DecoderOutcome{m_file.by, outcomeOf(change, status, std::move(detail))};
    if (status == UpdateOutcome::Status::Applied)
        m_outcome->outcome.standing = change.config;
}

} // namespace stellatune
