#include "engine/output/sink_session.h"

#include "engine/audio/speaker_mask.h"
#include "pluginhost/base/log.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

constexpr const char* kDomain = "output.sink";
constexpr uint32_t kDefaultChunk = 1024;
constexpr uint32_t kLongestChunk = 16'384;

bool isSameSound(const StSinkFormat& a, const StSinkFormat& b)
{
    return a.sample_rate == b.sample_rate && a.channels == b.channels && a.channel_mask == b.channel_mask;
}

} // namespace

StSinkFormat sinkFormatOf(const OutputRequest& request)
{
    StSinkFormat wanted{};
    wanted.struct_size = sizeof wanted;
    wanted.sample_rate = request.format.sampleRate;
    wanted.channels = request.format.channels();
    wanted.channel_mask = speakerMask(request.format.layout);
    wanted.chunk_frames = request.bufferFrames;
    wanted.bits_per_sample = std::min(bitsPerSample(request.sampleFormat), 32U);
    return wanted;
}

SinkSession::SinkSession(WorkerEndpoint endpoint, const SinkOrder& order,
                         std::shared_ptr<SinkChannel> channel, std::function<void()> beforeMove)
    : m_address(order.address), m_channel(std::move(channel)), m_beforeMove(std::move(beforeMove)),
      m_endpoint(std::move(endpoint)), m_generations{order.config.generation},
      m_controller([this](const std::string& config) { return make(config); }, order.config.config),
      m_name(m_address.typeId)
{}

SinkSession::~SinkSession()
{
    static_cast<void>(close());
}

Result<OpenedSink> SinkSession::open(const OutputRequest& request)
{
    const auto lease = waitForLease(m_endpoint, *m_channel->workerBell,
                                    [this] { return m_channel->ending.load(std::memory_order_acquire); });
    if (!lease)
        return lease.error();
    if (m_controller.instance() == nullptr) {
        m_controller.renew();
        static_cast<void>(call("create", [this] { return m_controller.applyPending(); }));
    }
    if (m_controller.instance() == nullptr)
        return m_whyNot;
    m_wanted = sinkFormatOf(request);
    return openAs(m_controller.instance()->instance(), m_wanted);
}

Result<OpenedSink> SinkSession::openAs(SinkInstance& sink, const StSinkFormat& wanted)
{
    if (const ModuleCapability* type = sink.lease().library().find(CapabilityKind::Output, m_address.typeId))
        m_name = type->displayName;
    Result<StSinkFormat> accepted =
        call("negotiate", [&] { return sink.negotiate(m_address.target, wanted); });
    if (!accepted)
        return named(accepted.error());
    if (accepted->sample_rate < kMinSampleRate || accepted->sample_rate > kMaxSampleRate)
        return Error{ErrorCode::Unsupported, kDomain,
                     fmt::format("{} asks for {} Hz, and {} to {} Hz are possible.", m_name,
                                 accepted->sample_rate, kMinSampleRate, kMaxSampleRate)};
    if (Result<void> opened = call("open", [&] { return sink.open(m_address.target, *accepted); }); !opened)
        return named(opened.error());
    m_format = *accepted;
    OpenedSink result;
    result.output.format = {accepted->sample_rate, layoutOfMask(accepted->channel_mask, accepted->channels)};
    result.output.sampleFormat = SampleFormat::Float32;
    result.output.description = m_name;
    result.chunkFrames =
        accepted->chunk_frames == 0 ? kDefaultChunk : std::min(accepted->chunk_frames, kLongestChunk);
    result.output.bufferFrames = result.chunkFrames;
    result.keepsBits = accepted->bits_per_sample >= wanted.bits_per_sample;
    result.stores = sink.stores();
    m_opened = result;
    return result;
}

Result<void> SinkSession::beginTrack(const std::string& text)
{
    return named(call("begin_track", [&] { return m_controller.instance()->instance().beginTrack(text); }));
}

Result<uint32_t> SinkSession::write(std::span<const float> interleaved)
{
    return named(call("write", [&] { return m_controller.instance()->instance().write(interleaved); }));
}

Result<StSinkStatus> SinkSession::status()
{
    return call("status", [&] { return m_controller.instance()->instance().status(); });
}

Result<void> SinkSession::flush()
{
    return named(call("flush", [&] { return m_controller.instance()->instance().flush(); }));
}

Result<void> SinkSession::reset()
{
    return named(call("reset", [&] { return m_controller.instance()->instance().reset(); }));
}

Result<void> SinkSession::close()
{
    if (!m_opened)
        return {};
    m_opened.reset();
    return named(call("close", [&] { return m_controller.instance()->instance().close(); }));
}

// ---- changes ---------------------------------------------------------------------------------------------------------

void SinkSession::changeConfig(const SinkConfigChange& change)
{
    m_generations.push_back(change.generation);
    UpdateOutcome outcome = call("plan_config", [&] { return m_controller.changeConfig(change.config); });
    if (outcome.status == UpdateOutcome::Status::RequiresRecreate)
        m_pending = change;
    else if (outcome.status == UpdateOutcome::Status::Applied)
        m_pending.reset();
    tell(std::move(outcome));
}

void SinkSession::settle()
{
    if (!m_pending)
        return;
    m_news.push_back(
        {m_address.pluginId, m_address.typeId, appliedLater(*std::exchange(m_pending, std::nullopt))});
}

bool SinkSession::attend()
{
    if (const std::optional<WorkerControl> control = m_endpoint.mailbox->takeLatest();
        control && !isOldNews(*control))
        m_controller.tell(*control);
    m_interrupted = false;
    while (true) {
        const WorkerState state = m_controller.state();
        if (state == WorkerState::Running || state == WorkerState::Destroyed)
            break;
        const bool wasThere = m_controller.instance() != nullptr;
        if (state == WorkerState::PendingDestroy && m_opened) {
            playOut(m_controller.instance()->instance());
            m_opened.reset();
            const auto lease = m_endpoint.acquire();
            m_failure =
                lease ? Error{ErrorCode::DeviceLost, kDomain, m_name + " was taken away."} : lease.error();
        }
        m_comesLater = false;
        std::optional<UpdateOutcome> outcome =
            call("create or destroy", [this] { return m_controller.applyPending(); });
        if (!outcome)
            continue;
        if (outcome->status == UpdateOutcome::Status::Destroyed) {
            settle();
            continue;
        }
        const bool ofPending = m_pending && m_generations[outcome->generation] == m_pending->generation;
        if (ofPending)
            m_pending.reset();
        // A build that is still being loaded announces itself once it is there; settings are not tried again.
        if (wasThere && (ofPending || !m_comesLater))
            tell(std::move(*outcome));
    }
    return m_interrupted;
}

/// The build that it tells of is in use already, because this was opened as soon as it could be had.
bool SinkSession::isOldNews(const WorkerControl& control)
{
    if (control.kind != WorkerControl::Kind::Recreate || m_controller.instance() == nullptr)
        return false;
    const auto lease = m_endpoint.acquire();
    return lease && lease->get() == &m_controller.instance()->instance().lease();
}

Result<std::unique_ptr<SinkSession::Seat>> SinkSession::make(const std::string& config)
{
    Result<std::shared_ptr<const ModuleLease>> lease = m_endpoint.acquire();
    if (!lease) {
        m_whyNot = lease.error();
        m_comesLater = lease.error().code == ErrorCode::Busy;
        return lease.error();
    }
    Result<std::unique_ptr<SinkInstance>> made =
        SinkInstance::create(std::move(*lease), m_address.typeId, config);
    if (!made) {
        m_whyNot = named(made.error());
        return made.error();
    }
    carryState(**made);
    if (m_opened) {
        if (Result<void> moved = moveTo(**made); !moved)
            return moved.error();
    }
    return std::make_unique<Seat>(std::move(*made));
}

/// Another build may not know the state of this one; then it goes on without.
void SinkSession::carryState(SinkInstance& next)
{
    if (m_controller.instance() == nullptr)
        return;
    SinkInstance& old = m_controller.instance()->instance();
    if (!old.carriesState() || !next.carriesState())
        return;
    const Result<std::string> state = old.exportState();
    const Result<void> carried = state ? next.importState(*state) : Result<void>(state.error());
    if (!carried)
        log(LogLevel::Warning, kDomain, "{} goes on without its state: {}", m_name, carried.error().message);
}

/// A device admits one user only, so the old instance lets go before the new one is opened.
Result<void> SinkSession::moveTo(SinkInstance& next)
{
    SinkInstance& old = m_controller.instance()->instance();
    playOut(old);
    m_interrupted = true;
    const StSinkFormat before = m_format;
    const bool stored = stores();
    const Result<OpenedSink> opened = openAs(next, m_wanted);
    if (!opened) {
        log(LogLevel::Warning, kDomain, "{} goes on as it was: {}", m_name, opened.error().message);
        m_format = before;
        reopen(old);
        return opened.error();
    }
    if (!isSameSound(m_format, before) || opened->stores != stored) {
        // That takes another renderer, and the player makes one when it is told.
        m_takesAnotherFormat = true;
        m_failure = Error{ErrorCode::DeviceLost, kDomain,
                          fmt::format("{} takes another format now and is opened again.", m_name)};
        static_cast<void>(call("close", [&] { return next.close(); }));
        m_opened.reset();
    }
    return {};
}

void SinkSession::playOut(SinkInstance& sink)
{
    m_beforeMove();
    const Result<void> flushed = call("flush", [&] { return sink.flush(); });
    const Result<void> closed = call("close", [&] { return sink.close(); });
    for (const Result<void>* done : {&flushed, &closed}) {
        if (!*done)
            log(LogLevel::Warning, kDomain, "{}", done->error().message);
    }
}

void SinkSession::reopen(SinkInstance& sink)
{
    if (Result<void> opened = call("open", [&] { return sink.open(m_address.target, m_format); }); !opened) {
        m_opened.reset();
        m_failure = named(opened.error());
    }
}

/// A plugin's own words need not say whose they are.
Error SinkSession::named(Error error) const
{
    if (error.message.find(m_address.pluginId) == std::string::npos)
        error.message = fmt::format("{} of the plugin {}: {}", m_name, m_address.pluginId, error.message);
    return error;
}

void SinkSession::tell(UpdateOutcome outcome)
{
    outcome.generation = m_generations[outcome.generation];
    m_news.push_back({m_address.pluginId, m_address.typeId, std::move(outcome)});
}

} // namespace stellatune
