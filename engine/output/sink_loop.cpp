#include "engine/output/sink_loop.h"

#include "pluginhost/base/log.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

using namespace std::chrono_literals;

constexpr const char* kDomain = "output.sink";
constexpr uint32_t kRenderFrames = 1024;
/// Rendered ahead of the sink: refilled at half of it.
constexpr auto kQueued = 100ms;
/// Accepted by the sink ahead of what is heard: given more at half of it.
constexpr auto kAhead = 250ms;
/// Around an interruption.
constexpr auto kFade = 10ms;
constexpr auto kFadeOutPatience = 300ms;
/// Beyond what is queued, until a sink that is closed has taken it.
constexpr auto kPlayOutPatience = 2s;
constexpr auto kShortestPause = 2ms;
constexpr auto kLongestPause = 500ms;
constexpr auto kIdle = 1h;

} // namespace

SinkLoop::SinkLoop(WorkerEndpoint endpoint, const SinkOrder& order, std::shared_ptr<SinkChannel> channel)
    : m_channel(std::move(channel)), m_session(std::move(endpoint), order, m_channel, [this] { playOut(); })
{}

void SinkLoop::run()
{
    while (!m_channel->ending.load(std::memory_order_acquire)) {
        carryOutOrders();
        if (!m_finished)
            attend();
        const Clock::duration pause = pump();
        if (pause > Clock::duration::zero())
            m_channel->workerBell->waitFor(pause);
    }
    static_cast<void>(m_session.close());
}

void SinkLoop::carryOutOrders()
{
    if (!m_channel->hasOrders.exchange(false, std::memory_order_acq_rel))
        return;
    SinkOrders orders;
    {
        const std::lock_guard lock(m_channel->mutex);
        orders = std::exchange(m_channel->orders, {});
    }
    if (orders.open) {
        Result<OpenedSink> opened = m_session.open(orders.open->request);
        if (opened) {
            m_sampleRate = opened->output.format.sampleRate;
            m_channels = opened->output.format.channels();
            m_queue = std::make_unique<SinkQueue>(m_channels);
            m_rendered.resize(size_t{kRenderFrames} * m_channels);
        }
        orders.open->opened.set_value(std::move(opened));
        m_channel->outputBell->ring();
    }
    for (const SinkConfigChange& change : orders.changes)
        m_session.changeConfig(change);
    if (orders.close) {
        finish();
        orders.close->set_value();
        m_channel->outputBell->ring();
    }
    m_channel->workerBell->ring(); // what rang meanwhile was taken for something else
}

/// Between two writes: the safe point for everything that concerns the instance.
void SinkLoop::attend()
{
    const bool wasOpen = m_session.isOpen();
    const bool interrupted = m_session.attend();
    passOnNews();
    std::optional<Error> failure = m_session.takeFailure();
    if (wasOpen && (interrupted || failure))
        publishLatency(0); // all that the old session had accepted was played out
    if (failure && wasOpen) {
        m_channel->takesAnotherFormat.store(m_session.takesAnotherFormat(), std::memory_order_relaxed);
        fail(std::move(*failure));
        return;
    }
    if (!interrupted || !m_session.isOpen())
        return;
    m_pace.forget();
    m_toldOfPace = false;
    m_channel->workerBell->ring(); // what rang meanwhile was taken for something else
    if (!m_session.stores())
        m_queue->fadeIn(framesOf(kFade));
    if (m_track) {
        if (Result<void> told = m_session.beginTrack(*m_track); !told)
            fail(told.error());
    }
}

void SinkLoop::passOnNews()
{
    std::vector<SinkOutcome> news = m_session.takeNews();
    if (news.empty())
        return;
    const std::lock_guard lock(m_channel->mutex);
    std::move(news.begin(), news.end(), std::back_inserter(m_channel->news));
    m_channel->outputBell->ring();
}

/// How long there is nothing to do, unless the bell rings.
SinkLoop::Clock::duration SinkLoop::pump()
{
    if (!m_session.isOpen() || m_failed)
        return kIdle;
    fill();
    m_channel->framesWait.store(!m_queue->isEmpty(), std::memory_order_relaxed);
    const Clock::time_point now = Clock::now();
    if (!m_queue->isEmpty())
        return now < m_giveAt ? m_giveAt - now : give();
    m_pace.forget();
    if (m_sinkFrames == 0)
        return kIdle;
    // As long as what it still has is being heard, the position follows.
    const uint64_t before = m_sinkFrames;
    if (const Result<StSinkStatus> status = m_session.status())
        publishLatency(status->queued_frames + status->latency_frames);
    return m_sinkFrames == before ? Clock::duration(kIdle) : Clock::duration(kAhead / 2);
}

void SinkLoop::fill()
{
    const uint64_t most = std::max<uint64_t>(framesOf(kQueued), uint64_t{2} * m_session.chunkFrames());
    if (m_queue->frames() > most / 2)
        return;
    Renderer* const renderer = m_channel->renderer.exchange(nullptr, std::memory_order_acquire);
    if (renderer == nullptr)
        return;
    while (m_queue->frames() < most) {
        // Whoever looks while it renders shall rather take too little for heard than too much.
        publishLatency(m_sinkFrames, kRenderFrames);
        const uint32_t frames = renderer->render(m_rendered.data(), kRenderFrames, Clock::now());
        const RenderProgress end = renderer->progress();
        m_queue->push(m_rendered.data(), frames);
        for (TrackMark& mark : renderer->takeTracks())
            m_tracks.push_back(std::move(mark));
        placeTracks(frames, end);
        if (frames < kRenderFrames)
            break;
    }
    publishLatency(m_sinkFrames);
    m_channel->renderer.store(renderer, std::memory_order_release);
}

/// Marks the tracks that begin within the `frames` frames rendered last, up to `end`.
void SinkLoop::placeTracks(uint32_t frames, const RenderProgress& end)
{
    for (auto mark = m_tracks.begin(); mark != m_tracks.end();) {
        const bool isAhead =
            mark->epoch > end.epoch || (mark->epoch == end.epoch && mark->frame >= end.frame);
        if (isAhead) {
            ++mark;
            continue;
        }
        // After a seek the track goes on; a ring that was never heard is forgotten.
        const bool isHeard = mark->epoch == end.epoch && end.frame - mark->frame <= frames;
        const bool goesOn = mark->frame == 0 && mark->entry == m_markedEntry;
        if (isHeard && !goesOn) {
            m_markedEntry = mark->entry;
            m_queue->markTrack(end.frame - mark->frame, std::move(mark->text));
        }
        mark = m_tracks.erase(mark);
    }
}

/// Gives the sink what it takes now.
SinkLoop::Clock::duration SinkLoop::give()
{
    if (std::optional<std::string> track = m_queue->takeTrack()) {
        m_track = std::move(track);
        if (Result<void> told = m_session.beginTrack(*m_track); !told) {
            fail(told.error());
            return kIdle;
        }
    }
    const std::span<const float> frames = m_queue->front(m_session.chunkFrames());
    const Result<uint32_t> taken = m_session.write(frames);
    if (!taken) {
        fail(taken.error());
        return kIdle;
    }
    m_queue->drop(*taken);
    const uint64_t before = m_sinkFrames;
    const Result<StSinkStatus> status = m_session.status();
    const uint64_t queued = status ? std::min<uint64_t>(status->queued_frames, UINT32_MAX) : 0;
    publishLatency(status ? queued + status->latency_frames : 0);
    if (*taken > 0 || m_sinkFrames < before)
        m_channel->progress.fetch_add(1, std::memory_order_relaxed);
    watchPace(before, *taken);

    Clock::duration pause = Clock::duration::zero();
    const uint64_t ahead = framesOf(kAhead);
    // A queue that does not get shorter while one waits is none to wait for.
    if (queued > ahead && (*taken > 0 || m_sinkFrames < before))
        pause = durationOf(queued - ahead / 2);
    else if (*taken * size_t{m_channels} < frames.size())
        pause = durationOf(m_session.chunkFrames()) / 4;
    if (pause > Clock::duration::zero())
        pause = std::clamp<Clock::duration>(pause, kShortestPause, kLongestPause);
    m_giveAt = Clock::now() + pause;
    return pause;
}

/// What it took and does not hold any more, it played. Nobody listens to one that stores.
void SinkLoop::watchPace(uint64_t framesBefore, uint64_t taken)
{
    if (framesBefore > framesOf(kAhead)) {
        m_pace.forget(); // it was not given what it could have taken
        return;
    }
    const double played = static_cast<double>(framesBefore + taken) - static_cast<double>(m_sinkFrames);
    if (m_session.stores() || !m_pace.add(Clock::now(), SinkPace::Duration(played / m_sampleRate)) ||
        std::exchange(m_toldOfPace, true))
        return;
    Error slow = m_session.named({ErrorCode::TimedOut, kDomain,
                                  fmt::format("It plays at {:.0f} % of the speed of the music, so there are "
                                              "gaps. Choose another output.",
                                              m_pace.speed() * 100.0)});
    log(LogLevel::Warning, kDomain, "{}", slow.message);
    const std::lock_guard lock(m_channel->mutex);
    m_channel->trouble = std::move(slow);
    m_channel->outputBell->ring();
}

/// Before another instance takes over: what is queued next fades out, and what comes after it is kept.
void SinkLoop::playOut()
{
    if (m_failed || m_queue->isEmpty() || m_session.stores())
        return;
    m_queue->fadeOut(framesOf(kFade));
    const Clock::time_point deadline = Clock::now() + kFadeOutPatience;
    uint64_t left = std::min(m_queue->framesToSilence(), m_queue->frames());
    while (left > 0 && !m_failed && Clock::now() < deadline) {
        const Result<uint32_t> taken = m_session.write(m_queue->front(static_cast<uint32_t>(left)));
        if (!taken)
            return; // what is moved away from is broken
        m_queue->drop(*taken);
        left -= *taken;
        if (*taken == 0)
            m_channel->workerBell->waitFor(kShortestPause);
    }
}

/// Everything that was rendered is heard or stored, and the session ends.
void SinkLoop::finish()
{
    m_finished = true;
    if (m_session.isOpen())
        endSession();
    m_session.settle();
    passOnNews();
}

void SinkLoop::endSession()
{
    const Clock::time_point deadline = Clock::now() + durationOf(m_queue->frames()) + kPlayOutPatience;
    while (!m_failed && !m_queue->isEmpty() && Clock::now() < deadline &&
           !m_channel->ending.load(std::memory_order_acquire)) {
        const Clock::duration pause = give();
        if (pause > Clock::duration::zero())
            m_channel->workerBell->waitFor(pause);
    }
    if (!m_failed) {
        // What it did not take in time it will not play in time either.
        const Result<void> done = m_queue->isEmpty() ? m_session.flush() : m_session.reset();
        if (!done)
            fail(done.error());
    }
    if (Result<void> closed = m_session.close(); !closed && !m_failed)
        fail(closed.error());
    publishLatency(0);
}

void SinkLoop::fail(Error error)
{
    log(LogLevel::Warning, kDomain, "{}", error.message);
    m_failed = true;
    const std::lock_guard lock(m_channel->mutex);
    m_channel->failure = std::move(error);
    m_channel->outputBell->ring();
}

/// `coming`: frames that are being rendered.
void SinkLoop::publishLatency(uint64_t sinkFrames, uint32_t coming)
{
    m_sinkFrames = std::min<uint64_t>(sinkFrames, UINT32_MAX);
    const uint64_t frames = std::min<uint64_t>(m_sinkFrames + m_queue->frames() + coming, UINT32_MAX);
    m_channel->latencyFrames.store(static_cast<uint32_t>(frames), std::memory_order_relaxed);
}

SinkLoop::Clock::duration SinkLoop::durationOf(uint64_t frames) const
{
    return std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(static_cast<double>(frames) / m_sampleRate));
}

uint32_t SinkLoop::framesOf(std::chrono::milliseconds length) const
{
    return static_cast<uint32_t>(uint64_t{m_sampleRate} * static_cast<uint64_t>(length.count()) / 1000);
}

} // namespace stellatune
