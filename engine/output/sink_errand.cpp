#include "engine/output/sink_errand.h"

#include <atomic>
#include <mutex>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

namespace {

constexpr const char* kDomain = "output.sink";

} // namespace

WorkerEndpoint bindSink(const SinkPlugins& plugins, const SinkAddress& address, std::function<void()> wake)
{
    if (plugins.bind)
        return plugins.bind(address.pluginId, address.typeId, std::move(wake));
    auto acquire = [id = address.pluginId]() -> Result<std::shared_ptr<const ModuleLease>> {
        return Error{ErrorCode::NotFound, kDomain, fmt::format("There is no plugin {} here.", id)};
    };
    return {address.pluginId, CapabilityKind::Output, address.typeId, std::move(acquire),
            std::make_shared<WorkerMailbox>()};
}

Result<std::shared_ptr<const ModuleLease>> waitForLease(const WorkerEndpoint& endpoint, Doorbell& bell,
                                                        const std::function<bool()>& isUnwanted)
{
    const auto deadline = std::chrono::steady_clock::now() + kSinkLoadLimit;
    while (true) {
        // What it says holds for what is acquired afterwards; what it says from then on does not.
        static_cast<void>(endpoint.mailbox->takeLatest());
        Result<std::shared_ptr<const ModuleLease>> lease = endpoint.acquire();
        if (lease || lease.error().code != ErrorCode::Busy)
            return lease;
        // Enabled and on its way: the mailbox tells when it is there, or why it will not be.
        const auto left = deadline - std::chrono::steady_clock::now();
        if (left <= left.zero())
            return Error{ErrorCode::TimedOut, kDomain,
                         fmt::format("The plugin {} is still not loaded.", endpoint.pluginId)};
        bell.waitFor(left);
        if (isUnwanted())
            return Error{ErrorCode::Cancelled, kDomain,
                         fmt::format("The plugin {} is not needed any more.", endpoint.pluginId)};
    }
}

/// Shared with the thread, which outlives its owner when the plugin does not answer.
struct SinkErrand::State {
    const std::shared_ptr<Doorbell> bell = std::make_shared<Doorbell>();
    std::atomic<bool> unwanted = false;
    std::mutex mutex;
    std::optional<Result<std::string>> result; ///< guarded by mutex
    std::atomic<bool> ended = false;           ///< no code of the plugin runs any more
};

SinkErrand::SinkErrand(const SinkPlugins& plugins, const SinkAddress& address, std::string config, Work work,
                       std::function<void()> done)
    : m_state(std::make_shared<State>())
{
    WorkerEndpoint endpoint = bindSink(plugins, address, [bell = m_state->bell] { bell->ring(); });
    m_thread = std::thread([state = m_state, endpoint = std::move(endpoint), config = std::move(config),
                            work = std::move(work), done = std::move(done)]() mutable {
        const auto ask = [&]() -> Result<std::string> {
            auto lease = waitForLease(endpoint, *state->bell, [&] { return state->unwanted.load(); });
            if (!lease)
                return lease.error();
            auto made = SinkInstance::create(std::move(*lease), endpoint.typeId, config);
            if (!made)
                return made.error();
            return work(**made);
        };
        Result<std::string> result = ask();
        endpoint = {};
        {
            const std::lock_guard lock(state->mutex);
            state->result = std::move(result);
        }
        state->ended = true;
        done();
    });
}

SinkErrand::~SinkErrand()
{
    m_state->unwanted = true;
    m_state->bell->ring();
    if (m_state->ended)
        m_thread.join();
    else
        m_thread.detach();
}

std::optional<Result<std::string>> SinkErrand::result() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->result;
}

} // namespace stellatune
