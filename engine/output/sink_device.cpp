#include "engine/output/sink_device.h"

#include "engine/output/renderer.h"
#include "engine/output/sink_loop.h"
#include "pluginhost/base/log.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

using namespace std::chrono_literals;

constexpr const char* kDomain = "output.sink";
/// For the thread's end once its plugin has returned from everything.
constexpr auto kEndPatience = 500ms;

} // namespace

SinkDevice::SinkDevice(const SinkPlugins& plugins, SinkOrder order, std::shared_ptr<Doorbell> bell,
                       const std::atomic<bool>& isQuitting, Limits limits)
    : m_order(std::move(order)), m_limits(limits), m_channel(std::make_shared<SinkChannel>(std::move(bell))),
      m_isQuitting(isQuitting)
{
    std::promise<void> ended;
    m_ended = ended.get_future();
    WorkerEndpoint endpoint =
        bindSink(plugins, m_order.address, [bell = m_channel->workerBell] { bell->ring(); });
    m_thread = std::thread([endpoint = std::move(endpoint), order = m_order, channel = m_channel,
                            ended = std::move(ended)]() mutable {
        SinkLoop(std::move(endpoint), order, std::move(channel)).run();
        ended.set_value();
    });
}

SinkDevice::~SinkDevice()
{
    stop();
    close();
    m_channel->ending.store(true, std::memory_order_release);
    m_channel->workerBell->ring();
    const auto patience = m_isStuck ? 0ms : std::chrono::milliseconds(kEndPatience);
    if (m_ended.wait_for(patience) == std::future_status::ready) {
        m_thread.join();
        return;
    }
    if (const std::optional<RunningCall::View> call = m_channel->call.view())
        log(LogLevel::Warning, kDomain, "the plugin {} does not return from {}; its thread is left alone",
            m_order.address.pluginId, call->function);
    m_thread.detach(); // it owns all that it may still touch, the plugin's library among it
}

DeviceTraits SinkDevice::traits() const
{
    DeviceTraits traits;
    traits.realTime = false;
    traits.processed = !m_opened.stores;
    traits.wantsTracks = true;
    traits.dataBell = m_channel->workerBell;
    if (m_isOpen && m_opened.keepsBits)
        traits.transparentUpTo = "the plugin";
    traits.choice = choiceOf(m_order.address);
    return traits;
}

template <typename Change>
void SinkDevice::order(Change&& change)
{
    {
        const std::lock_guard lock(m_channel->mutex);
        change(m_channel->orders);
    }
    m_channel->hasOrders.store(true, std::memory_order_release);
    m_channel->workerBell->ring();
}

/// False when the plugin takes longer than that.
template <typename Answer>
bool SinkDevice::answers(std::future<Answer>& answer, std::chrono::milliseconds limit,
                         std::chrono::milliseconds quitLimit)
{
    using Clock = std::chrono::steady_clock;
    Clock::time_point until = Clock::now() + limit;
    bool isQuitting = false;
    while (answer.wait_for(0s) != std::future_status::ready) {
        const Clock::time_point now = Clock::now();
        if (!isQuitting && m_isQuitting.load(std::memory_order_acquire)) {
            isQuitting = true;
            until = std::min(until, now + quitLimit);
        }
        if (now >= until)
            break;
        m_channel->outputBell->waitFor(until - now);
    }
    m_channel->outputBell->ring(); // what rang meanwhile was taken for something else
    return answer.wait_for(0s) == std::future_status::ready;
}

Result<OpenedOutput> SinkDevice::open(const OutputRequest& request)
{
    std::future<Result<OpenedSink>> answer;
    order([&](SinkOrders& orders) {
        orders.open.emplace(SinkOrders::Open{request, {}});
        answer = orders.open->opened.get_future();
    });
    if (!answers(answer, m_limits.open, m_limits.quit)) {
        m_isStuck = true;
        return Error{ErrorCode::TimedOut, kDomain,
                     fmt::format("The plugin {} does not open its output. Switch it off and on again in the "
                                 "settings, or choose another output.",
                                 m_order.address.pluginId)};
    }
    Result<OpenedSink> opened = answer.get();
    if (!opened)
        return opened.error();
    m_opened = std::move(*opened);
    m_isOpen = true;
    return m_opened.output;
}

Result<void> SinkDevice::start(Renderer& renderer)
{
    if (const std::optional<Error> failed = failure())
        return *failed;
    m_stall.emplace();
    m_isStarted = true;
    m_channel->renderer.store(&renderer, std::memory_order_release);
    m_channel->workerBell->ring();
    return {};
}

void SinkDevice::stop()
{
    if (!std::exchange(m_isStarted, false))
        return;
    // The worker has it while it renders, which waits for nobody.
    while (m_channel->renderer.exchange(nullptr, std::memory_order_acq_rel) == nullptr)
        std::this_thread::yield();
    m_stall.reset();
}

void SinkDevice::close()
{
    if (!std::exchange(m_isOpen, false) || m_isStuck)
        return;
    std::future<void> closed;
    order([&](SinkOrders& orders) {
        orders.close.emplace();
        closed = orders.close->get_future();
    });
    // As the plugin says, which may say anything.
    const std::chrono::duration<double> claimed(static_cast<double>(latencyFrames()) /
                                                m_opened.output.format.sampleRate);
    const auto unheard = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::min<std::chrono::duration<double>>(claimed, kMostUnheard));
    // A file that is cut off is lost.
    const auto quitLimit = m_opened.stores ? m_limits.close : m_limits.quit;
    m_isStuck = !answers(closed, m_limits.close + unheard, quitLimit);
}

uint32_t SinkDevice::latencyFrames() const
{
    return m_channel->latencyFrames.load(std::memory_order_relaxed);
}

std::optional<Error> SinkDevice::failure() const
{
    const std::lock_guard lock(m_channel->mutex);
    return m_channel->failure;
}

SinkObservation SinkDevice::observe(std::chrono::steady_clock::time_point now) const
{
    return {now, m_channel->call.view(), m_channel->progress.load(std::memory_order_relaxed),
            m_channel->framesWait.load(std::memory_order_relaxed)};
}

void SinkDevice::watch(std::chrono::steady_clock::time_point now)
{
    if (!m_stall)
        return;
    const std::optional<std::string> trouble = m_stall->check(observe(now));
    if (!trouble)
        return;
    m_isStuck = m_channel->call.view().has_value();
    const std::lock_guard lock(m_channel->mutex);
    if (!m_channel->failure)
        m_channel->failure = Error{ErrorCode::TimedOut, kDomain,
                                   fmt::format("{} of the plugin {} {}.", m_opened.output.description,
                                               m_order.address.pluginId, *trouble)};
}

std::optional<Error> SinkDevice::takeTrouble()
{
    const std::lock_guard lock(m_channel->mutex);
    return std::exchange(m_channel->trouble, std::nullopt);
}

void SinkDevice::changeConfig(SinkConfigChange change)
{
    m_unanswered = change;
    order([&](SinkOrders& orders) { orders.changes.push_back(std::move(change)); });
}

std::vector<SinkOutcome> SinkDevice::takeNews()
{
    std::vector<SinkOutcome> news;
    {
        const std::lock_guard lock(m_channel->mutex);
        news = std::exchange(m_channel->news, {});
    }
    for (const SinkOutcome& told : news) {
        if (m_unanswered && told.outcome.generation >= m_unanswered->generation &&
            told.outcome.status != UpdateOutcome::Status::RequiresRecreate)
            m_unanswered.reset();
    }
    // It is given up, and what it says of it some day nobody hears.
    if (m_isStuck && m_unanswered)
        news.push_back({m_order.address.pluginId, m_order.address.typeId,
                        appliedLater(*std::exchange(m_unanswered, std::nullopt))});
    return news;
}

} // namespace stellatune
