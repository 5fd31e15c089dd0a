// The filters of all bands over all channels, and how they go from one setting to the next unheard.
#pragma once

#include "filter_kernels.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace stellatune::equalizer {

constexpr uint32_t kMaxBands = 16;
constexpr uint32_t kMaxChannels = 8;

struct ChainParameters {
    double gain = 1.0; ///< a factor before all filters
    std::array<FilterParameters, kMaxBands> filters;
};

/// No function allocates or waits. Filters that are the identity cost nothing, and with a gain of 1 and no
/// filter the samples are not touched.
class FilterChain {
  public:
    explicit FilterChain(uint32_t channels);

    /// Takes the parameters at once.
    void set(const ChainParameters& parameters);
    /// Moves there from where it is, in so many frames; a filter that begins or ends is mixed in or out.
    void glideTo(const ChainParameters& parameters, uint32_t frames);

    /// Samples that are not finite count as 0, or they would stay in the filters for ever.
    void process(float* interleaved, uint32_t frames);

    /// Forgets the past, and ends a glide.
    void reset();

  private:
    /// After so many frames what has died away in the filters is cleared, before it gets to the numbers near
    /// zero that processors are slow with.
    static constexpr uint32_t kChunk = 128;
    using States = std::array<std::array<FilterState, kMaxBands>, kMaxChannels / 2>; ///< by pair of channels

    double gainAt(const GlidePosition& position) const;
    bool isActive(uint32_t band) const;
    void collectActive();
    void load(const float* interleaved, uint32_t frames);
    void filter(uint32_t frames);
    void filterGliding(uint32_t frames);
    void store(float* interleaved, uint32_t frames) const;
    void clearFadedStates();

    uint32_t m_channels;
    uint32_t m_pairs; ///< of channels; the last may lack its second
    GlidePosition m_glide;
    uint32_t m_chunkPosition = 0;
    double m_startGain = 1.0;                       ///< of the glide
    double m_gain = 1.0;                            ///< where it ends
    std::array<GlidingFilter, kMaxBands> m_filters; ///< of all bands
    States m_states;
    std::array<std::array<Pair, kChunk>, kMaxChannels / 2> m_work; ///< frames, by pair of channels

    // The bands that do something.
    uint32_t m_activeCount = 0;
    std::array<uint8_t, kMaxBands> m_activeBands{};
    std::array<SteadyFilter, kMaxBands> m_steady; ///< where there is no glide
};

} // namespace stellatune::equalizer
