#include "tests/bench/watched_device.h"

#include "engine/output/period_clock.h"
#include "engine/output/renderer.h"

#include <chrono>
#include <cstddef>
#include <vector>

namespace stellatune::bench {

namespace {

constexpr uint32_t kBufferFrames = 512; // short: many callbacks meet what else happens

} // namespace

WatchedDevice::~WatchedDevice()
{
    stop();
}

DeviceTraits WatchedDevice::traits() const
{
    DeviceTraits traits;
    traits.choice = {"watched", {}};
    return traits;
}

Result<OpenedOutput> WatchedDevice::open(const OutputRequest& request)
{
    m_output.format = request.format;
    m_output.sampleFormat = SampleFormat::Float32;
    m_output.bufferFrames = kBufferFrames;
    m_output.description = "A watched clock";
    return m_output;
}

Result<void> WatchedDevice::start(Renderer& renderer)
{
    m_stopping = false;
    m_thread = std::thread([this, &renderer] { run(renderer); });
    return {};
}

void WatchedDevice::stop()
{
    m_stopping = true;
    if (m_thread.joinable())
        m_thread.join();
}

void WatchedDevice::run(Renderer& renderer)
{
    std::vector<float> buffer(size_t{kBufferFrames} * m_output.format.channels());
    PeriodClock clock(m_output.format.sampleRate, Renderer::Clock::now());
    while (!m_stopping) {
        std::this_thread::sleep_until(clock.deadline());
        const auto now = Renderer::Clock::now();
        {
            const RealTimeScope scope;
            renderer.render(buffer.data(), kBufferFrames, now);
            const ForbiddenCalls calls = scope.calls();
            m_callbacks.calls.allocations += calls.allocations;
            m_callbacks.calls.locks += calls.locks;
            m_callbacks.calls.files += calls.files;
        }
        ++m_callbacks.count;
        clock.advance(kBufferFrames, now);
    }
}

} // namespace stellatune::bench
