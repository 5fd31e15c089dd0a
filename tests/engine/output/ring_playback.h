// A renderer that plays one piece of audio to a device under test.
#pragma once

#include "engine/output/renderer.h"
#include "tests/fixtures/comes_true.h"

#include <cstdint>
#include <memory>
#include <random>
#include <vector>

namespace stellatune::testing {

/// Noise on the grid of `bits`-bit integers; 25 or more: of 32-bit floats.
inline std::vector<float> noise(size_t samples, uint32_t bits, uint32_t seed = 1)
{
    std::mt19937 random(seed);
    std::vector<float> values(samples);
    if (bits > 24) {
        std::uniform_real_distribution<float> distribution(-0.9F, 0.9F);
        for (float& value : values)
            value = distribution(random);
        return values;
    }
    const int32_t full = 1 << (bits - 1);
    std::uniform_int_distribution<int32_t> distribution(-full, full - 1);
    for (float& value : values)
        value = static_cast<float>(distribution(random)) / static_cast<float>(full);
    return values;
}

/// A renderer whose ring holds all of `content`, running, without fades.
inline std::unique_ptr<Renderer> rendererPlaying(const std::vector<float>& content,
                                                 const OpenedOutput& output, const DeviceTraits& traits,
                                                 uint32_t epoch = 1)
{
    const auto frames = static_cast<uint32_t>(content.size() / output.format.channels());
    auto renderer = std::make_unique<Renderer>(output, traits, frames);
    PcmRing& ring = renderer->beginRing(epoch);
    ring.write(content);
    ring.finish();
    renderer->publishRing({});
    renderer->setRunning(true, 0);
    return renderer;
}

} // namespace stellatune::testing
