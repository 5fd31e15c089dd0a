#include "tests/bench/discarding_device.h"

#include "engine/output/renderer.h"

#include <chrono>

namespace stellatune::bench {

namespace {

constexpr uint32_t kBlockFrames = 8192;
constexpr std::chrono::milliseconds kLongestWait{50};

} // namespace

DiscardingDevice::~DiscardingDevice()
{
    stop();
}

DeviceTraits DiscardingDevice::traits() const
{
    DeviceTraits traits;
    traits.realTime = false;
    traits.processed = false;
    return traits;
}

Result<OpenedOutput> DiscardingDevice::open(const OutputRequest& request)
{
    m_output.format = request.format;
    m_output.sampleFormat = request.sampleFormat;
    m_output.bufferFrames = kBlockFrames;
    m_output.description = "Nowhere";
    m_buffer.resize(size_t{kBlockFrames} * request.format.channels() * bytesPerSample(request.sampleFormat));
    return m_output;
}

Result<void> DiscardingDevice::start(Renderer& renderer)
{
    m_stopping = false;
    m_thread = std::thread([this, &renderer] { run(renderer); });
    return {};
}

void DiscardingDevice::stop()
{
    m_stopping = true;
    if (m_thread.joinable())
        m_thread.join();
}

void DiscardingDevice::run(Renderer& renderer)
{
    while (!m_stopping) {
        if (renderer.render(m_buffer.data(), kBlockFrames, Renderer::Clock::now()) == 0)
            renderer.waitForData(kLongestWait);
    }
}

} // namespace stellatune::bench
