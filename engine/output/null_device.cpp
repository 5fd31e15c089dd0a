#include "engine/output/null_device.h"

#include "engine/output/period_clock.h"
#include "engine/output/renderer.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace stellatune {

namespace {

constexpr uint32_t kDefaultBufferFrames = 2048;
constexpr uint32_t kMinBufferFrames = 64;
constexpr uint32_t kMaxBufferFrames =
    8192; // beyond, buffers at 8 kHz would last longer than a listener waits

} // namespace

NullDevice::~NullDevice()
{
    stop();
}

DeviceTraits NullDevice::traits() const
{
    DeviceTraits traits;
    traits.choice = {"null", {}};
    return traits;
}

Result<OpenedOutput> NullDevice::open(const OutputRequest& request)
{
    m_output.format = request.format;
    m_output.sampleFormat = SampleFormat::Float32;
    m_output.bufferFrames = request.bufferFrames == 0
                                ? kDefaultBufferFrames
                                : std::clamp(request.bufferFrames, kMinBufferFrames, kMaxBufferFrames);
    m_output.description = "No sound";
    return m_output;
}

Result<void> NullDevice::start(Renderer& renderer)
{
    m_stopping = false;
    m_thread = std::thread([this, &renderer] { run(renderer); });
    return {};
}

void NullDevice::stop()
{
    if (!m_thread.joinable())
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void NullDevice::run(Renderer& renderer)
{
    std::vector<float> scratch(size_t{m_output.bufferFrames} * m_output.format.channels());
    PeriodClock clock(m_output.format.sampleRate, std::chrono::steady_clock::now());
    while (sleepUntil(clock.deadline())) {
        const auto now = std::chrono::steady_clock::now();
        renderer.render(scratch.data(), m_output.bufferFrames, now);
        clock.advance(m_output.bufferFrames, now);
    }
}

bool NullDevice::sleepUntil(std::chrono::steady_clock::time_point deadline)
{
    std::unique_lock lock(m_mutex);
    return !m_wake.wait_until(lock, deadline, [this] { return m_stopping; });
}

} // namespace stellatune
