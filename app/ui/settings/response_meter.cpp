#include "app/ui/settings/response_meter.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace stellatune {

struct ResponseMeter::Shared {
    std::mutex mutex;
    std::condition_variable bell;
    ResponseMeter* meter = nullptr; ///< null: it is gone, and so is the need for the thread
    std::shared_ptr<WorkerEndpoint> endpoint;
    std::string config;
    uint64_t number = 0; ///< of what is asked for; grows
    bool isWanted = false;
};

ResponseMeter::ResponseMeter(QObject* parent) : QObject(parent), m_shared(std::make_shared<Shared>())
{
    m_shared->meter = this;
    // A plugin that does not come back must not keep the window, so nobody waits for this thread.
    std::thread([shared = m_shared] { run(shared); }).detach();
}

ResponseMeter::~ResponseMeter()
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->meter = nullptr;
    m_shared->endpoint.reset();
    m_shared->bell.notify_all();
}

void ResponseMeter::measure(std::shared_ptr<WorkerEndpoint> endpoint, const std::string& config)
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->endpoint = std::move(endpoint);
    m_shared->config = config;
    ++m_shared->number;
    m_shared->isWanted = true;
    m_shared->bell.notify_all();
}

void ResponseMeter::stop()
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->endpoint.reset();
    ++m_shared->number;
    m_shared->isWanted = false;
}

std::function<void()> ResponseMeter::waker() const
{
    return [shared = std::weak_ptr(m_shared)] {
        const std::shared_ptr<Shared> strong = shared.lock();
        if (strong == nullptr)
            return;
        const std::lock_guard lock(strong->mutex);
        strong->isWanted = strong->endpoint != nullptr;
        strong->bell.notify_all();
    };
}

void ResponseMeter::run(const std::shared_ptr<Shared>& shared)
{
    std::unique_lock lock(shared->mutex);
    for (;;) {
        shared->bell.wait(lock, [&] { return shared->isWanted || shared->meter == nullptr; });
        if (shared->meter == nullptr)
            return;
        shared->isWanted = false;
        std::shared_ptr<WorkerEndpoint> endpoint = shared->endpoint;
        const std::string config = shared->config;
        const uint64_t number = shared->number;
        lock.unlock();
        static_cast<void>(endpoint->mailbox->takeLatest()); // no instance outlives a measurement
        Result<DspResponse> response = measureResponse(*endpoint, config);
        endpoint.reset();
        lock.lock();
        const bool isBusy = !response && response.error().code == ErrorCode::Busy; // then we are woken again
        if (shared->meter == nullptr || shared->number != number || isBusy)
            continue;
        std::optional<DspResponse> told = response ? std::optional(std::move(*response)) : std::nullopt;
        QMetaObject::invokeMethod(
            shared->meter,
            [meter = shared->meter, shared, number, told = std::move(told)] {
                {
                    const std::lock_guard again(shared->mutex);
                    if (shared->number != number)
                        return;
                }
                emit meter->measured(told);
            },
            Qt::QueuedConnection);
    }
}

} // namespace stellatune
