// Comparing what was decoded with what went into the encoder, and files that no encoder here makes.
#pragma once

#include "tests/fixtures/encoded_audio.h"

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace stellatune::plugintest {

/// The largest difference between two stretches of the same length; 1e9 when the lengths differ.
inline float largestDifference(std::span<const float> a, std::span<const float> b)
{
    float largest = a.size() == b.size() ? 0.0F : 1e9F;
    for (size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        largest = std::max(largest, std::abs(a[i] - b[i]));
    return largest;
}

/// By how many frames `decoded` lies behind `original` at `frame`: where the first channels match best.
inline int delayOf(std::span<const float> decoded, const fixtures::Pcm& original, uint64_t frame)
{
    constexpr int kLargest = 5'000; // above any codec's delay
    constexpr uint64_t kStretch = 2'000;
    const uint32_t channels = original.channels;
    int best = kLargest + 1;
    double bestMatch = 0.0;
    for (int delay = -kLargest; delay <= kLargest; ++delay) {
        double product = 0.0;
        double energy = 1e-9;
        for (uint64_t i = 0; i < kStretch; i += 3) {
            const auto at = static_cast<size_t>(static_cast<int64_t>(frame + i) + delay) * channels;
            const double sample = at < decoded.size() ? decoded[at] : 0.0;
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

/// Root of the mean square of `decoded - original` over the frames from `begin` to `end`, relative to that of
/// `original`.
inline double residual(std::span<const float> decoded, const fixtures::Pcm& original, uint64_t begin,
                       uint64_t end, int delay = 0)
{
    const std::vector<float> wanted = original.asFloat();
    double error = 0.0;
    double power = 0.0;
    for (size_t i = begin * original.channels; i < end * original.channels; ++i) {
        const auto at =
            static_cast<size_t>(static_cast<int64_t>(i) + delay * static_cast<int>(original.channels));
        const double difference = (at < decoded.size() ? decoded[at] : 0.0F) - wanted[i];
        error += difference * difference;
        power += static_cast<double>(wanted[i]) * wanted[i];
    }
    return std::sqrt(error / power);
}

/// One-bit samples of a sine in each channel, by a delta-sigma modulator of second order: bytes of eight
/// bits, the first in the lowest bit, channel by channel.
std::vector<std::vector<unsigned char>> modulate(uint64_t bits, uint32_t bitRate,
                                                 const std::vector<double>& hertz, double amplitude);
void writeDsf(const std::filesystem::path& path, const std::vector<std::vector<unsigned char>>& channels,
              uint32_t bitRate);
void writeDff(const std::filesystem::path& path, const std::vector<std::vector<unsigned char>>& channels,
              uint32_t bitRate);

} // namespace stellatune::plugintest
