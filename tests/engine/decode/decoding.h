// Reading whole files through openDecoder(), for the tests of the decoders.
#pragma once

#include "engine/decode/decoder.h"
#include "tests/fixtures/encoded_audio.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <vector>

namespace stellatune::decoding {

inline std::unique_ptr<Decoder> mustOpen(const std::filesystem::path& path)
{
    Result<std::unique_ptr<Decoder>> decoder = openDecoder(path);
    if (!decoder)
        throw std::runtime_error(decoder.error().message);
    return std::move(*decoder);
}

/// Up to `frames` frames from where the decoder is, `step` at a time.
inline std::vector<float> readFrames(Decoder& decoder, uint64_t frames, uint64_t step = 1009)
{
    const uint32_t channels = decoder.info().format.channels();
    std::vector<float> samples;
    std::vector<float> block(step * channels);
    uint64_t done = 0;
    while (done < frames) {
        const uint64_t wanted = std::min(step, frames - done);
        const Result<uint64_t> got = decoder.read(std::span(block).first(wanted * channels));
        if (!got)
            throw std::runtime_error(got.error().message);
        samples.insert(samples.end(), block.begin(),
                       block.begin() + static_cast<std::ptrdiff_t>(*got * channels));
        done += *got;
        if (*got < wanted)
            break;
    }
    return samples;
}

inline std::vector<float> readAll(Decoder& decoder, uint64_t step = 1009)
{
    return readFrames(decoder, UINT64_MAX, step);
}

inline std::vector<float> readAll(const std::filesystem::path& path)
{
    return readAll(*mustOpen(path));
}

/// The largest difference between two stretches of the same length.
inline float largestDifference(std::span<const float> a, std::span<const float> b)
{
    float largest = a.size() == b.size() ? 0.0F : 1e9F;
    for (size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        largest = std::max(largest, std::abs(a[i] - b[i]));
    return largest;
}

/// Frames that delayOf() looks at.
inline constexpr uint64_t kDelayStretch = 2'000;

/// By how many frames `decoded` lies behind `original` at `frame`: where the first channels match best.
inline int delayOf(std::span<const float> decoded, const fixtures::Pcm& original, uint64_t frame)
{
    constexpr int kLargest = 1'300; // above any codec's delay
    const uint32_t channels = original.channels;
    int best = kLargest + 1;
    double bestMatch = 0.0;
    for (int delay = -kLargest; delay <= kLargest; ++delay) {
        double product = 0.0;
        double energy = 1e-9;
        for (uint64_t i = 0; i < kDelayStretch; ++i) {
            const auto at = static_cast<size_t>(static_cast<int64_t>(frame + i) + delay) * channels;
            const double sample = decoded[at];
            product += sample * original.samples[(frame + i) * channels];
            energy += sample * sample;
        }
        const double match = product / std::sqrt(energy);
        if (match > bestMatch) {
            bestMatch = match;
            best = delay;
        }
    }
    return best;
}

} // namespace stellatune::decoding
