// A renderer with a hand-cranked clock: nothing happens but what a test asks for.
#pragma once

#include "engine/output/renderer.h"

#include <chrono>
#include <cstdint>
#include <vector>

namespace stellatune {

struct RendererRig {
    static constexpr uint32_t kRate = 44'100;
    static constexpr uint32_t kRingFrames = 65'536;

    static OpenedOutput outputWith(uint32_t channels, SampleFormat format)
    {
        OpenedOutput output;
        output.format = {kRate, ChannelLayout::standard(channels)};
        output.sampleFormat = format;
        output.bufferFrames = 512;
        return output;
    }

    static DeviceTraits fileTraits()
    {
        DeviceTraits traits;
        traits.realTime = false;
        traits.processed = false;
        return traits;
    }

    explicit RendererRig(uint32_t channelCount = 2, SampleFormat format = SampleFormat::Float32,
                         const DeviceTraits& traits = {}, uint32_t ringFrames = kRingFrames)
        : channels(channelCount), renderer(outputWith(channelCount, format), traits, ringFrames)
    {}

    /// Renders into floats and lets as much time pass as that takes to play.
    uint32_t crank(uint32_t frames)
    {
        out.assign(size_t{frames} * channels, -99.0F);
        const uint32_t rendered = renderer.render(out.data(), frames, now);
        now += std::chrono::nanoseconds(uint64_t{frames} * 1'000'000'000 / kRate);
        return rendered;
    }

    /// New content with `frames` frames of `value`, published.
    PcmRing& play(uint32_t epoch, float value, uint32_t frames, const SwapFades& fades = {})
    {
        PcmRing& ring = renderer.beginRing(epoch);
        fill(ring, value, frames);
        renderer.publishRing(fades);
        return ring;
    }

    void fill(PcmRing& ring, float value, uint32_t frames) const
    {
        ring.write(std::vector<float>(size_t{frames} * channels, value));
    }

    float frame(uint32_t index) const { return out[size_t{index} * channels]; }

    const uint32_t channels;
    Renderer renderer;
    Renderer::Clock::time_point now{std::chrono::hours(1)};
    std::vector<float> out;
};

} // namespace stellatune
