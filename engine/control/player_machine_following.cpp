// What is played after what: the order of the queue, around the tracks that could not be played.
#include "engine/control/player_machine.h"

#include <algorithm>

namespace stellatune {

namespace {

/// Tracks decoded ahead of the one that is heard. Only tracks of a few frames could ever be more, thousands
/// of them.
constexpr size_t kMostTracksAhead = 32;

} // namespace

/// What only stores the music would do so until nothing has room any more.
bool PlayerMachine::repeats() const
{
    return m_published.renderer == nullptr || m_published.renderer->traits().isHeard();
}

EntryId PlayerMachine::nextAfter(EntryId id) const
{
    return repeats() ? m_queue.next(id) : m_queue.nextInOrder(id);
}

/// What is played when `id` ends by itself; 0 at the end. `begun` counts even when it failed: what was read
/// of it before is in the ring, and is heard.
EntryId PlayerMachine::following(EntryId id, EntryId begun) const
{
    if (m_published.stopAfterCurrent && id == m_published.entry)
        return 0;
    EntryId next = repeats() ? m_queue.afterEnd(id) : m_queue.nextInOrder(id);
    for (size_t skipped = 0; next != 0 && skipped <= m_failed.size(); ++skipped) {
        if (next == begun || !isFailed(next))
            return next;
        next = nextAfter(next);
    }
    return 0;
}

/// The order may have changed: tell the decode thread what follows the track that it is at, and when it is
/// already ahead in a track that shall not be heard next, start over from what is heard.
void PlayerMachine::reconcileNext()
{
    if (m_decode != DecodeStage::Streaming)
        return;
    const std::vector<Segment>& segments = m_published.timeline.segments();
    EntryId last = m_published.entry;
    size_t known = 0;
    for (const Segment& segment : segments) {
        if (segment.track.epoch != m_epoch || (known > 0 && segment.track.goesOn))
            continue;
        if (known > 0 && following(last, segment.track.entry) != segment.track.entry) {
            recue(renderedSeconds(), Start::Seek);
            return;
        }
        ++known;
        last = segment.track.entry;
    }
    if (!m_ringFinished && known <= kMostTracksAhead)
        sendNext(following(last));
}

void PlayerMachine::sendNext(EntryId id)
{
    if (m_sentNext == id)
        return;
    m_sentNext = id;
    const QueueEntry* entry = m_queue.find(id);
    m_effects.emplace_back(
        DecodeCommand(SetNextTrack{entry != nullptr ? std::optional<QueueEntry>(*entry) : std::nullopt}));
}

/// Once for each entry, until something is asked to play again.
void PlayerMachine::tellFailed(EntryId id, const Error& error)
{
    if (isFailed(id))
        return;
    m_failed.push_back(id);
    emit(PlayerEvent::Kind::TrackFailed, id, error);
}

bool PlayerMachine::isFailed(EntryId id) const
{
    return std::find(m_failed.begin(), m_failed.end(), id) != m_failed.end();
}

/// `id` cannot be played: on to the next that was not found bad already.
void PlayerMachine::skipFailed(EntryId id)
{
    if (m_want == Want::Paused) {
        haltPlaying();
        refreshState();
        return;
    }
    const bool withinTrack = m_start == Start::Seek || m_start == Start::Resume;
    const Start start = withinTrack ? Start::Jump : m_start;
    EntryId next = nextAfter(id);
    for (size_t skipped = 0; next != 0 && skipped <= m_failed.size(); ++skipped) {
        if (!isFailed(next)) {
            cue(QueueEntry(*m_queue.find(next)), 0.0, start);
            return;
        }
        next = nextAfter(next);
    }
    finishPlaying();
}

} // namespace stellatune
